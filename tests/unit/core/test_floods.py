"""Whoever sends a lot must not push out what the law hangs on: rulings, notices and their steps, appeals, versions."""

from __future__ import annotations

from random import Random

import pytest

from streams.core.rows.state import MAX_ROW_BYTES, LedgerRow, ReporterRow, TargetRow
from streams.core.rows.store import encode_row
from streams.testing.builders import (
    acknowledged,
    appeal_decided,
    corrected,
    countered,
    dismissed_view,
    later,
    listing,
    report,
    report_ruled,
    revision,
    tick,
    violation,
)
from streams.testing.communities import against, ring
from streams.testing.house import House
from tests.replay.telling import shipped

DAY_SECONDS = 86_400


def flood(count: int = 1_200) -> list[dict]:
    """Reports and views of one busy target, around the end of its first day."""
    reports = [
        report(f"r{n}", reporter_id=f"u{n}", reporter_cluster=f"h{n % 7}", at=later(seconds=DAY_SECONDS + n * 0.1))
        for n in range(count)
    ]
    looks = [dismissed_view(reporter_id=f"v{n}", at=later(seconds=DAY_SECONDS + n * 0.1)) for n in range(count)]
    return [*reports, *looks]


def rights():
    return report("n1", reporter_kind="brand_owner")


LATE = later(seconds=DAY_SECONDS + 5)


@pytest.mark.parametrize(
    ("before", "late"),
    [
        (rights(), countered("n1", at=LATE)),
        (rights(), report_ruled("n1", ruling="dismissed", at=LATE)),
        (listing(title="FAKE"), revision(title="clean", at=LATE)),
    ],
)
def test_what_comes_seconds_late_to_a_busy_target_still_takes_effect(house, before, late):
    house.hear(before, *flood())
    assert "block_listing" in house.measures()
    house.hear(late, late, tick(later(days=40)))
    assert "block_listing" not in house.measures()
    assert max(len(encode_row(row)) for row in house.rows.values()) < MAX_ROW_BYTES


def test_an_upheld_appeal_and_a_notice_that_come_late_to_a_busy_target_too(house):
    house.hear(listing(title="FAKE"))
    blocked = house.said[0].id
    house.hear(*flood(), appeal_decided(blocked, at=LATE))
    assert "block_listing" not in house.measures()
    house.hear(report("n2", reporter_kind="regulator", at=LATE))
    assert "block_listing" in house.measures()


@pytest.mark.parametrize("answer", [acknowledged, corrected])
def test_a_host_who_clicks_all_day_pushes_no_ruling_out(answer):
    quiet, busy = House(), House()
    ruling = violation("v", severity="very_serious", at=later(seconds=5.5))
    clicks = [answer(f"x{n % 5}", at=later(seconds=n), id=f"a{n}") for n in range(600)]
    quiet.hear(ruling, tick(later(hours=1)))
    busy.hear(*clicks, ruling, tick(later(hours=1)))
    assert busy.standing() == quiet.standing() != []
    (row,) = [row for row in busy.rows.values() if isinstance(row, LedgerRow)]
    assert len(row.facts) < 100


def test_a_ruling_dated_before_the_base_of_a_long_ledger_still_takes_its_steps(house):
    for number in range(600):
        ruled = violation(f"v{number}", severity="slight", target_id=f"l{number}", at=later(minutes=number))
        house.hear(ruled)
    late = violation("grave", violation_class="price_fraud", severity="serious", at=later(minutes=3))
    house.hear(late)
    assert {key[3] for key in house.standing() if key[4] == "price_fraud"} >= {"warn", "limit_function"}


@pytest.mark.parametrize(("days", "names"), [(1, ("reporter_id",)), (40, ("reporter_id",)), (1, ())])
def test_a_brigade_of_three_hundred_that_is_ruled_abusive_is_muted(days, names):
    """Also when the rulings do not name the reporter: the row still has the reports."""
    dice, house = Random(1), House(shipped())
    who = ring(300, "bot", 90_000, dice, aged=True)
    house.hear(*against("tea", "shop", who, later(), 600, dice), *(tick(later(days=day)) for day in range(1, days)))
    rulings = [report_ruled(f"tea-{p.id}", "shop", "tea", "abusive", **dict.fromkeys(names, p.id)) for p in who]
    for number, ruling in enumerate(rulings):
        ruling |= {"time": later(days=days, seconds=number).isoformat(), "id": f"ruling-{number}"}
    house.hear(*rulings)
    rows = [row for row in house.rows.values() if isinstance(row, ReporterRow)]
    assert sum(any(ruling.ruling == "abusive" for ruling in row.rulings) for row in rows) == 300
    house.hear(*against("tea-2", "shop", who, later(days=days + 1), 600, dice))
    assert not any(e.data.target_id == "tea-2" and e.data.measure == "remind" for e in house.said)


def test_three_hundred_reports_in_any_order_end_in_one_standing():
    dice = Random(3)
    built = against("tea", "shop", ring(300, "bot", 30, dice, aged=True), later(), 600, dice)
    standings = []
    for seed in range(3):
        house = House(shipped())
        events = [house.read(event) for event in built]
        house.decide(events if seed == 0 else Random(seed).sample(events, len(events)))
        standings.append(house.standing())
    assert standings[0] == standings[1] == standings[2] != []


def test_what_is_looked_at_and_never_reported_is_forgotten_in_two_days_and_what_is_reported_is_not(house):
    looks = [dismissed_view(reporter_id="v", target_id=f"l{n}", at=later(hours=n / 10)) for n in range(10)]
    house.hear(*looks, report("r", reporter_id="u", target_id="l3", at=later(hours=1)))
    house.hear(tick(later(hours=47)))
    assert len(targets(house)) == 10
    house.hear(tick(later(hours=50)))
    assert [row.target_id for row in targets(house)] == ["l3"]


def targets(house: House) -> list[TargetRow]:
    return [row for row in house.rows.values() if isinstance(row, TargetRow)]
