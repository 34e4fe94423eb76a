"""What the doctor says of a machine, and of a broker that is not there."""

from __future__ import annotations

import json
from importlib import metadata

import pytest
from click.testing import CliRunner

from agents.cli import checkup_machine, main
from streams.core.identity.keys import DEVELOPMENT_KEY

NOWHERE = ("doctor", "--broker", "127.0.0.1:1")


def doctor(*arguments):
    return CliRunner().invoke(main, [*NOWHERE, *arguments])


def key_file(tmp_path, content=b"k" * 32, mode=0o600):
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_broker_that_does_not_answer_is_infrastructure():
    result = doctor()
    assert result.exit_code == 3
    assert "fail    broker" in result.stdout
    assert "Connection refused" in result.stdout


def test_the_other_checks_are_made_all_the_same():
    findings = {f["check"]: f for f in json.loads(doctor("--json").stdout)["findings"]}
    assert findings["settings"]["status"] == "ok"
    assert findings["topics"]["status"] == "skipped"


def test_every_failure_says_what_to_do():
    findings = json.loads(doctor("--json", "--policy", "no-such-policy").stdout)["findings"]
    failures = [finding for finding in findings if finding["status"] == "fail"]
    assert {finding["check"] for finding in failures} == {"broker", "policy"}
    assert all(finding["todo"] for finding in failures)


def test_a_wrong_setting_is_named(monkeypatch):
    monkeypatch.setenv("PINOCCHIO_TICK_SECONDS", "often")
    found = checkup_machine.settings()
    assert found.status == "fail"
    assert "PINOCCHIO_TICK_SECONDS" in found.says


def test_every_wrong_setting_is_named_at_once_and_the_broker_is_left_alone(monkeypatch, tmp_path):
    occupied = tmp_path / "file"
    occupied.touch()
    wrong = {"TICK_SECONDS": "often", "DATA_DIR": str(occupied / "data"), "KAFKA_CA_FILE": str(tmp_path / "none.pem")}
    for name, value in wrong.items():
        monkeypatch.setenv(f"PINOCCHIO_{name}", value)
    result = doctor("--json")
    findings = {f["check"]: f for f in json.loads(result.stdout)["findings"]}
    assert result.exit_code == 2
    assert all(f"PINOCCHIO_{name}" in findings["settings"]["says"] for name in wrong)
    assert findings["broker"]["status"] == findings["group"]["status"] == "skipped"


@pytest.mark.parametrize("verb", [("up", "--duration", "1"), ("worker",)])
def test_other_verbs_name_every_wrong_setting_too(monkeypatch, verb):
    monkeypatch.setenv("PINOCCHIO_TICK_SECONDS", "often")
    monkeypatch.setenv("PINOCCHIO_HTTP_PORT", "99999")
    result = CliRunner().invoke(main, verb)
    assert result.exit_code == 2
    assert "PINOCCHIO_TICK_SECONDS" in result.output
    assert "PINOCCHIO_HTTP_PORT" in result.output


def test_a_verb_about_topics_names_every_wrong_setting_of_brokers_and_minds_no_other(monkeypatch):
    for name, value in {"TICK_SECONDS": "often", "KAFKA_CA_FILE": "none.pem", "KAFKA_SASL_MECHANISM": "x"}.items():
        monkeypatch.setenv(f"PINOCCHIO_{name}", value)
    result = CliRunner().invoke(main, ["topics", "plan"])
    assert result.exit_code == 2
    assert "2 settings are wrong" in result.output
    assert "PINOCCHIO_KAFKA_CA_FILE=none.pem" in result.output
    assert "PINOCCHIO_KAFKA_SASL_MECHANISM" in result.output
    assert "PINOCCHIO_TICK_SECONDS" not in result.output


def test_a_wrong_setting_of_the_worker_does_not_keep_the_doctor_from_the_broker(monkeypatch):
    monkeypatch.setenv("PINOCCHIO_TICK_SECONDS", "often")
    result = doctor("--json")
    findings = {f["check"]: f for f in json.loads(result.stdout)["findings"]}
    assert result.exit_code == 2
    assert findings["settings"]["says"].startswith("1 setting is wrong: PINOCCHIO_TICK_SECONDS=often: ")
    assert "does not answer" in findings["broker"]["says"]


def test_a_try_out_has_no_use_for_tls(monkeypatch):
    monkeypatch.setenv("PINOCCHIO_KAFKA_SECURITY_PROTOCOL", "SSL")
    result = CliRunner().invoke(main, ["up", "--duration", "1"])
    assert result.exit_code == 2
    assert "unset it for `up`" in result.output


def test_a_policy_that_does_not_load_names_its_first_problem(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: [")
    found = checkup_machine.policy(broken)
    assert found.status == "fail"
    assert "broken.yaml" in found.says
    assert found.todo == f"pinocchio policy check {broken}"


def test_a_key_of_ones_own_is_fine(tmp_path):
    assert checkup_machine.identity_key(key_file(tmp_path)).status == "ok"


def test_without_a_key_the_doctor_says_how_to_make_one():
    found = checkup_machine.identity_key(None)
    assert found.status == "note"
    assert "openssl rand" in found.todo


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        (b"k" * 31, 0o600, "31 bytes"),
        (DEVELOPMENT_KEY, 0o600, "public development key"),
        (DEVELOPMENT_KEY + b"\n", 0o600, "public development key"),
        (b"k" * 32, 0o604, "mode 0604"),
        (b"k" * 32, 0o620, "mode 0620"),
    ],
)
def test_a_key_that_protects_nobody_fails(tmp_path, content, mode, says):
    found = checkup_machine.identity_key(key_file(tmp_path, content, mode))
    assert found.status == "fail"
    assert says in found.says
    assert found.todo


def test_a_key_that_is_not_there_fails(tmp_path):
    assert checkup_machine.identity_key(tmp_path / "none").status == "fail"


def pinned(found):
    return checkup_machine.versions(lambda _: ["aiokafka==0.14.0", "click>=8", 'x==1; extra == "dev"'], found)


def test_pinned_libraries_are_compared_with_the_installed_ones():
    assert pinned({"pinocchio": "1", "aiokafka": "0.14.0"}.__getitem__).status == "ok"
    other = pinned({"pinocchio": "1", "aiokafka": "0.12.0"}.__getitem__)
    assert other.status == "fail"
    assert "aiokafka 0.12.0 instead of 0.14.0" in other.says


def test_a_pinned_library_that_is_missing_is_named():
    def nothing(name):
        raise metadata.PackageNotFoundError(name)

    assert "aiokafka nothing instead of 0.14.0" in pinned(nothing).says


def test_a_checkout_that_nobody_installed_is_only_noted():
    def unknown(name):
        raise metadata.PackageNotFoundError(name)

    assert checkup_machine.versions(unknown).status == "note"
