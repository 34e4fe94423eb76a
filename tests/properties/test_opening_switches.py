"""Shop openings under observe-only and brakes: in any order of arrival the last answers and measures are the same."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.sealed import OffenderListed, ShopApplied
from streams.core.policy.controls import NO_CONTROLS
from streams.core.replay import order_of
from streams.testing.builders import application, later, offender, violation
from streams.testing.house import House
from streams.testing.policies import fingers
from streams.testing.switches import brake, observe_only

WHEN = st.integers(0, 12).map(lambda hours: later(hours=hours))
NUMBERS = st.integers(0, 2)
STATES = st.sampled_from(["on", "off"])


@st.composite
def happenings(draw):
    """Offenders, openings, bans by points. No ban is taken back: the answer then hangs on arrival, switches or not."""
    kind, number, at = draw(st.integers(0, 2)), draw(NUMBERS), draw(WHEN)
    shared = {"bank_account": f"6222-{draw(NUMBERS)}", "phone": f"1380000000{draw(NUMBERS)}"}
    if kind == 0:
        return offender(f"o{number}", account_id=f"old-{number}", at=at, **shared)
    if kind == 1:
        return application(f"a{number}", account_id=f"new-{number}", at=at, **shared)
    return violation(f"v{number}", f"new-{number}", severity="very_serious", at=at)


@st.composite
def switches(draw):
    state, at = draw(STATES), draw(WHEN)
    measure = draw(st.sampled_from(["refuse_opening", "ban_account", "review"]))
    return observe_only(state, at) if draw(st.booleans()) else brake(measure, state, at)


def outcome(events, controls):
    house = House(msgspec.structs.replace(fingers(), controls=NO_CONTROLS.learnt(controls)))
    house.decide(events)
    answers = {answer.data.application_id: answer.data.decision for answer in house.answers}
    in_force = sorted((e.data.target_id, e.data.measure, e.data.mode) for e in house.in_force.enforcements())
    return answers, in_force


@settings(max_examples=200, deadline=None)
@given(
    st.lists(happenings(), min_size=1, max_size=9),
    st.lists(switches(), max_size=3),
    st.integers(0, 2**32),
)
def test_openings_are_answered_alike_in_any_order(built, controls, seed):
    events = sorted({(e.source, e.id): e for e in map(House().read, built)}.values(), key=order_of)
    assert outcome(random.Random(seed).sample(events, len(events)), controls) == outcome(events, controls)


@settings(max_examples=100, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=9))
def test_while_only_observing_nobody_is_refused_and_nobody_slips_in(built):
    """Who would be refused or reviewed is reviewed; who would be approved is approved."""
    events = sorted({(e.source, e.id): e for e in map(House().read, built)}.values(), key=order_of)
    listed = [e for e in events if isinstance(e, ShopApplied | OffenderListed)]
    plain, _ = outcome(listed, [])
    observed, _ = outcome(listed, [observe_only("on", later(days=-1))])
    assert "refuse" not in observed.values()
    assert {name: "review" if said == "refuse" else said for name, said in plain.items()} == observed
