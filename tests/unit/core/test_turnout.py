"""Distinct people who report, a day: the same number in any order, whoever reports twice, and however late."""

from __future__ import annotations

from random import Random

import pytest

from streams.core.handlers.turnout import turnout
from streams.core.rows.store import decode_row, encode_row
from streams.core.rows.turnout import DAYS, estimate, joined
from streams.testing.builders import dismissed_view, later, report, report_ruled, tick
from streams.testing.house import House


def said(people, days=0, first=0, **more):
    """One report each."""
    return [
        report(f"r{days}-{n}", reporter_id=f"u{n}", target_id=f"l{n}", at=later(days=days, seconds=n % 600), **more)
        for n in range(first, first + people)
    ]


def people_of(*events):
    house = House()
    house.hear(*events)
    return {day: round(people) for day, people in turnout([house.rows]).items()}


def test_each_person_counts_once_a_day():
    twice = [{**event, "id": f"again-{event['id']}"} for event in said(20, source="app")]
    assert people_of(*said(20), *twice, *said(5, days=1)) == {"today": 5, "yesterday": 20}


def test_a_look_a_ruling_and_a_notice_are_no_reports_of_a_crowd():
    others = [dismissed_view(reporter_id="v"), report_ruled("r0-0", target_id="l0", reporter_id="u9")]
    assert people_of(*said(3), *others, report("n", reporter_kind="regulator")) == {"today": 3, "yesterday": 0}


def test_a_new_day_begins_with_its_first_tick():
    assert people_of(*said(4), tick(later(days=1))) == {"today": 0, "yesterday": 4}
    assert people_of(*said(4), tick(later(days=2))) == {"today": 0, "yesterday": 0}


def test_who_is_told_late_counts_for_the_day_of_the_report():
    assert people_of(*said(7, days=1), *said(2)) == {"today": 7, "yesterday": 2}


def test_a_day_is_forgotten_when_its_place_is_needed():
    house = House()
    house.hear(*(event for day in range(5 * DAYS) for event in said(2, days=day, first=2 * day)))
    assert house.rows.counts()["reporters"] == DAYS
    house.hear(*said(9, days=0, first=50))
    assert [round(people) for people in turnout([house.rows]).values()] == [2, 2]


def test_the_day_turns_at_midnight_in_shanghai():
    at = ["2026-03-02T15:59:59Z", "2026-03-02T16:00:00Z"]
    assert people_of(*(report(f"r{n}", reporter_id="u", at=time) for n, time in enumerate(at))) == {
        "today": 1,
        "yesterday": 1,
    }


@pytest.mark.parametrize("people", [1, 100, 5_000, 60_000])
def test_the_estimate_is_the_same_in_any_order_and_near_the_truth(people):
    names = [f"person-{n}" for n in range(people)]
    found = set()
    for seed in range(3):
        sketch = b""
        for name in Random(seed).sample(names, people):
            sketch = joined(sketch, name)
        found.add(round(estimate(sketch), 6))
        assert len(sketch) < 2_200
    assert len(found) == 1
    assert found.pop() == pytest.approx(people, rel=0.05)


def test_partitions_add_up_and_a_row_that_is_read_back_goes_on():
    whole, parts = House(), [House() for _ in range(4)]
    for n, event in enumerate(said(400)):
        whole.hear(event)
        parts[n % 4].hear(event)
    for part in parts:  # a restart: the next report goes on from the bytes
        for key in list(part.rows):
            part.rows.put(key, decode_row(encode_row(part.rows[key])))
    for n, event in enumerate(said(100, first=400)):
        whole.hear(event)
        parts[n % 4].hear(event)
    assert turnout([part.rows for part in parts])["today"] == pytest.approx(500, rel=0.05)
    assert turnout([part.rows for part in parts])["today"] == pytest.approx(turnout([whole.rows])["today"], rel=0.05)


def test_nothing_is_counted_where_nothing_is_held():
    assert turnout([]) == {"today": 0, "yesterday": 0}
