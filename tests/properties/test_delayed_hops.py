"""Answers of other partitions come late, as on a stream; what is said of a crowd is what a replay says.

A replay answers at once. Live, reports are read by the hundred before the first answer is back.
"""

from __future__ import annotations

from random import Random

import pytest

from schemas.seal import micros
from streams.core.replay import Replay, order_of
from streams.core.rows.state import TargetRow
from streams.core.time import DAY, MINUTE
from streams.testing.builders import later, report_ruled
from streams.testing.communities import Person, against, people
from streams.testing.house import House
from tests.properties.delayed import Partitions
from tests.properties.lives import Life, policies
from tests.replay.telling import shipped

HASTES = [0.0, 0.2, 1.0, 20.0]


def read(built):
    """Decoded, each once, in replay's order."""
    house = House()
    return sorted({(e.source, e.id): e for e in map(house.read, built)}.values(), key=order_of)


def replayed(events, rules=None, until=None):
    said = []
    replay = Replay(rules or shipped(), said.append)
    replay.feed(events)
    if until is not None:
        replay.move_to(until)
    return said, replay.in_force


def ids(said):
    return {one.id for one in said}


def ruled_before(who: list[Person], ruling: str):
    """All of them reported tea-0, and were ruled the day after, each by name: the row may have let old reports go."""
    first, at = against("tea-0", "shop", who, later(), 600, Random(1)), later(days=1)
    names = ((f"tea-0-{one.id}", one.id) for one in who)
    return [*first, *(report_ruled(name, "shop", "tea-0", ruling, at=at, reporter_id=who) for name, who in names)]


@pytest.mark.parametrize("haste", HASTES)
@pytest.mark.parametrize("ruling", ["abusive", "dismissed", "upheld"])
def test_a_crowd_with_a_record_says_live_what_it_says_in_a_replay(ruling, haste):
    dice = Random(f"{ruling} {haste}")
    who = people(60, "sleeper", dice)
    before, after = ruled_before(who, ruling), against("tea-1", "shop", who, later(days=2), 60, dice)
    live = Partitions(shipped(), dice, haste=haste)
    live.feed(read(before))
    live.feed(read(after))
    said, in_force = replayed(read([*before, *after]))
    about = [one for one in live.said if one.data.target_id == "tea-1"]
    assert ids(about) == {one.id for one in said if one.data.target_id == "tea-1"}
    assert live.in_force.keys() == in_force.keys()
    assert bool(about) == (ruling != "abusive")


@pytest.mark.parametrize("haste", HASTES)
def test_a_muted_brigade_is_never_heard_whatever_comes_first(haste):
    dice = Random(haste)
    who = people(300, "bot", dice)
    live = Partitions(shipped(), dice, haste=haste, count=8)
    live.feed(read(ruled_before(who, "abusive")))
    heard = len(live.said)
    live.feed(read(against("tea-1", "shop", who, later(days=2), 60, dice)))
    assert live.said[heard:] == []


@pytest.mark.parametrize("haste", HASTES)
def test_thirty_honest_people_within_a_minute_are_heard_once(haste):
    dice = Random(haste)
    events = read(against("fake-1", "shop", people(30, "buyer", dice), later(), 60, dice))
    live = Partitions(shipped(), dice, haste=haste, count=8)
    live.feed(events)
    said, in_force = replayed(events)
    assert [one.id for one in live.said] == [one.id for one in said]
    assert {key[3] for key in in_force.keys()} == {"remind", "review"}  # noqa: SIM118 - a method of ours


def test_a_partition_that_stands_still_holds_back_only_what_it_knows():
    dice = Random(3)
    who = people(60, "buyer", dice)
    events = read(against("fake-1", "shop", who, later(), 60, dice))
    live = Partitions(shipped(), dice, count=4, haste=20.0)
    live.stalled = {2}
    live.feed(events)
    assert [one for one in live.said if one.data.mode == "live"] == []
    live.move_to(micros(later(minutes=3)))
    assert {one.data.measure for one in live.said if one.data.mode == "live"} == {"remind", "review"}
    live.stalled = set()
    live.move_to(micros(later(minutes=4)))
    assert live.in_force.keys() == replayed(events, until=micros(later(minutes=4)))[1].keys()


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_lost_while_a_partition_stands_still(seed):
    dice = Random(seed)
    events = read(against("fake-1", "shop", people(30, "buyer", dice), later(), 100, dice))
    live = Partitions(shipped(), dice, count=4, haste=20.0)
    live.stalled, heard = {dice.randrange(4)}, later()
    for second in [*sorted(dice.sample(range(1, 400), 8)), 400]:
        now = later(seconds=second)
        live.feed([one for one in events if heard <= one.time < now])
        live.move_to(micros(now))
        heard = now
    live.stalled = set()
    end = micros(later(minutes=7))
    live.move_to(end)
    rows = [row for rows in live.rows for row in rows.values() if isinstance(row, TargetRow)]
    assert [(len(row.facts), row.awaited) for row in rows] == [(30, ())]
    assert live.in_force.keys() == replayed(events, until=end)[1].keys()


def test_no_report_waits_for_an_answer_that_came():
    dice = Random(4)
    live = Partitions(shipped(), dice, haste=0.0)
    live.feed(read(against("tea-1", "shop", people(400, "many", dice), later(), 1, dice)))
    rows = [row for rows in live.rows for row in rows.values() if isinstance(row, TargetRow)]
    assert [row.awaited for row in rows] == [()]
    assert sum(len(row.facts) + row.evicted for row in rows) == 400


@pytest.mark.parametrize("seed", range(24))
def test_a_life_ends_in_the_same_standing_however_long_answers_take(seed):
    """Everything a seller may live through; ticks come in between, and fire what waits too long."""
    dice = Random(seed)
    events = read(Life(dice).events(60))
    live = Partitions(policies(), dice, haste=dice.choice(HASTES), aligned=dice.random() < 0.5)
    live.feed(live.tick_between(events, dice.choice([10**18, MINUTE, DAY])))
    end = micros(later(days=900))
    live.move_to(end)
    live.move_to(end + MINUTE)
    assert live.refused == []
    assert live.in_force.keys() == replayed(events, policies(), end + MINUTE)[1].keys()
