"""Observe-only and brakes: what they make of measures, what they leave alone, and what stays when they end."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from streams.core.policy.controls import NO_CONTROLS
from streams.core.policy.model import Grace
from streams.core.time import DAY
from streams.testing.builders import (
    appeal,
    application,
    corrected,
    later,
    listing,
    offender,
    report,
    revision,
    tick,
    violation,
)
from streams.testing.house import House
from streams.testing.policies import LADDER, fingers
from streams.testing.switches import brake, observe_only

ON, OFF = later(hours=1), later(hours=10)


def house_under(*controls) -> House:
    return House(replace(fingers(), controls=NO_CONTROLS.learnt(controls)))


@pytest.fixture
def observing() -> House:
    return house_under(observe_only("on", ON), observe_only("off", OFF))


def said(house):
    return [f"{line} {e.data.mode}" for line, e in zip(house.story(), house.said, strict=True)]


def test_before_the_switch_measures_are_live_within_it_shadow_and_after_it_live_again(observing):
    for number, hour in enumerate((0, 1, 9, 10)):
        observing.hear(listing(listing_id=f"l{number}", title="FAKE", at=later(hours=hour)))
    modes = [e.data.mode for e in observing.said]
    assert modes == ["live", "shadow", "shadow", "live"]
    assert [e.data.restrained_by for e in observing.said] == [None, "observe_only", "observe_only", None]


def test_what_is_in_force_stays_and_is_lifted_as_ever(observing):
    observing.hear(listing(title="FAKE"), revision(title="FAKE 2", at=later(hours=2)))
    assert said(observing) == ["taken block_listing listing-1 live"]
    observing.hear(revision(title="clean", at=later(hours=3)))
    assert said(observing)[1:] == ["lifted block_listing listing-1 live"]


def test_what_was_decided_in_observe_time_never_becomes_live_by_itself(observing):
    observing.hear(listing(title="FAKE", at=later(hours=2)), tick(later(days=30)))
    assert observing.measures() == []
    assert said(observing) == ["taken block_listing listing-1 shadow"]


def test_new_evidence_after_it_is_enforced(observing):
    observing.hear(listing(title="FAKE", at=later(hours=2)), revision(title="FAKE 2", at=later(hours=11)))
    assert observing.measures() == ["block_listing"]
    assert said(observing)[1] == "lifted block_listing listing-1 shadow"


def test_a_reminder_of_observe_time_stays_a_shadow_to_its_end(observing):
    observing.hear(violation(severity="slight", at=later(hours=2)), tick(later(days=9)))
    assert {e.data.mode for e in observing.said} == {"shadow"}
    assert observing.story()[-1] == "taken warn seller-1"


def test_a_live_reminder_that_runs_out_in_observe_time_lapses_into_a_shadow():
    house = house_under(observe_only("on", later(days=1)))
    house.hear(violation(severity="slight"), tick(later(days=9)))
    assert said(house) == ["taken remind listing-1 live", "lifted remind listing-1 live", "taken warn seller-1 shadow"]


def test_points_of_rulings_count_in_observe_time_and_steps_crossed_then_are_not_made_up_for(observing):
    observing.hear(violation("v1", severity="serious", at=later(hours=2)))
    observing.hear(violation("v2", severity="slight", target_id="l2", at=later(hours=11)))
    live = {e.data.measure for e in observing.said if e.data.mode == "live"}
    assert live == {"remind"}
    assert observing.said[-1].data.points["counterfeit"].after == 5


def test_a_shadow_reminder_leaves_grace_alone():
    """Who was never reminded has let nothing lapse: the graced slip gives no points."""
    graced = fingers(ladders={"default": replace(LADDER, grace=Grace(("slight",), 100 * DAY))})
    controls = NO_CONTROLS.learnt([observe_only("on", ON), observe_only("off", OFF)])
    house, told = House(replace(graced, controls=controls)), House(graced)
    for one in (house, told):
        one.hear(violation("v1", severity="slight", at=later(hours=2)), tick(later(days=9)))
        one.hear(violation("v2", severity="slight", target_id="l2", at=later(days=10)))
    points = [one.said[-1].data.points["counterfeit"].after for one in (house, told)]
    assert points == [1, 2]


def test_an_appeal_is_heard_by_a_person_even_then(observing):
    observing.hear(listing(title="FAKE"))
    observing.hear(appeal(observing.said[0].id, human_requested=True, at=later(hours=2)))
    assert observing.measures() == ["block_listing", "review"]


def test_a_notice_of_observe_time_is_not_enforced_later(observing):
    observing.hear(report("n1", reporter_kind="brand_owner", at=later(hours=2)))
    observing.hear(report("r1", reporter_id="u1", at=later(hours=11)), tick(later(days=1)))
    assert observing.measures() == []
    assert said(observing) == ["taken block_listing listing-1 shadow"]


def test_an_opening_that_would_be_refused_is_reviewed_in_observe_time(observing):
    observing.hear(offender("o1", account_id="old", bank_account="6222"))
    observing.hear(application("a1", account_id="new", bank_account="6222", at=later(hours=2)))
    answer = observing.answers[-1].data
    live = next(e for e in observing.said if e.data.mode == "live")
    assert (answer.decision, answer.enforcement_id) == ("review", live.id)
    assert said(observing) == ["taken review a1 live", "taken refuse_opening a1 shadow"]


def test_a_braked_measure_is_a_review_and_a_shadow_and_others_go_on():
    house = house_under(brake("block_listing", "on", ON), brake("block_listing", "off", OFF))
    house.hear(listing(title="FAKE", at=later(hours=2)), listing(listing_id="l2", title="BEST", at=later(hours=2)))
    expected = ["taken review listing-1 live", "taken block_listing listing-1 shadow", "taken remind l2 live"]
    assert sorted(said(house)) == sorted(expected)
    assert house.said[0].data.restrained_by == "brake"
    house.hear(listing(listing_id="l3", title="FAKE", at=later(hours=10)))
    assert said(house)[-1] == "taken block_listing l3 live"


def test_a_braked_reminder_lapses_into_nothing_live():
    house = house_under(brake("remind", "on", ON))
    house.hear(violation(severity="slight", at=later(hours=2)))
    assert house.measures() == ["review"]
    house.hear(tick(later(days=9)))
    assert house.measures() == []
    assert said(house)[-1] == "taken warn seller-1 shadow"


def test_a_correction_before_its_braked_reminder_spares_the_review():
    house = house_under(brake("remind", "on", ON))
    house.hear(corrected(at=later(hours=3)), violation(severity="slight", at=later(hours=2)))
    assert house.measures() == ["review"]


def test_of_two_turns_for_one_moment_the_one_issued_later_decides():
    on, off = observe_only("on", ON), observe_only("off", ON)
    for later_one, observes in ((on, True), (off, False)):
        known = [replace(one, time=OFF) if one is later_one else one for one in (on, off)]
        for order in (known, known[::-1]):
            controls = NO_CONTROLS.learnt(order)
            assert controls.observing(int(ON.timestamp() * 1e6)) is observes


def test_the_same_turn_twice_changes_nothing():
    once = NO_CONTROLS.learnt([observe_only("on", ON)])
    assert once.learnt([observe_only("on", ON)]) == once
