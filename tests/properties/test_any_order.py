"""For any set of events and any order of arrival, the measures in force at the end are the same."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.seal import micros
from streams.core.fold.folding import advance
from streams.core.ledger.reminding import NOTHING_TOLD, told_of
from streams.core.policy.model import CarryOver, Grace, WindowCap
from streams.core.replay import order_of
from streams.core.rows.state import LedgerRow, TargetRow
from streams.core.rows.store import decode_row, encode_row
from streams.core.time import DAY, HOUR
from streams.testing.builders import (
    acknowledged,
    corrected,
    countered,
    dismissed_view,
    escalated,
    later,
    listing,
    overturned,
    report,
    report_ruled,
    revision,
    tick,
    utterance,
    violation,
    withdrawal,
)
from streams.testing.house import House
from streams.testing.policies import LADDER, fingers
from tests.properties.crowd_rules import CrowdRules

TARGETS = st.sampled_from(["l1", "l2"])
WHEN = st.one_of(st.integers(0, 24 * 20), st.integers(24 * 298, 24 * 312)).map(lambda hours: later(hours=hours))
# the second span lies around the end of the year
CLASSES = st.sampled_from(["counterfeit", "price_fraud"])
SEVERITIES = st.sampled_from(["slight", "general", "serious", "very_serious"])
TITLES = st.sampled_from(["FAKE shoes", "BEST shoes", "ODD shoes", "shoes", "shoes II"])


@st.composite
def happenings(draw):
    kind = draw(st.integers(0, 14))
    at, target = draw(WHEN), draw(TARGETS)
    if kind == 0:
        return listing(listing_id=target, title=draw(TITLES), at=at)
    if kind == 1:
        return revision(listing_id=target, title=draw(TITLES), at=at)
    if kind == 2:
        return withdrawal(listing_id=target, at=at)
    if kind in (3, 4):
        return draw(crowd(at, target))
    if kind in (5, 6):
        number = draw(st.integers(0, 3))
        case = draw(st.sampled_from([None, "case"]))
        return violation(
            f"v{number}",
            target_id=target,
            violation_class=draw(CLASSES),
            severity=draw(SEVERITIES),
            at=at,
            case_id=case,
        )
    if kind == 7:
        return overturned(f"v{draw(st.integers(0, 3))}", at=at)
    if kind == 8:
        return corrected(target, at=at) if draw(st.booleans()) else acknowledged(target, at=at)
    if kind == 9:
        return utterance(text=draw(TITLES), at=at)
    return draw(notices(at, target))


@st.composite
def crowd(draw, at, target):
    """Reports by few people from fewer homes, contrary votes, and what people rule about the reports."""
    number, what = draw(st.integers(0, 5)), draw(st.integers(0, 6))
    report_id = f"r{number}-{draw(st.integers(0, 2))}"
    if what == 0:
        return dismissed_view(reporter_id=f"u{number}", target_id=target, at=at)
    if what in (1, 2):
        ruling = draw(st.sampled_from(["upheld", "dismissed", "abusive"]))
        return report_ruled(report_id, target_id=target, ruling=ruling, at=at)
    return report(
        report_id,
        reporter_id=f"u{number}",
        target_id=target,
        reporter_kind=draw(st.sampled_from(["viewer", "buyer", "competitor"])),
        reporter_cluster=draw(st.sampled_from([None, "home-1", f"home-{number}"])),
        reporter_since=draw(st.sampled_from([None, later(days=-400)])),
        at=at.replace(minute=number),
        recorded=draw(st.sampled_from([None, at.replace(minute=30)])),
    )


@st.composite
def notices(draw, at, target):
    """Notices and their steps, addresses, proofs under guarantee."""
    report_id, kind = draw(st.sampled_from(["n1", "n2"])), draw(st.integers(0, 5))
    if kind == 0:
        return report(report_id, reporter_kind="brand_owner", target_id=target, at=at)
    if kind == 1:
        return countered(report_id, at=at)
    if kind == 2:
        return escalated(report_id, at=at)
    if kind == 3:
        ruling, by = draw(st.sampled_from(["upheld", "dismissed"])), draw(st.sampled_from(["human", "machine"]))
        return report_ruled(report_id, target_id=target, ruling=ruling, ruled_by=by, at=at)
    if kind == 4:
        account = {"target_kind": "account", "target_id": "seller-1"}
        if draw(st.booleans()):
            return corrected("seller-1", target_kind="account", at=at)
        return report("a1", reporter_kind="regulator", notice_kind="address_notice", reason="other", at=at, **account)
    orders = draw(st.lists(st.sampled_from(["o1", "o2", "o3"]), min_size=1, max_size=3))
    number = draw(st.integers(0, 3))
    return violation(f"v{number}", target_id=target, severity="slight", under_guarantee=True, orders=orders, at=at)


RICH = msgspec.structs.replace(
    LADDER,
    reset="calendar",
    validity=0,
    carry_over=CarryOver(3, 9),
    day_cap=6,
    window_cap=WindowCap(3, 4, ("slight", "general")),
    grace=Grace(("slight",), 10 * DAY),
)
"""Everything a ladder may say, at once."""


CROWD_RULES = CrowdRules("crowd", ((0.4, "remind"), (0.9, "review")))
"""Reports by weight, with bars so low that every record matters."""


def _house():
    ladders = {"default": LADDER, "price_fraud": RICH}
    evaluators = {**fingers().versions[0].evaluators, "report": CROWD_RULES}
    return House(fingers(ladders=ladders, evaluators=evaluators, crowd_window=30 * HOUR))


def _standing(events, *, last):
    house = _house()
    house.decide(events)
    house.hear(tick(last))
    return house


def _orders(house):
    """Which event each order is owed for; no order may be there twice."""
    return sorted((order, e.data.caused_by) for e in house.in_force.enforcements() for order in e.data.orders)


def _owed_once(house):
    owed = [order for order, _ in _orders(house)]
    compensations = [e for e in house.said if e.data.measure == "compensate" and e.data.supersedes is None]
    return len(owed) == len(set(owed)) and all(e.data.orders for e in compensations)


@settings(max_examples=300, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14), st.integers(0, 2**32))
def test_the_measures_in_force_do_not_depend_on_arrival_order(built, seed):
    reader = House()
    events = list({(e.source, e.id): e for e in map(reader.read, built)}.values())
    shuffled = random.Random(seed).sample(events, len(events))
    for last in (later(days=21), later(days=313), later(days=700)):
        in_order, late = _standing(sorted(events, key=order_of), last=last), _standing(shuffled, last=last)
        assert late.standing() == in_order.standing()
        assert _orders(late) == _orders(in_order)
        assert _owed_once(late)


@settings(max_examples=150, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14), st.integers(0, 2**32))
def test_without_a_tick_at_the_end_too(built, seed):
    reader = House()
    events = list({(e.source, e.id): e for e in map(reader.read, built)}.values())
    in_order, shuffled = _house(), _house()
    in_order.decide(sorted(events, key=order_of))
    shuffled.decide(random.Random(seed).sample(events, len(events)))
    assert shuffled.standing() == in_order.standing()


@settings(max_examples=150, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14))
def test_every_event_twice_changes_nothing(built):
    reader = House()
    events = sorted({(e.source, e.id): e for e in map(reader.read, built)}.values(), key=order_of)
    once, twice = _house(), _house()
    once.decide(events)
    twice.decide(event for event in events for _ in range(2))
    assert [e.id for e in twice.said] == [e.id for e in once.said]


@settings(max_examples=150, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14))
def test_nothing_is_lifted_that_was_not_taken_and_nothing_is_taken_twice(built):
    house = _house()
    house.decide(map(house.read, built))
    house.hear(tick(later(days=100)))
    in_force: set[str] = set()
    ids = [e.id for e in house.said]
    assert len(ids) == len(set(ids))
    for said in house.said:
        if said.data.supersedes is None:
            in_force.add(said.id)
        else:
            in_force.remove(said.data.supersedes)


@settings(max_examples=100, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14))
def test_rows_survive_their_bytes_between_any_two_events(built):
    plain, stored = _house(), _house()
    for event in map(plain.read, built):
        plain.decide([event])
        stored.decide([event])
        for key in list(stored.rows):
            stored.rows.put(key, decode_row(encode_row(stored.rows[key])))
    assert [e.id for e in stored.said] == [e.id for e in plain.said]


@settings(max_examples=100, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14))
def test_the_head_of_a_row_is_the_fold_of_its_facts(built):
    """Going on from the standing in the row, and folding all facts again, reach the same measures."""
    house = _house()
    house.decide(map(house.read, built))
    for row in house.rows.values():
        if isinstance(row, TargetRow | LedgerRow) and row.facts:
            bare = msgspec.structs.replace(row, facts=row.facts[1:], held=(), memory=type(row.memory)())
            ledger = house.rows.get("ledger/seller-1") if isinstance(row, TargetRow) else None
            told = (
                told_of(ledger, row.target_kind, row.target_id, house.policies)
                if isinstance(row, TargetRow)
                else NOTHING_TOLD
            )
            again, _ = advance(bare, [row.facts[0]], row.clock, house.policies, told=told)
            assert [h.key() for h in again.held] == [h.key() for h in row.held]
            assert micros(later()) <= row.clock


@settings(max_examples=300, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14), st.lists(st.integers(0, 100), min_size=14, max_size=14))
def test_what_is_told_behind_the_clock_ends_as_what_is_told_in_time(built, hours):
    """Ticks run ahead of what happens; some fire timers that the late event would have moved, most nothing."""
    one, other = _house(), _house()
    known = sorted({(e.source, e.id): e for e in map(one.read, built)}.values(), key=order_of)
    one.decide(known)
    for event, ahead in zip(known, hours, strict=False):
        other.hear(tick(event.time + (later(hours=ahead) - later())))
        other.decide([event])
    for house in (one, other):
        house.hear(tick(later(days=330)))
    assert other.standing() == one.standing()
