"""Proof under guarantee: buyers are compensated, once per order."""

from __future__ import annotations

from itertools import chain, permutations

from schemas.enforcement import Enforcement
from streams.core.rows.store import encode_row
from streams.testing.builders import appeal_decided, later, overturned, tick, violation
from streams.testing.house import House


def fake(violation_id: str, orders: list[str], hours: float = 0, **more):
    return violation(violation_id, orders=orders, under_guarantee=True, at=later(hours=hours), **more)


def told(house: House) -> list[tuple[str, tuple[str, ...], str | None]]:
    known = [e for e in house.said if e.data.measure == "compensate"]
    return [(type(e).__name__, e.data.orders, e.data.lift_reason) for e in known]


def in_force(house: House) -> list[Enforcement]:
    known = [e for e in house.in_force.enforcements() if e.data.measure == "compensate"]
    return sorted(known, key=lambda e: (e.data.caused_by, e.data.orders))


def owed(house: House) -> list[tuple[str, ...]]:
    return sorted(e.data.orders for e in in_force(house))


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
    assert owed(house) == [("o2",), ("o3",)]


def test_what_a_ruling_goes_on_owing_is_not_told_again_when_another_falls(house):
    house.hear(fake("v1", ["o1", "o2"]), fake("v2", ["o2", "o3"], 1), overturned("v1", at=later(hours=2)))
    assert told(house) == [
        ("EnforcementTaken", ("o1", "o2"), None),
        ("EnforcementTaken", ("o3",), None),
        ("EnforcementLifted", (), "overturned"),
        ("EnforcementTaken", ("o2",), None),
    ]


def test_when_an_earlier_ruling_comes_late_what_passes_on_is_lifted_before_anything_is_taken(house):
    house.hear(fake("v2", ["o2", "o3"], 1), fake("v1", ["o1", "o2"]))
    assert told(house)[1] == ("EnforcementLifted", (), "recomputed")
    assert sorted(told(house)[2:]) == [("EnforcementTaken", ("o1", "o2"), None), ("EnforcementTaken", ("o3",), None)]


def test_an_order_is_owed_once_however_many_orders_came_between(house):
    first, second = [f"a{n}" for n in range(600)], [f"b{n}" for n in range(600)]
    house.hear(fake("v1", first), fake("v2", second, 1), fake("v3", first, 2), fake("v4", second, 3))
    assert owed(house) == [tuple(first), tuple(second)]


def test_an_order_is_owed_once_however_many_rulings_came_between(house):
    house.hear(*(fake(f"v{n}", [f"o{n}"], n, severity="slight") for n in range(300)))
    house.hear(*(fake(f"w{n}", [f"o{n}"], 400 + n, severity="slight") for n in range(5)))
    assert owed(house) == sorted((f"o{n}",) for n in range(300))


def test_what_a_long_forgotten_ruling_owed_still_passes_on_when_it_is_overturned(house):
    house.hear(fake("v-old", ["o1"]), *(fake(f"v{n}", [], n, severity="slight") for n in range(1, 300)))
    house.hear(fake("v-new", ["o1"], 300), overturned("v-old", at=later(hours=301)))
    assert [e.data.violation_class for e in in_force(house)] == ["counterfeit"]
    assert told(house)[-2:] == [("EnforcementLifted", (), "overturned"), ("EnforcementTaken", ("o1",), None)]


def test_a_ruling_about_a_thousand_orders_with_long_ids_keeps_every_row_small(house):
    house.hear(fake("v1", [f"{n:04d}" + "序" * 124 for n in range(1_000)]))
    assert len(owed(house)[0]) == 1_000
    assert max(len(encode_row(row)) for row in house.rows.values()) < 32 * 1024


def test_an_order_owed_is_remembered_until_no_late_ruling_could_claim_it(house):
    house.hear(fake("v1", ["o1"]), tick(later(days=365)), tick(later(days=365 + 799)))
    assert {"guarantee", "order", "orders"} <= house.rows.counts().keys()
    house.hear(tick(later(days=365 + 801)))
    assert not {"guarantee", "order", "orders"} & house.rows.counts().keys()


def test_of_two_rulings_with_one_violation_id_the_earlier_owes_whichever_came_first():
    events = [fake("v1", ["o1"], 0, id="a"), fake("v1", ["o2"], 1, id="b"), fake("v2", ["o2", "o1"], 2, id="c")]
    for arrival in permutations(events):
        house = House()
        house.hear(*arrival)
        assert [(e.data.caused_by, e.data.orders) for e in in_force(house)] == [(("a",), ("o1",)), (("c",), ("o2",))]


def test_no_order_of_arrival_pays_an_order_twice():
    events = [fake("v1", ["o1", "o2"], id="a"), fake("v2", ["o2", "o3"], 1), fake("v3", ["o3", "o4"], 2, id="c")]
    events.append(overturned("v2", at=later(hours=3)))
    for arrival in permutations(events):
        house = House()
        house.hear(*arrival)
        assert sorted(chain(*owed(house))) == ["o1", "o2", "o3", "o4"]
        owing = {(e.data.caused_by[0], order) for e in in_force(house) for order in e.data.orders}
        assert owing == {("a", "o1"), ("a", "o2"), ("c", "o3"), ("c", "o4")}


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
