"""Observe-only and brakes at any event times, any events in any order of arrival: one standing, live and shadow."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.seal import micros
from streams.core.policy.controls import NO_CONTROLS
from streams.core.replay import order_of
from streams.testing.builders import later, tick
from streams.testing.house import House
from streams.testing.switches import brake, observe_only
from tests.properties.test_any_order import WHEN, _house, happenings

MEASURES = st.sampled_from(
    ["remind", "warn", "review", "block_listing", "freeze_shop", "ban_account", "limit_function"]
)
STATES = st.sampled_from(["on", "off"])


@st.composite
def switches(draw):
    state, at = draw(STATES), draw(WHEN)
    return brake(draw(MEASURES), state, at) if draw(st.booleans()) else observe_only(state, at)


def house_under(controls) -> House:
    house = _house()
    house.policies = msgspec.structs.replace(house.policies, controls=NO_CONTROLS.learnt(controls))
    return house


def events_of(built):
    reader = House()
    return sorted({(e.source, e.id): e for e in map(reader.read, built)}.values(), key=order_of)


def in_force(house):
    data = (e.data for e in house.in_force.enforcements())
    return sorted((d.target_kind, d.target_id, d.measure, d.violation_class, d.mode, str(d.expires_at)) for d in data)


HISTORIES = st.lists(happenings(), min_size=1, max_size=12)
SWITCHES = st.lists(switches(), min_size=1, max_size=4)


@settings(max_examples=200, deadline=None)
@given(HISTORIES, SWITCHES, st.integers(0, 2**32))
def test_the_measures_in_force_do_not_depend_on_arrival_order(built, controls, seed):
    events = events_of(built)
    shuffled = random.Random(seed).sample(events, len(events))
    for last in (later(days=21), later(days=700)):
        in_order, late = house_under(controls), house_under(controls)
        in_order.decide(events)
        late.decide(shuffled)
        for house in (in_order, late):
            house.hear(tick(last))
        assert late.standing() == in_order.standing()
        assert in_force(late) == in_force(in_order)


@settings(max_examples=150, deadline=None)
@given(HISTORIES, SWITCHES)
def test_a_switch_learnt_before_it_takes_effect_is_as_good_as_one_known_from_the_start(built, controls):
    known, learning = house_under(controls), house_under([])
    waiting = sorted(controls, key=lambda control: control.data.effective_from)
    for event in events_of(built):
        while waiting and waiting[0].data.effective_from <= event.time:
            learnt = learning.policies.controls.learnt([waiting.pop(0)])
            learning.policies = msgspec.structs.replace(learning.policies, controls=learnt)
        learning.decide([event])
        known.decide([event])
    assert [e.id for e in learning.said] == [e.id for e in known.said]


@settings(max_examples=150, deadline=None)
@given(HISTORIES, SWITCHES)
def test_while_only_observing_nothing_live_is_taken_but_what_an_appeal_asks_for(built, controls):
    house = house_under(controls)
    house.decide(events_of(built))
    house.hear(tick(later(days=700)))
    controls_known = house.policies.controls
    for said in house.said:
        if said.data.supersedes is None and controls_known.observing(micros(said.time)):
            assert said.data.mode == "shadow" or said.data.reasons[0].rule_id == "appeal"


@settings(max_examples=100, deadline=None)
@given(HISTORIES)
def test_a_switch_after_everything_changes_nothing(built):
    plain, switched = house_under([]), house_under([observe_only("on", later(days=900))])
    for house in (plain, switched):
        house.decide(events_of(built))
    assert [e.id for e in switched.said] == [e.id for e in plain.said]


@settings(max_examples=100, deadline=None)
@given(HISTORIES, SWITCHES)
def test_nothing_is_lifted_that_was_not_taken(built, controls):
    house = house_under(controls)
    house.decide(events_of(built))
    house.hear(tick(later(days=100)))
    open_ones: set[str] = set()
    for said in house.said:
        if said.data.supersedes is None:
            assert said.id not in open_ones
            open_ones.add(said.id)
        else:
            open_ones.remove(said.data.supersedes)
