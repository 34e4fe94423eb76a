"""Proof under guarantee: buyers are compensated, once per order."""

from __future__ import annotations

from itertools import permutations

from streams.testing.builders import appeal_decided, later, overturned, tick, violation
from streams.testing.house import House


def fake(violation_id: str, orders: list[str], hours: float = 0, **more):
    return violation(violation_id, orders=orders, under_guarantee=True, at=later(hours=hours), **more)


def owed(house: House) -> list[tuple[str, ...]]:
    return sorted(e.data.orders for e in house.in_force.enforcements() if e.data.measure == "compensate")


def test_a_confirmed_fake_under_guarantee_lists_its_orders(house):
    house.hear(fake("v1", ["o1", "o2"]))
    assert owed(house) == [("o1", "o2")]


def test_an_order_that_two_rulings_name_is_compensated_once(house):
    house.hear(fake("v1", ["o1", "o2"]), fake("v2", ["o2", "o3", "o3"], 1), fake("v3", ["o1"], 2))
    assert owed(house) == [("o1", "o2"), ("o3",)]


def test_without_the_promise_or_for_another_class_nobody_is_owed(house):
    house.hear(violation("v1", orders=["o1"]), fake("v2", ["o2"], violation_class="price_fraud"))
    assert owed(house) == []


def test_what_an_overturned_ruling_owed_passes_to_the_next_that_names_it(house):
    house.hear(fake("v1", ["o1", "o2"]), fake("v2", ["o2", "o3"], 1), overturned("v1", at=later(hours=2)))
    assert owed(house) == [("o2", "o3")]


def test_no_order_of_arrival_pays_an_order_twice():
    events = [fake("v1", ["o1", "o2"]), fake("v2", ["o2", "o3"], 1), fake("v3", ["o3", "o4"], 2)]
    events.append(overturned("v2", at=later(hours=3)))
    for arrival in permutations(events):
        house = House()
        house.hear(*arrival)
        assert owed(house) == [("o1", "o2"), ("o3", "o4")]


def test_a_compensation_ends_with_an_upheld_appeal(house):
    house.hear(fake("v1", ["o1"]))
    paid = next(e.id for e in house.said if e.data.measure == "compensate")
    house.hear(appeal_decided(paid, at=later(days=20)))
    assert owed(house) == []


def test_a_compensation_may_be_claimed_for_its_term(house):
    house.hear(fake("v1", ["o1"]), tick(later(days=364)))
    assert owed(house) == [("o1",)]
    house.hear(tick(later(days=365)))
    assert owed(house) == []


def test_the_same_ruling_twice_compensates_once(house):
    house.hear(fake("v1", ["o1"]), fake("v1", ["o1"], 5))
    assert owed(house) == [("o1",)]
    assert [e.data.measure for e in house.said].count("compensate") == 1
