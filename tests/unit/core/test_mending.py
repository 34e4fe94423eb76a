"""Which clean versions a ledger knows goes by event time, not by which of them was here first."""

from __future__ import annotations

from itertools import permutations

from streams.testing.builders import corrected, later, revision, tick, violation, withdrawal
from streams.testing.house import House


def test_a_version_that_came_when_a_nearer_one_was_unknown_corrects_nothing():
    events = [
        violation("v1", target_id="seller-1", target_kind="account", severity="slight"),
        withdrawal(at=later(hours=30)),
        withdrawal(at=later(hours=60)),
        violation("v2", severity="slight", violation_class="price_fraud", occurred_at=later(), at=later(hours=61)),
    ]
    standings = []
    for order in permutations(events):
        house = House()
        house.hear(*order)
        standings.append(house.standing())
    assert [key[3:5] for key in standings[0]] == [("warn", "counterfeit"), ("remind", "price_fraud")]
    assert all(standing == standings[0] for standing in standings)


def test_what_a_host_declares_does_not_hide_a_clean_version_that_came_late():
    events = [
        violation("v1", severity="slight"),
        corrected(at=later(hours=1)),
        revision(title="clean", at=later(days=4)),
        violation("v2", severity="slight", violation_class="price_fraud", occurred_at=later(days=3), at=later(days=5)),
    ]
    standings = []
    for order in permutations(events):
        house = House()
        house.hear(*order, tick(later(days=6)))
        standings.append(house.standing())
    assert standings[0] == []
    assert all(standing == standings[0] for standing in standings)
