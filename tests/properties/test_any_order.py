"""For any set of events and any order of arrival, the measures in force at the end are the same."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.seal import micros
from streams.core.folding import advance
from streams.core.replay import order_of
from streams.core.rows import decode_row, encode_row
from streams.core.state import LedgerRow, TargetRow
from streams.testing.builders import (
    acknowledged,
    corrected,
    later,
    listing,
    overturned,
    report,
    revision,
    tick,
    utterance,
    violation,
    withdrawal,
)
from streams.testing.house import House

TARGETS = st.sampled_from(["l1", "l2"])
WHEN = st.integers(0, 24 * 20).map(lambda hours: later(hours=hours))
CLASSES = st.sampled_from(["counterfeit", "price_fraud"])
SEVERITIES = st.sampled_from(["slight", "general", "serious", "very_serious"])
TITLES = st.sampled_from(["FAKE shoes", "BEST shoes", "ODD shoes", "shoes", "shoes II"])


@st.composite
def happenings(draw):
    kind = draw(st.integers(0, 9))
    at, target = draw(WHEN), draw(TARGETS)
    if kind == 0:
        return listing(listing_id=target, title=draw(TITLES), at=at)
    if kind == 1:
        return revision(listing_id=target, title=draw(TITLES), at=at)
    if kind == 2:
        return withdrawal(listing_id=target, at=at)
    if kind in (3, 4):
        number = draw(st.integers(0, 9))
        return report(f"r{number}-{at}", reporter_id=f"u{number}", target_id=target, at=at.replace(minute=number))
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
    return utterance(text=draw(TITLES), at=at)


def _standing(events, *, last):
    house = House()
    house.decide(events)
    house.hear(tick(last))
    return house


@settings(max_examples=300, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14), st.integers(0, 2**32))
def test_the_measures_in_force_do_not_depend_on_arrival_order(built, seed):
    reader = House()
    events = list({(e.source, e.id): e for e in map(reader.read, built)}.values())
    shuffled = random.Random(seed).sample(events, len(events))
    for last in (later(days=21), later(days=60), later(days=400)):
        in_order = _standing(sorted(events, key=order_of), last=last)
        assert _standing(shuffled, last=last).standing() == in_order.standing()


@settings(max_examples=150, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14), st.integers(0, 2**32))
def test_without_a_tick_at_the_end_too(built, seed):
    reader = House()
    events = list({(e.source, e.id): e for e in map(reader.read, built)}.values())
    in_order, shuffled = House(), House()
    in_order.decide(sorted(events, key=order_of))
    shuffled.decide(random.Random(seed).sample(events, len(events)))
    assert shuffled.standing() == in_order.standing()


@settings(max_examples=150, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14))
def test_every_event_twice_changes_nothing(built):
    reader = House()
    events = sorted({(e.source, e.id): e for e in map(reader.read, built)}.values(), key=order_of)
    once, twice = House(), House()
    once.decide(events)
    twice.decide(event for event in events for _ in range(2))
    assert [e.id for e in twice.said] == [e.id for e in once.said]


@settings(max_examples=150, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=14))
def test_nothing_is_lifted_that_was_not_taken_and_nothing_is_taken_twice(built):
    house = House()
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
    plain, stored = House(), House()
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
    house = House()
    house.decide(map(house.read, built))
    for row in house.rows.values():
        if isinstance(row, TargetRow | LedgerRow) and row.facts:
            bare = msgspec.structs.replace(row, facts=row.facts[1:], held=(), memory=type(row.memory)())
            again, _ = advance(bare, [row.facts[0]], row.clock, house.policies)
            assert [h.key() for h in again.held] == [h.key() for h in row.held]
            assert micros(later()) <= row.clock
