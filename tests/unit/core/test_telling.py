"""Answers of a host that mean nothing do not push out what does."""

from __future__ import annotations

from itertools import permutations

import pytest

from streams.core.rows.state import LedgerRow
from streams.testing.builders import (
    acknowledged,
    appeal,
    appeal_decided,
    corrected,
    later,
    tick,
    violation,
)
from streams.testing.house import House


def ledger(house: House) -> LedgerRow:
    return next(row for row in house.rows.values() if isinstance(row, LedgerRow))


@pytest.mark.parametrize("answer", [acknowledged, corrected])
def test_a_flood_of_answers_to_nothing_does_not_stop_a_ruling_that_comes_minutes_late(house, answer):
    calm = House()
    calm.hear(violation("v1", severity="very_serious", at=later(seconds=5.5)))
    house.hear(*(answer(f"listing-{n % 5}", at=later(seconds=n)) for n in range(300)))
    house.hear(violation("v1", target_id="listing-9", severity="very_serious", at=later(seconds=5.5)))
    assert house.measures() == calm.measures()
    assert house.measures() != []


def test_a_flood_of_appeals_does_not_stop_a_ruling_that_comes_minutes_late(house):
    house.hear(violation("v0", at=later(seconds=-60)))
    known = house.said[0].id
    house.hear(*(appeal(known, at=later(seconds=n), human_requested=True) for n in range(300)))
    before = house.measures()
    house.hear(violation("v1", target_id="listing-9", severity="very_serious", at=later(seconds=5.5)))
    assert len(house.measures()) > len(before)
    assert "review" in house.measures()


def test_of_a_flood_only_a_few_answers_are_kept_and_the_rest_is_counted(house):
    house.hear(*(acknowledged(f"listing-{n}", at=later(seconds=n)) for n in range(300)))
    assert len(ledger(house).facts) == 64
    assert ledger(house).evicted == 300 - 64


def test_a_correction_among_many_still_closes_its_reminder(house):
    house.hear(*(corrected("listing-1", at=later(hours=n)) for n in range(-100, -50)))
    house.hear(violation("v1"), *(corrected("listing-1", at=later(hours=n)) for n in range(1, 50)))
    lifted = [e for e in house.said if e.data.lift_reason == "corrected"]
    assert [e.time for e in lifted] == [e.time for e in lifted[:1]]
    assert lifted[0].data.taken_at is not None
    assert lifted[0].time > lifted[0].data.taken_at


def test_a_correction_that_a_later_one_hid_is_heard_when_its_ruling_comes():
    events = [corrected("listing-1", at=later(hours=1)), corrected("listing-1", at=later(days=9))]
    events += [violation("v1", at=later(days=-1)), violation("v2", at=later(days=10), occurred_at=later(days=8))]
    standings = []
    for arrival in permutations(events):
        house = House()
        house.hear(*arrival, tick(later(days=11)))
        standings.append(house.standing())
    assert standings == [standings[0]] * len(standings)


def test_an_appeal_that_asks_for_a_person_is_heard_after_one_that_did_not_and_again_after_a_decision(house):
    house.hear(violation("v1"))
    known = house.said[0].id
    house.hear(appeal(known, at=later(hours=1)), appeal(known, at=later(hours=2), human_requested=True))
    assert "review" in house.measures()
    house.hear(appeal_decided(known, outcome="rejected", at=later(hours=3)))
    assert "review" not in house.measures()
    house.hear(appeal(known, at=later(hours=4), human_requested=True))
    assert "review" in house.measures()
