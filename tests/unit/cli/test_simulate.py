"""`pinocchio simulate`, and its pace."""

from __future__ import annotations

import json
from itertools import count
from threading import Event

import pytest

from agents.cli.sending import paced
from streams.testing.traffic import Mix, Record, traffic


def records():
    return (Record("t", b"", str(number).encode()) for number in count())


def test_a_file_holds_rate_times_duration_events_and_the_same_seed_gives_the_same_file(run, tmp_path):
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    for path in (one, other):
        assert run("simulate", "--out", path, "--rate", 50, "--duration", 10, "--seed", 4).exit_code == 0
    lines = one.read_bytes().splitlines()
    assert one.read_bytes() == other.read_bytes()
    assert lines == [record.value for record in traffic(Mix(seed=4, rate=50), 500)]


def test_what_was_written_is_told_to_machines(run, tmp_path):
    result = run("simulate", "--out", tmp_path / "x.jsonl", "--rate", 100, "--duration", 2, "--fakes", 0.5, "--json")
    told = json.loads(result.stdout)
    assert (told["events"], told["mix"]["fakes"]) == (200, 0.5)
    assert sum(told["by_topic"].values()) == 200


def test_a_file_needs_an_end(run, tmp_path):
    result = run("simulate", "--out", tmp_path / "x.jsonl")
    assert result.exit_code == 2
    assert "--duration" in result.stderr


@pytest.mark.parametrize("option", [("--fakes", 2), ("--start", "soon"), ("--rate", 0), ("--broker", "nowhere")])
def test_a_wrong_option_is_a_wrong_use(run, tmp_path, option):
    assert run("simulate", "--out", tmp_path / "x.jsonl", "--duration", 1, *option).exit_code == 2


def test_a_file_that_cannot_be_written_is_named(run, tmp_path):
    result = run("simulate", "--out", tmp_path / "no" / "x.jsonl", "--duration", 1)
    assert result.exit_code == 2
    assert "x.jsonl" in result.stderr


def test_the_pace_lets_exactly_rate_times_seconds_go():
    given = [record for record in paced(records(), 400, Event(), 0.1) if record is not None]
    assert [int(record.value) for record in given] == list(range(40))


def test_the_pace_rests_between_its_handfuls():
    assert None in list(paced(records(), 400, Event(), 0.1))


def test_a_wish_to_stop_ends_the_stream_in_the_middle_of_a_handful():
    stop, given = Event(), []
    for record in paced(records(), 1e6, stop, 60.0):
        if record is not None:
            given.append(record)
            stop.set()
    assert len(given) == 1


def test_a_stream_that_ends_early_is_waited_out_without_records():
    assert [r for r in paced(iter([]), 1_000, Event(), 0.05) if r is not None] == []
