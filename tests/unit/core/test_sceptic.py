"""What somebody who does not believe it will try on a ledger."""

from __future__ import annotations

import random

import pytest

from streams.core.replay import order_of
from streams.core.rows.state import MAX_ROW_BYTES, LedgerRow
from streams.core.rows.store import encode_row
from streams.testing.builders import (
    appeal,
    appeal_decided,
    corrected,
    later,
    listing,
    overturned,
    report,
    revision,
    tick,
    violation,
)
from streams.testing.house import House


def test_an_upheld_appeal_takes_back_what_was_built_on_its_ruling_and_no_more(house):
    house.hear(violation("v1", severity="general"))
    warn = next(e for e in house.said if e.data.measure == "warn")
    for number in (2, 3, 4):
        house.hear(violation(f"v{number}", severity="general", target_id=f"l{number}", at=later(days=number)))
    assert {"warn", "limit_function", "freeze_shop"} <= set(house.measures())
    house.hear(appeal(warn.id, at=later(days=5)), appeal_decided(warn.id, at=later(days=6)))
    only_the_others = House()
    for number in (2, 3, 4):
        only_the_others.hear(violation(f"v{number}", severity="general", target_id=f"l{number}", at=later(days=number)))
    house.hear(tick(later(days=7)))
    only_the_others.hear(tick(later(days=7)))
    assert house.standing() == only_the_others.standing()


@pytest.mark.parametrize("severity", ["slight", "serious"])  # a slight one's repeat would take the next step
def test_the_same_ruling_twice_and_again_under_another_event_id_counts_once(house, severity):
    ruling = violation("v1", severity=severity)
    once = House()
    once.hear(ruling)
    steps = house.hear(ruling, ruling, violation("v1", severity=severity, at=later(hours=2)))
    assert [step.verdict for step in steps][:2] == ["decided", "duplicate"]
    assert house.standing() == once.standing()
    assert house.story() == once.story()


def test_a_correction_before_its_reminder_is_kept_for_it(house):
    slip = violation(severity="slight", occurred_at=later(hours=-5))
    house.hear(corrected(at=later(hours=-3)), slip, tick(later(days=9)))
    assert house.story() == []


def test_a_clock_that_jumps_a_year_and_back_moves_rows_once(house):
    other = House()
    for one, ticks in ((house, (400, 1, 5)), (other, (400,))):
        one.hear(violation(severity="serious"))
        one.hear(*(tick(later(days=day)) for day in ticks))
    assert house.standing() == other.standing()
    house.hear(violation("v2", severity="serious", at=later(days=2)))
    assert "older_than_horizon" not in str(house.said)
    house.hear(tick(later(days=401)))
    assert house.measures() == []


def test_a_clock_that_went_back_has_not_gone_back(house):
    house.hear(tick(later(days=1200)), tick(later(days=1)))
    step = house.hear(violation())[0]
    assert getattr(step.verdict, "reason", None) == "older_than_horizon"


def test_an_event_older_than_the_horizon_after_a_jump_is_a_dead_letter_that_changes_nothing(house):
    house.hear(tick(later(days=1200)))
    step = house.hear(violation())[0]
    assert getattr(step.verdict, "reason", None) == "older_than_horizon"
    assert house.story() == []


def test_ten_orders_of_one_sellers_life_reach_one_standing():
    events = [
        violation("v1", severity="general"),
        violation("v1", severity="general", at=later(minutes=1)),
        violation("v2", severity="slight", case_id="c", at=later(days=1)),
        violation("v3", severity="serious", case_id="c", at=later(days=1, hours=14)),
        corrected(at=later(days=2)),
        violation("v4", severity="serious", target_id="l4", at=later(days=3)),
        overturned("v4", at=later(days=4)),
        violation("v5", severity="serious", target_id="l4", at=later(days=5)),
        listing(title="FAKE", at=later(days=1)),
        revision(title="clean", at=later(days=6)),
        *(report(f"r{n}", reporter_id=f"u{n}", at=later(days=7, minutes=n)) for n in range(5)),
    ]
    reader = House()
    built = [reader.read(event) for event in events]
    standings = []
    for seed in range(11):
        one = House()
        order = sorted(built, key=order_of) if seed == 0 else random.Random(seed).sample(built, len(built))
        one.decide(order)
        one.hear(tick(later(days=20)))
        standings.append(one.standing())
    assert len(standings[0]) > 1
    assert all(standing == standings[0] for standing in standings)


def test_a_ledger_of_a_thousand_rulings_stays_below_the_row_cap(house):
    for number in range(1_000):
        house.hear(violation(f"v{number}", severity="slight", target_id=f"l{number}", at=later(hours=number)))
    (row,) = [row for row in house.rows.values() if isinstance(row, LedgerRow)]
    assert row.evicted > 0
    assert len(encode_row(row)) < MAX_ROW_BYTES


def test_a_measure_taken_lifted_and_taken_again_has_three_ids(house):
    for turn in range(3):
        house.hear(violation(f"v{turn}", severity="general", at=later(days=turn)))
        house.hear(overturned(f"v{turn}", at=later(days=turn, hours=1)))
    warns = [e.id for e in house.said if e.data.measure == "warn" and not e.data.supersedes]
    assert len(set(warns)) == 3
    assert house.measures() == []


def test_the_same_measure_of_the_same_ruling_taken_again_has_an_id_of_its_own(house):
    """The second ruling crosses the step, no longer does when the first falls, and does again with a late third."""
    house.hear(violation("v1", severity="general"))
    house.hear(violation("v2", severity="general", target_id="l2", at=later(days=2)))
    house.hear(overturned("v1", at=later(days=3)))
    assert "limit_function" not in house.measures()
    house.hear(violation("v3", severity="general", target_id="l3", at=later(days=1)))
    limits = [e for e in house.said if e.data.measure == "limit_function" and not e.data.supersedes]
    assert {e.data.caused_by for e in limits} == {limits[0].data.caused_by}
    assert len({e.id for e in limits}) == len(limits) == 2
