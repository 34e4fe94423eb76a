"""What earlier releases left in the state topic is read by this one, and goes on to the standing it should have."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import msgspec
import pytest

from schemas.enforcement import ApplicationDecided, WireOutput
from schemas.seal import micros
from streams.core.replay import Replay
from streams.core.rows.store import decode_row, encode_row
from streams.core.time import DAY
from streams.testing.policies import fingers
from tests.upgrades.record import read

RELEASES = sorted(path for path in Path(__file__).parent.iterdir() if (path / "rows.json.gz").exists())
YEAR = 400 * DAY
_OUTPUT = msgspec.json.Decoder(WireOutput)


def text(path):
    return gzip.decompress(path.read_bytes())


def rows_of(release):
    return {key: base64.b64decode(row) for key, row in json.loads(text(release / "rows.json.gz")).items()}


@pytest.fixture(scope="module")
def policies():
    return fingers()


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def release(request):
    return request.param


def restored(release, policies, publish=None):
    """A replay that stands where the release stopped."""
    replay = Replay(policies, publish)
    for key, row in rows_of(release).items():
        replay.rows.put(key, decode_row(row))
    for line in text(release / "in_force.jsonl.gz").splitlines():
        replay.in_force.add(_OUTPUT.decode(line))
    return replay


def test_there_is_a_release_to_go_on_from():
    assert RELEASES


def test_every_row_is_read_and_written_in_the_shape_of_today(release):
    for key, old in rows_of(release).items():
        row = decode_row(old)
        assert decode_row(encode_row(row)) == row, key


def test_rows_hold_what_was_published(release, policies):
    replay = restored(release, policies)
    held = [held for row in replay.rows.values() for held in getattr(row, "held", ()) if held.mode == "live"]
    assert sorted((one.target_kind, one.target_id, one.measure, one.violation_class) for one in held) == sorted(
        key[1:5]
        for key in replay.in_force.keys()  # noqa: SIM118  # a method of ours, no dictionary
    )


def test_what_goes_on_from_the_rows_of_a_release_reaches_the_standing_of_a_replay_of_everything(release, policies):
    told = [read(line) for line in text(release / "events.jsonl.gz").splitlines()]
    middle, end = len(told) // 2, micros(told[-1].time)
    goes_on, whole = restored(release, policies), Replay(policies)
    whole.feed(told[:middle])
    for replay in (goes_on, whole):
        before = replay.in_force.keys()
        replay.feed(told[middle:])
        assert replay.in_force.keys() != before
    assert goes_on.in_force.keys() == whole.in_force.keys()
    for replay in (goes_on, whole):
        replay.move_to(end + YEAR)
    assert goes_on.in_force.keys() == whole.in_force.keys()


def test_shop_openings_are_answered_by_what_a_release_knew_of_people(release, policies):
    told = [read(line) for line in text(release / "events.jsonl.gz").splitlines()]
    middle = len(told) // 2
    after, everything = [], []
    goes_on, whole = restored(release, policies, after.append), Replay(policies, everything.append)
    whole.feed(told[:middle])
    everything.clear()
    for replay in (goes_on, whole):
        replay.feed(told[middle:])
    assert answers(after) == answers(everything)
    assert "refuse" in answers(after).values()


def answers(said):
    """Application -> its last answer."""
    return {one.data.application_id: one.data.decision for one in said if isinstance(one, ApplicationDecided)}
