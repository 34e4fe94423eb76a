"""From a Python and make to a working environment: what the scripts decide, and what they say."""

from __future__ import annotations

import ast
import importlib
import stat
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[3] / "scripts"


@pytest.fixture
def bootstrap(monkeypatch, tmp_path):
    """The script, on an empty checkout."""
    module = load("bootstrap", monkeypatch)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv/bin/python")
    for name in ("requirements.lock", "requirements-build.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    return module


@pytest.fixture
def java(monkeypatch, tmp_path):
    """The script, on a machine without Java, Maven or apt-get."""
    module = load("java", monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PINOCCHIO_TEST_BROKER", raising=False)
    monkeypatch.delenv("CI", raising=False)
    return module


@pytest.fixture
def prometheus(monkeypatch, tmp_path):
    """The script, on a machine without Prometheus or apt-get."""
    module = load("prometheus", monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "FOLDER", tmp_path / ".cache/prometheus")
    monkeypatch.delenv("CI", raising=False)
    return module


def load(name, monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    for module in ("debian", name):
        sys.modules.pop(module, None)
    return importlib.import_module(name)


def installed(bootstrap, level):
    bootstrap.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    bootstrap.PYTHON.touch()
    bootstrap.stamp(level).write_text(bootstrap.digest(level))


def program(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize("script", ["bootstrap.py", "debian.py", "java.py", "prometheus.py"])
def test_an_old_python_can_read_it(script):
    assert ast.parse((SCRIPTS / script).read_text(), feature_version=(3, 7))


def test_nothing_is_done_twice(bootstrap):
    assert not bootstrap.is_done("dev")
    installed(bootstrap, "dev")
    assert bootstrap.is_done("dev")


def test_what_is_there_for_work_on_the_code_also_runs(bootstrap):
    installed(bootstrap, "dev")
    assert bootstrap.is_done("runtime")


def test_what_only_runs_is_not_enough_to_work_on_the_code(bootstrap):
    installed(bootstrap, "runtime")
    assert not bootstrap.is_done("dev")


@pytest.mark.parametrize("changed", ["requirements-dev.lock", "pyproject.toml"])
def test_a_changed_lock_or_entry_point_installs_anew(bootstrap, changed):
    installed(bootstrap, "dev")
    (bootstrap.ROOT / changed).write_text("changed")
    assert not bootstrap.is_done("dev")


def test_an_environment_whose_python_is_gone_is_made_anew(bootstrap):
    installed(bootstrap, "dev")
    bootstrap.PYTHON.unlink()
    assert not bootstrap.is_done("dev")


def test_a_machine_without_a_suitable_python_is_told_what_to_install(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "suitable", lambda _: False)
    with pytest.raises(SystemExit) as ended:
        bootstrap.find_python()
    assert ended.value.code == 3
    told = capsys.readouterr().err
    assert told.startswith("pinocchio: needs Python 3.11")
    assert told.count("\n") == 1


def test_a_newer_python_beside_an_old_one_is_found(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "suitable", lambda python: python.endswith("3.12"))
    assert bootstrap.find_python().endswith("python3.12")


def test_this_interpreter_is_suitable_and_a_missing_one_is_not(bootstrap):
    assert bootstrap.suitable(sys.executable)
    assert not bootstrap.suitable("python3.no-such")


def test_an_unknown_level_is_a_usage_error(bootstrap, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "everything"])
    with pytest.raises(SystemExit) as ended:
        bootstrap.main()
    assert ended.value.code == 2


def test_without_java_a_laptop_is_told_and_goes_on(java, capsys):
    assert java.main() == 0
    told = capsys.readouterr().err
    assert "will be skipped" in told
    assert "maven" in told


def test_without_java_ci_fails(java, monkeypatch, capsys):
    monkeypatch.setenv("CI", "true")
    assert java.main() == 3
    assert "may not skip" in capsys.readouterr().err


def test_a_running_broker_needs_no_java(java, monkeypatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("PINOCCHIO_TEST_BROKER", "127.0.0.1:9092")
    assert java.main() == 0


@pytest.mark.parametrize(
    ("version", "missing"), [("17.0.15", []), ("21.0.1", []), ("1.8.0_402", ["jre"]), ("11.0.2", ["jre"])]
)
def test_an_old_java_is_no_java(java, tmp_path, version, missing):
    program(tmp_path, "java", f"echo 'openjdk version \"{version}\"' >&2")
    program(tmp_path, "mvn", "")
    assert java.missing(["jre"]) == missing


def fake_debian(java, monkeypatch, tmp_path, releases):
    """A machine where we are root, with an apt-get that knows these packages and notes what it is asked for."""
    monkeypatch.setattr(java.debian.os, "geteuid", lambda: 0)
    program(tmp_path, "apt-cache", f'case " {releases} " in *" $2 "*) echo "Package: $2";; *) exit 100;; esac')
    java_here = f'printf \'#!/bin/sh\\necho "openjdk version \\\\"21.0.1\\\\"" >&2\\n\' > {tmp_path}/java'
    program(
        tmp_path,
        "apt-get",
        f'echo "$*" >> {tmp_path}/asked\n[ "$1" = update ] && exit 0\n{java_here}\n'
        f"printf '#!/bin/sh\\n' > {tmp_path}/mvn\n/bin/chmod +x {tmp_path}/java {tmp_path}/mvn",
    )


def test_on_debian_as_root_what_is_missing_is_installed(java, monkeypatch, tmp_path):
    monkeypatch.setenv("CI", "true")
    fake_debian(java, monkeypatch, tmp_path, "openjdk-21-jre-headless default-jre-headless")
    assert java.main() == 0
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[0].startswith("update")
    assert asked[1].endswith("--no-install-recommends openjdk-21-jre-headless maven")


def test_where_python_cannot_make_an_environment_debian_is_asked_for_it(bootstrap, monkeypatch, capsys, tmp_path):
    half = tmp_path / "python3.11"
    program(tmp_path, "python3.11", 'case "$2" in *ensurepip*) exit 1;; *) echo 3 11;; esac')
    monkeypatch.setattr(bootstrap.debian, "can_install", lambda: False)
    with pytest.raises(SystemExit) as ended:
        bootstrap.need_ensurepip(str(half))
    assert ended.value.code == 3
    assert capsys.readouterr().err.strip().endswith("sudo apt-get install -y python3.11-venv")


def test_without_prometheus_a_laptop_is_told_and_goes_on(prometheus, capsys):
    assert prometheus.main() == 0
    told = capsys.readouterr().err
    assert "will not be proven" in told
    assert "promtool" in told


def test_without_prometheus_ci_fails(prometheus, monkeypatch, capsys):
    monkeypatch.setenv("CI", "true")
    assert prometheus.main() == 3
    assert "may not skip" in capsys.readouterr().err


def test_unpacked_programs_are_enough(prometheus, monkeypatch):
    monkeypatch.setenv("CI", "true")
    folder = prometheus.FOLDER / "usr/bin"
    folder.mkdir(parents=True)
    for name in prometheus.TOOLS:
        program(folder, name, "exit 0")
    assert prometheus.missing() == []
    assert prometheus.main() == 0


def test_a_program_for_another_machine_is_missing(prometheus):
    folder = prometheus.FOLDER / "usr/bin"
    folder.mkdir(parents=True)
    program(folder, "promtool", "exit 1")
    assert "promtool" in prometheus.missing()
