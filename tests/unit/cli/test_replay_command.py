"""`pinocchio replay`, as an operator meets it."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from pathlib import Path

import pytest

from schemas.encode import encode_event
from streams.testing.builders import (
    application,
    bank_account,
    corrected,
    later,
    listing,
    offender,
    reports,
    to_lines,
    violation,
    write_lines,
)
from streams.testing.switches import observe_only

STORIES = Path(__file__).parents[2] / "replay" / "fixtures"

STORY = [
    listing(),
    *reports(6),
    violation(severity="serious", at=later(minutes=10)),
    offender(bank_account=bank_account(7), at=later(minutes=1)),
    application(bank_account=bank_account(7), at=later(minutes=20)),
    application("application-2", "account-2", bank_account=bank_account(8), at=later(minutes=21)),
]


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "story.jsonl", sorted(STORY, key=lambda event: event["time"]))


def summary(run, policy, *files, **more):
    result = run("replay", *files, "--policy", policy, "--json", *more.get("options", ()), input=more.get("input"))
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def digests(found):
    return found["digest"], found["standing_digest"]


def test_it_counts_what_was_decided_and_enforced(run, policy, story):
    found = summary(run, policy, story)
    assert (found["events"], found["decided"], found["dead_letters"]["total"]) == (len(STORY), len(STORY), 0)
    assert found["applications"] == {"approve": 1, "refuse": 1}
    counted = {(entry["measure"], entry["violation_class"]): entry["count"] for entry in found["enforcements"]}
    assert counted["remind", "counterfeit"] >= 1
    assert counted["freeze_shop", "counterfeit"] == 1
    assert counted["refuse_opening", "repeat_offender"] == 1


def test_digests_do_not_depend_on_the_order_of_lines_or_files_or_on_compression(run, policy, story, tmp_path):
    expected = digests(summary(run, policy, story))
    shuffled = random.Random(3).sample(STORY, len(STORY))
    assert digests(summary(run, policy, write_lines(tmp_path / "mixed.jsonl", shuffled))) == expected
    halves = [write_lines(tmp_path / f"{n}.jsonl.gz", shuffled[n::2]) for n in (1, 0)]
    assert digests(summary(run, policy, *halves)) == expected


def test_events_may_come_by_a_pipe(run, policy, story):
    expected = digests(summary(run, policy, story))
    assert digests(summary(run, policy, "-", input=story.read_bytes())) == expected


def test_the_same_event_twice_changes_nothing(run, policy, story, tmp_path):
    twice = write_lines(tmp_path / "twice.jsonl", [*STORY, *STORY])
    assert digests(summary(run, policy, twice)) == digests(summary(run, policy, story))


def test_a_bad_line_is_a_dead_letter_and_no_failure(run, policy, story, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b"not json\n\n" + story.read_bytes() + b'{"specversion":"1.0"}\n')
    found = summary(run, policy, bad)
    assert found["dead_letters"]["total"] == 2
    assert {entry["reason"] for entry in found["dead_letters"]["by"]} == {"not_json", "not_cloudevent"}
    assert digests(found) == digests(summary(run, policy, story))


def test_dead_letters_are_named_by_file_and_line_and_written_out(run, policy, tmp_path):
    bad, dead = tmp_path / "bad.jsonl", tmp_path / "dead.jsonl"
    old = listing("old", at=later(days=-5_000))
    bad.write_bytes(
        b"not json\n\n"
        + to_lines([violation(severity="slight"), violation("v2", at=later(days=-5_000)), old])
        + b"{}\n"
    )
    shown = run("replay", bad, "--policy", policy, "--dead", dead)
    assert f"{bad}:1: " in shown.stdout
    assert f"{bad}:6: " in shown.stdout
    lines = [json.loads(line) for line in dead.read_bytes().splitlines()]
    assert [line.get("line") for line in lines if "file" in line] == [1, 6]
    listed = run("dlq", "list", "--from", dead, "--json")
    assert json.loads(listed.stdout)["total"] == len(lines)
    assert "decode/not_json" in run("dlq", "stats", "--from", dead).stdout
    assert run("dlq", "stats", "--from", bad).exit_code == 2


def test_switches_among_the_events_are_obeyed_wherever_they_stand(run, policy, tmp_path):
    switch = encode_event(observe_only("on", later(minutes=5)))
    for where in (0, 1):
        parts = [to_lines([violation(severity="serious", at=later(minutes=10))])]
        parts.insert(where, switch + b"\n")
        path = tmp_path / f"{where}.jsonl"
        path.write_bytes(b"".join(parts))
        found = summary(run, policy, path)
        assert (found["decided"], found["dead_letters"]["total"], found["in_force"]) == (2, 0, 0)
        assert {entry["mode"] for entry in found["enforcements"]} == {"shadow"}


def test_a_day_is_a_moment_too(run, policy, tmp_path):
    path = write_lines(tmp_path / "reported.jsonl", reports(6))
    day, midnight = (
        summary(run, policy, path, options=("--as-of", at)) for at in ("2026-03-09", "2026-03-09T00:00:00+08:00")
    )
    assert digests(day) == digests(midnight)


def test_what_is_written_is_what_the_digest_covers(run, policy, story, tmp_path):
    out = tmp_path / "out.jsonl"
    found = summary(run, policy, story, options=("--out", out))
    lines = [json.loads(line) for line in out.read_bytes().splitlines()]
    ids = sorted({line["id"] for line in lines if line["type"].startswith("governance.enforcement.")})
    assert hashlib.sha256("\n".join(ids).encode()).hexdigest() == found["digest"]
    decisions = [line["data"]["decision"] for line in lines if line["type"] == "governance.application.decided.v1"]
    assert sorted(decisions) == ["approve", "refuse"]


def test_moving_the_clock_on_lets_a_reminder_run_out(run, policy, tmp_path):
    path = write_lines(tmp_path / "reported.jsonl", reports(6))
    before = summary(run, policy, path)
    after = summary(run, policy, path, options=("--as-of", "2026-03-09T00:00:00+08:00"))
    assert {entry["change"] for entry in before["enforcements"] if entry["mode"] == "live"} == {"taken"}
    assert {"measure": "remind", "violation_class": "counterfeit", "mode": "live", "change": "lifted", "count": 1} in (
        after["enforcements"]
    )


def test_people_read_a_table_the_last_reasons_and_both_digests(run, policy, story):
    result = run("replay", story, "--policy", policy)
    assert result.exit_code == 0
    for words in ("shop frozen", "counterfeit", "24 points, threshold 24", "same payee account", "refuse 1", "digest"):
        assert words in result.stdout
    assert "public development key" in result.stdout


def test_a_story_says_rule_law_points_and_what_the_host_can_do(run, policy, story):
    result = run("replay", story, "--policy", policy, "--explain", "seller-1")
    assert result.exit_code == 0
    for words in ("ladder.counterfeit.freeze_shop", "default@", "Art 12", "0 → 24", "appeal", "still in force"):
        assert words in result.stdout


def test_a_story_can_be_told_in_chinese(run, policy, story):
    result = run("replay", story, "--policy", policy, "--explain", "application-1", "--lang", "zh")
    for words in ("拒绝开店", "法律依据", "收款账号", "申诉", "尚未解除"):
        assert words in result.stdout


def test_a_story_says_what_ended_it(run, policy, tmp_path):
    path = write_lines(tmp_path / "fixed.jsonl", [*reports(6), corrected(at=later(hours=1))])
    result = run("replay", path, "--policy", policy, "--explain", "listing-1")
    assert "the host corrected it" in result.stdout


def test_a_story_says_what_a_reminder_became(run, policy, tmp_path):
    path = write_lines(tmp_path / "ignored.jsonl", reports(6))
    result = run("replay", path, "--policy", policy, "--explain", "listing-1", "--as-of", "2026-03-09T00:00:00Z")
    assert "ran out without a correction" in result.stdout
    assert "followed by" in result.stdout


def test_the_last_measure_can_be_explained_without_knowing_its_id(run, policy, story):
    result = run("replay", story, "--policy", policy, "--explain", "last")
    assert "standing_digest" in result.stdout
    assert "opening.strong-link" in result.stdout


def test_nothing_to_explain_says_where_ids_come_from(run, policy, story):
    result = run("replay", story, "--policy", policy, "--explain", "nobody")
    assert result.exit_code == 1
    assert "'nobody'" in result.stderr


def test_a_comparison_names_what_appears_and_what_disappears(run, policy, story, tmp_path):
    other = tmp_path / "stricter.yaml"
    other.write_text(policy.read_text().replace("when: crowd >= 1.3", "when: crowd >= 50.0"))
    result = run("replay", story, "--diff", policy, other)
    assert result.exit_code == 0
    assert "1 disappear with B, 0 appear with B" in result.stdout
    found = json.loads(run("replay", story, "--diff", other, policy, "--json").stdout)
    assert [entry["measure"] for entry in found["appear"]] == ["remind"]
    assert found["disappear"] == []


def test_a_comparison_names_what_holds_at_other_times(run, policy, tmp_path):
    patient, story = tmp_path / "patient.yaml", STORIES / "reminder-ignored" / "events.jsonl"
    patient.write_text(policy.read_text().replace("correction: 24h", "correction: 48h"))
    told = run("replay", story, "--diff", policy, patient).stdout
    assert "0 disappear with B, 0 appear with B, 3 hold at other times" in told
    found = json.loads(run("replay", story, "--diff", policy, patient, "--json").stdout)["moved"]
    warning = next(entry for entry in found if entry["before"]["data"]["measure"] == "warn")
    assert (warning["before"]["time"][:10], warning["after"]["time"][:10]) == ("2026-03-03", "2026-03-04")


def test_an_unreadable_file_is_named_with_its_line(run, policy, tmp_path):
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(to_lines(reports(2_000)))[:-4_000])
    result = run("replay", path, "--policy", policy)
    assert result.exit_code == 2
    assert f"{path}, line " in result.stderr


def test_a_missing_file_is_a_wrong_use(run, policy, tmp_path):
    assert run("replay", tmp_path / "nowhere.jsonl", "--policy", policy).exit_code == 2


def test_an_invalid_policy_is_a_failed_check_that_shows_the_line(run, policy, story):
    policy.write_text(policy.read_text().replace("crowd >= 1.3", "crwd >= 1.3"))
    result = run("replay", story, "--policy", policy)
    assert result.exit_code == 1
    assert "crwd" in result.stderr
    assert "policy.yaml:" in result.stderr


@pytest.mark.parametrize("options", [("--as-of", "tomorrow"), ("--diff", "POLICY", "POLICY", "--explain", "x")])
def test_options_that_make_no_sense_are_refused(run, policy, story, options):
    given = [policy if option == "POLICY" else option for option in options]
    assert run("replay", story, *given).exit_code == 2


def test_a_key_file_changes_no_digest_but_is_no_development_key(run, policy, story, tmp_path, monkeypatch):
    expected = summary(run, policy, story)
    key = tmp_path / "key"
    key.write_text("k" * 40)
    monkeypatch.setenv("PINOCCHIO_IDENTITY_KEY_FILE", str(key))
    found = summary(run, policy, story)
    assert (expected["development_key"], found["development_key"]) == (True, False)
    assert found["applications"] == expected["applications"]


def test_a_key_that_is_too_short_is_refused(run, policy, story, tmp_path, monkeypatch):
    key = tmp_path / "key"
    key.write_text("short")
    monkeypatch.setenv("PINOCCHIO_IDENTITY_KEY_FILE", str(key))
    result = run("replay", story, "--policy", policy)
    assert result.exit_code == 2
    assert "at least 32" in result.stderr
