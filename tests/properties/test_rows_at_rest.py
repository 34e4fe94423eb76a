"""Rows rest as bytes and nobody can tell: the store is a mapping, and decisions are the same."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.rows.state import ClockRow
from streams.core.rows.store import STALE_MAX, Rows, encode_row
from streams.testing.gangsters import gangs
from streams.testing.house import House
from streams.testing.offending import returns
from tests.properties.lives import Life, policies
from tests.replay.stories import STORIES
from tests.replay.telling import shipped

KEYS = [f"clock/{n}" for n in range(6)]
TURNS = st.tuples(
    st.sampled_from(["put", "restore", "get", "drop", "peek", "due"]), st.sampled_from(KEYS), st.integers(0, 30)
)


class Naive:
    """What a store is by its description."""

    def __init__(self) -> None:
        self.rows: dict[str, ClockRow] = {}

    def due(self, until: int) -> set[str]:
        return {key for key, row in self.rows.items() if row.due is not None and row.due <= until}


def turned(rows: Rows, naive: Naive, turn: tuple[str, str, int]) -> None:
    what, key, number = turn
    row = ClockRow(ticked=number, due=number if number % 3 else None)
    if what == "put":
        rows.put(key, row)
        naive.rows[key] = row
    elif what == "restore":
        rows.restore(key, encode_row(row))
        naive.rows[key] = row
    elif what == "drop":
        rows.put(key, None)
        naive.rows.pop(key, None)
    elif what == "due":
        found = rows.due(number)
        assert sorted(found) == sorted(naive.due(number))
        assert [naive.rows[one].due for one in found] == sorted(naive.rows[one].due or 0 for one in found)
    else:
        assert (rows.get(key) if what == "get" else dict(rows).get(key)) == naive.rows.get(key)


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 4), st.lists(TURNS, max_size=60))
def test_a_store_is_a_mapping_with_timers_however_many_rows_rest(awake, turns):
    rows, naive = Rows(awake=awake), Naive()
    for turn in turns:
        turned(rows, naive, turn)
        assert dict(rows) == naive.rows
        assert len(rows) == len(naive.rows)
        assert rows.counts() == ({"clock": len(naive.rows)} if naive.rows else {})


def test_rows_may_be_read_and_written_while_somebody_walks_over_them():
    rows = Rows(awake=1)
    for key in KEYS:
        rows.put(key, ClockRow(ticked=1))
    for key in rows:
        row = rows.get(key)
        assert isinstance(row, ClockRow)
        rows.put(key, ClockRow(ticked=row.ticked + 1))
    assert dict(rows) == {key: ClockRow(ticked=2) for key in KEYS}


def test_timers_that_were_put_off_thousands_of_times_are_found_and_leave_nothing_behind():
    rows, dice = Rows(awake=2), Random(3)
    for turn in range(20 * STALE_MAX):
        rows.put(f"clock/{turn % 5}", ClockRow(ticked=turn, due=dice.randrange(10**6)))
    soonest = sorted((row.due or 0, key) for key, row in rows.items())
    assert rows.due(10**6) == [key for _, key in soonest]
    assert rows.due(soonest[0][0] - 1) == []


def said(events, awake: int, told=None):
    """Everything that is published, and the rows in the end."""
    house = House(told or shipped(), KeyedTokeniser(DEVELOPMENT_KEY))
    house.rows = Rows(awake=awake)
    house.hear(*events)
    return house.said, house.answers, dict(house.rows)


@pytest.mark.parametrize("seed", range(4))
def test_a_life_is_the_same_when_every_row_is_read_anew(seed):
    events = Life(Random(seed)).events(30)
    assert said(events, 0, policies()) == said(events, 10_000, policies())


@pytest.mark.parametrize("simulated", [returns(31, 30, 8), gangs(32, 2, 20)])
def test_openings_and_gangs_are_the_same_when_every_row_is_read_anew(simulated):
    events = [one.event for one in sorted(simulated, key=lambda one: one.day)]
    enforcements, answers, rows = said(events, 0)
    assert enforcements
    assert answers
    assert (enforcements, answers, rows) == said(events, 10_000)


@pytest.mark.parametrize("name", sorted(STORIES))
def test_a_story_is_the_same_when_every_row_is_read_anew(name):
    assert said(STORIES[name](), 0) == said(STORIES[name](), 10_000)
