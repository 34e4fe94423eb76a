"""The command: what it prints and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agents.cli import main
from agents.cli import policy as command
from agents.cli.policy_record import PolicyNotWrittenError, Record
from streams.core.policy.load import load_policy_text


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["policy", *map(str, arguments)])


@pytest.fixture
def later(tmp_path: Path, text: str) -> Path:
    """A policy that takes effect in the far future."""
    path = tmp_path / "later.yaml"
    path.write_text(text.replace("effective_from: 2026-02-01", "effective_from: 2100-01-01"))
    return path


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """What would have been written."""
    records: list[Record] = []
    monkeypatch.setattr(command, "send", lambda _broker, record: records.append(record))
    return records


def test_check_of_the_shipped_policy_passes() -> None:
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "all cases hold" in result.stdout


def test_check_of_a_folder_names_every_version(versions: Path) -> None:
    result = run("check", versions)
    assert result.exit_code == 0
    assert result.stdout.count("2 rules, 4 cases, in effect from") == 2


def test_check_shows_every_problem_and_exits_1(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text.replace("jargon_core > 0", "jargon_cor > 0"))
    result = run("check", path)
    assert result.exit_code == 1
    assert "did you mean `jargon_core`" in result.stderr
    assert result.stdout == "1 problem\n"


def test_check_exits_1_when_a_case_does_not_hold(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text.replace("reporters: 4}, expect: none", "reporters: 9}, expect: none"))
    result = run("check", path)
    assert result.exit_code == 1
    assert "expected none, got remind" in result.stderr


def test_check_as_json_is_one_document(versions: Path) -> None:
    told = json.loads(run("check", versions, "--json").stdout)
    assert told["ok"] is True
    assert [policy["effective_from"] for policy in told["policies"]] == ["2026-01-31T16:00:00Z", "2026-02-28T16:00:00Z"]


def test_a_path_that_is_not_there_is_usage() -> None:
    assert run("check", "nowhere.yaml").exit_code == 2


def test_show_tells_when_and_what_in_words(versions: Path) -> None:
    result = run("show", versions / "first.yaml")
    assert "in effect from 2026-01-31T16:00:00Z" in result.stdout
    assert "warn" not in result.stdout
    assert "remind on what offended" in result.stdout


def test_diff_tells_what_changes(versions: Path) -> None:
    result = run("diff", versions / "first.yaml", versions / "second.yaml")
    assert result.exit_code == 0
    assert 'changed  rule crowd: when: "reporters >= 5" -> "reporters >= 8"' in result.stdout
    assert result.stdout.endswith("3 differences\n")


def test_diff_of_a_folder_is_usage(versions: Path) -> None:
    result = run("diff", versions, versions / "first.yaml")
    assert result.exit_code == 2
    assert "holds 2 policies: name one file" in result.stderr


def test_activate_writes_a_record_that_loads_as_the_same_version(later: Path, sent: list[Record]) -> None:
    result = run("activate", later)
    assert result.exit_code == 0, result.output
    (record,) = sent
    loaded = load_policy_text(record.value.decode(), record.key, later.parent)
    assert record.key == f"small/{loaded.version}"


def test_a_dry_run_writes_nothing(later: Path, sent: list[Record]) -> None:
    result = run("activate", later, "--dry-run", "--json")
    assert (result.exit_code, json.loads(result.stdout)["written"]) == (0, False)
    assert sent == []


def test_what_takes_effect_too_soon_is_refused(versions: Path, sent: list[Record]) -> None:
    result = run("activate", versions / "first.yaml")
    assert result.exit_code == 1
    assert "workers would differ about what was in force" in result.stderr
    assert sent == []


def test_what_does_not_pass_its_cases_is_not_activated(later: Path, sent: list[Record]) -> None:
    later.write_text(later.read_text().replace("reporters: 4}, expect: none", "reporters: 9}, expect: none"))
    assert run("activate", later).exit_code == 1
    assert sent == []


def test_a_broker_that_does_not_take_it_is_infrastructure(later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_broker: str, _record: Record) -> None:
        raise PolicyNotWrittenError("127.0.0.1:9092 did not take the policy")

    monkeypatch.setattr(command, "send", refuse)
    result = run("activate", later)
    assert (result.exit_code, "did not take the policy" in result.stderr) == (3, True)
