"""`pinocchio report agencies` and `pinocchio weights learn`, as an operator meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agents.cli import main
from streams.core.policy.parse import read_document
from streams.testing.applicants import Applicants
from streams.testing.envelopes import later, write_lines
from streams.testing.goods import listing
from streams.testing.people import application, banned
from streams.testing.persons import persons

SMALL = Path(__file__).parents[1] / "policy" / "versions" / "first.yaml"


@pytest.fixture(autouse=True)
def _development_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IDENTITY_KEY_FILE", "IDENTITY_PREVIOUS_KEY_FILE", "FACE_TOKENS", "POLICY"):
        monkeypatch.delenv(f"PINOCCHIO_{name}", raising=False)


def test_agencies_are_ranked_the_worst_first(tmp_path: Path) -> None:
    people = Applicants(1)
    events = [application(f"{a}{n}", f"{a}{n}", agency_id=a, **people.one()) for a in ("good", "bad") for n in range(9)]
    events += [banned(f"bad{n}", at=later(days=1)) for n in range(4)]
    file = write_lines(tmp_path / "events.jsonl", events)
    said = CliRunner().invoke(main, ["report", "agencies", str(file), "--json"])
    assert said.exit_code == 0, said.output
    ranked = json.loads(said.stdout)
    assert [(one["clients"], one["barred"]) for one in ranked] == [(9, 4), (9, 0)]
    assert "bad" not in said.stdout
    table = CliRunner().invoke(main, ["report", "agencies", str(file), "--top", "1"])
    assert table.exit_code == 0
    assert "44.4%" in table.output
    named = CliRunner().invoke(main, ["report", "agencies", str(file), "--agency", "bad", "--json"])
    assert [one["agency"] == "bad" for one in json.loads(named.stdout)] == [True, False]


def test_weights_are_learnt_and_printed_as_a_policy_has_them(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "events.jsonl", [one.event for one in persons(1, 150, 200)])
    said = CliRunner().invoke(main, ["weights", "learn", str(file)])
    assert said.exit_code == 0, said.output
    section = said.output[said.output.index("linkage:") :]
    read = read_document(f"{SMALL.read_text()}\n{section}", "learnt.yaml").linkage.likeness
    assert {"name", "birth", "postcode"} <= read.keys()
    assert read["name"].strength == "weak"
    learnt = json.loads(CliRunner().invoke(main, ["weights", "learn", str(file), "--json"]).stdout)
    assert learnt["likeness"]["~birth"][0] > 5


def test_too_few_records_teach_nothing_and_say_so(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "events.jsonl", [one.event for one in persons(1, 3, 3)])
    said = CliRunner().invoke(main, ["weights", "learn", str(file)])
    assert said.exit_code == 1
    assert "10 applications and offenders are too few to learn from" in said.output
    assert "200 of either are needed" in said.output


def test_files_without_applications_are_said_to_be_the_wrong_ones(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "events.jsonl", [listing()])
    said = CliRunner().invoke(main, ["weights", "learn", str(file)])
    assert said.exit_code == 1
    assert "the accounts topic" in said.output


def test_records_of_one_strong_identifier_teach_without_a_guess_and_the_rest_stays_the_policys(tmp_path: Path) -> None:
    people, events = Applicants(3), []
    for n in range(260):
        one = people.one()
        again = people.one() | {"bank_account": one["bank_account"]}
        again |= {"address": people.rewritten(one["address"])} if n % 2 else {"legal_person": one["legal_person"]}
        events += [application(f"a{n}", f"a{n}", **one), application(f"b{n}", f"b{n}", **again)]
    file = write_lines(tmp_path / "events.jsonl", events)
    said = CliRunner().invoke(main, ["weights", "learn", str(file)])
    assert "learnt from 260 pairs that share a strong identifier" in said.output
    assert [line for line in said.output.splitlines() if "postcode:" in line and "not learnt" in line]
    learnt = json.loads(CliRunner().invoke(main, ["weights", "learn", str(file), "--json"]).stdout)["likeness"]
    assert learnt["~legal_person"][0] > 5
    assert learnt["~address"][1] > 5
    assert all(list(bits) == sorted(bits, reverse=True) for bits in learnt.values())


def test_a_payee_that_many_share_teaches_no_more_than_one_persons_own(tmp_path: Path) -> None:
    """Sixty clients of one processor are no sixty records of one person: their addresses would teach to differ."""
    people, events = Applicants(4), []
    for n in range(210):
        one = people.one()
        again = people.one() | {key: one[key] for key in ("bank_account", "legal_person")}
        events += [application(f"a{n}", f"a{n}", **one), application(f"b{n}", f"b{n}", **again)]
    alone = write_lines(tmp_path / "alone.jsonl", events)
    hub = people.one()["bank_account"]
    events += [application(f"h{n}", f"h{n}", **(people.one() | {"bank_account": hub})) for n in range(60)]
    both = write_lines(tmp_path / "both.jsonl", events)
    known, hubbed = (
        json.loads(CliRunner().invoke(main, ["weights", "learn", str(file), "--json"]).stdout) for file in (alone, both)
    )
    assert (known["known"], hubbed["known"]) == (210, 216)
    assert hubbed["likeness"]["~legal_person"][0] >= known["likeness"]["~legal_person"][0] - 0.5


def test_a_replay_joins_under_both_keys_while_they_overlap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("new", "old"):
        (tmp_path / name).write_text(name * 20)
    monkeypatch.setenv("PINOCCHIO_IDENTITY_KEY_FILE", str(tmp_path / "new"))
    events = [application("a", "x", phone="13812345678", face_hash="9f86d081884c7d65")]
    file = write_lines(tmp_path / "events.jsonl", events)
    for previous, faces in (("old", "true"), ("old", "false")):
        monkeypatch.setenv("PINOCCHIO_IDENTITY_PREVIOUS_KEY_FILE", str(tmp_path / previous))
        monkeypatch.setenv("PINOCCHIO_FACE_TOKENS", faces)
        said = CliRunner().invoke(main, ["replay", str(file), "--json"])
        assert said.exit_code == 0, said.output
    monkeypatch.setenv("PINOCCHIO_IDENTITY_PREVIOUS_KEY_FILE", str(tmp_path / "none"))
    assert CliRunner().invoke(main, ["replay", str(file)]).exit_code == 2
