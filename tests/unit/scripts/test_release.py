"""A release is refused before anything is written, and writes the version wherever it stands."""

from __future__ import annotations

import datetime as dt
import importlib
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CHANGELOG = "# Changelog\n\n## Unreleased\n\n### Added\n\n- A thing.\n\n## 0.1.0 - 2026-11-21\n\n- The first.\n"


@pytest.fixture(scope="module")
def script():
    return importlib.import_module("scripts.release")


@pytest.fixture
def checkout(tmp_path, script):
    """A clean repository with everything a release touches."""
    for name in script.PLACES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((ROOT / name).read_text())
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def git(root, *arguments):
    who = ["-c", "user.name=test", "-c", "user.email=test@example.invalid"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def commit(root):
    git(root, "add", "--all")
    git(root, "commit", "-qm", "one", "--allow-empty")


def refused(capsys, script, checkout, version):
    with pytest.raises(SystemExit) as ended:
        script.check(checkout, version)
    assert ended.value.code == 1
    return capsys.readouterr().err


def test_a_clean_tree_with_something_to_say_may_be_released(script, checkout):
    script.check(checkout, "99.0.0")


@pytest.mark.parametrize("version", ["1.2", "v1.2.3", "1.2.3rc1", "01.2.3", ""])
def test_what_is_no_version_is_refused(script, checkout, capsys, version):
    assert "MAJOR.MINOR.PATCH" in refused(capsys, script, checkout, version)


def test_an_unclean_tree_is_refused(script, checkout, capsys):
    (checkout / "new").write_text("")
    assert "not clean" in refused(capsys, script, checkout, "99.0.0")


def test_an_older_version_is_refused(script, checkout, capsys):
    assert "older than" in refused(capsys, script, checkout, "0.0.1")


def test_a_version_that_is_tagged_is_refused(script, checkout, capsys):
    git(checkout, "tag", "v99.0.0")
    assert "tagged already" in refused(capsys, script, checkout, "99.0.0")


def test_a_version_whose_rows_are_kept_was_released_and_is_refused(script, checkout, capsys):
    (checkout / "tests/upgrades/99.0.0").mkdir(parents=True)
    assert "was released" in refused(capsys, script, checkout, "99.0.0")


def test_an_empty_changelog_is_refused(script, checkout, capsys):
    (checkout / "CHANGELOG.md").write_text(CHANGELOG.replace("### Added\n\n- A thing.\n\n", ""))
    commit(checkout)
    assert "nothing under Unreleased" in refused(capsys, script, checkout, "99.0.0")


def test_what_was_unreleased_becomes_the_versions(script):
    text = script.dated(CHANGELOG, "0.2.0", dt.date(2026, 12, 1))
    assert script.unreleased(text).strip() == ""
    assert "## 0.2.0 - 2026-12-01\n\n### Added\n\n- A thing." in text
    assert text.endswith("## 0.1.0 - 2026-11-21\n\n- The first.\n")


def test_the_version_stands_in_every_place_and_is_the_same(script):
    found = {name: pattern.search((ROOT / name).read_text()) for name, pattern in script.PLACES.items()}
    assert all(found.values())
    assert len({match["version"] for match in found.values()}) == 1


def test_a_bump_changes_the_version_and_nothing_else(script):
    for name, pattern in script.PLACES.items():
        text = (ROOT / name).read_text()
        old = pattern.search(text)["version"]
        changed = script.bump(text, pattern, "98.76.54")
        assert pattern.search(changed)["version"] == "98.76.54"
        assert script.bump(changed, pattern, old) == text


def test_a_step_that_fails_ends_the_release(script, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        script.run(tmp_path, "false")
    assert ended.value.code == 1
    assert "nothing was committed" in capsys.readouterr().err


def test_a_real_release_cannot_leave_the_tests_out(script, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["release.py", "99.0.0", "--no-tests"])
    with pytest.raises(SystemExit) as ended:
        script.main()
    assert ended.value.code == 1
    assert "a release without tests is none" in capsys.readouterr().err


def test_a_release_that_nobody_audited_says_so_for_good(script):
    assert script.UNAUDITED in script.record("1.2.3", audit=False)
    assert script.record("1.2.3", audit=True) == "pinocchio 1.2.3"
