from __future__ import annotations

import msgspec

from schemas.deadletter import DeadLetter
from streams.testing.builders import (
    acknowledged,
    appeal,
    appeal_decided,
    corrected,
    later,
    listing,
    overturned,
    report,
    revision,
    tick,
    violation,
)
from streams.testing.house import House
from streams.testing.policies import LADDER, FingerRules, fingers


def test_a_slight_slip_is_reminded_and_a_correction_closes_it_without_more(house):
    house.hear(violation(severity="slight"), corrected(at=later(hours=3)), tick(later(days=9)))
    assert house.story() == ["taken remind listing-1", "lifted remind listing-1"]
    assert house.said[1].data.lift_reason == "corrected"


def test_a_reminder_run_out_takes_the_next_step(house):
    house.hear(violation(severity="slight"), tick(later(days=9)))
    assert house.story() == ["taken remind listing-1", "lifted remind listing-1", "taken warn seller-1"]


def test_one_ruling_that_crosses_several_steps_fires_each_once(house):
    house.hear(violation(severity="serious"))
    steps = ["taken limit_function seller-1", "taken remind listing-1", "taken warn seller-1"]
    assert sorted(house.story()) == steps
    assert house.said[0].data.points["counterfeit"].after == 4


def test_points_add_up_to_a_ban(house):
    for number in range(5):
        house.hear(violation(f"v{number}", severity="general", at=later(hours=number)))
    assert "ban_account" in house.measures()
    assert house.story().count("taken warn seller-1") == 1


def test_classes_are_counted_separately(house):
    house.hear(
        violation("v1", severity="slight", violation_class="counterfeit"),
        violation("v2", severity="slight", violation_class="price_fraud", target_id="listing-2"),
    )
    assert house.measures() == ["remind", "remind"]


def test_an_overturned_ruling_lifts_all_that_followed_from_it(house):
    house.hear(violation(severity="very_serious"))
    assert "ban_account" in house.measures()
    house.hear(overturned(at=later(days=1)))
    assert house.measures() == []
    assert {e.data.lift_reason for e in house.said if e.data.supersedes} == {"overturned"}


def test_an_overturn_may_come_before_its_ruling(house):
    house.hear(overturned(at=later(days=1)), violation(severity="very_serious"))
    assert house.story() == []


def test_an_overturn_that_is_dated_before_its_ruling_takes_it_away_too(house):
    """Two systems' clocks differ."""
    house.hear(overturned("v1", at=later(hours=-1)), violation("v1", severity="serious"), tick(later(days=9)))
    assert house.measures() == []


def test_a_measure_taken_lifted_and_taken_again_has_another_id(house):
    house.hear(violation("v1", severity="general"), overturned("v1", at=later(days=1)))
    house.hear(violation("v2", severity="general", at=later(days=2)))
    warns = [e.id for e in house.said if e.data.measure == "warn" and not e.data.supersedes]
    assert len(warns) == len(set(warns)) == 2


def test_the_same_ruling_twice_counts_once(house):
    house.hear(violation("v1", severity="slight"), violation("v1", severity="slight", at=later(hours=1)))
    assert house.measures() == ["remind"]


def test_findings_of_one_case_count_once(house):
    house.hear(
        violation("v1", severity="slight", case_id="c"),
        violation("v2", severity="slight", case_id="c", at=later(hours=1), target_id="listing-2"),
    )
    assert house.measures() == ["remind", "remind"]


def test_points_run_out_after_their_validity_and_a_warning_with_them(house):
    house.hear(violation(severity="general"), corrected(at=later(hours=1)))
    assert house.measures() == ["warn"]
    house.hear(tick(later(days=364)))
    assert house.measures() == ["warn"]
    house.hear(tick(later(days=366)))
    assert house.measures() == []
    assert house.said[-1].data.lift_reason == "expired"


def test_a_timed_measure_ends_by_itself_at_its_expiry(house):
    house.hear(violation(severity="serious"), tick(later(days=8)))
    lifted = [e for e in house.said if e.data.measure == "limit_function" and e.data.supersedes]
    assert [e.time for e in lifted] == [later(days=7)]


def test_an_upheld_appeal_lifts_the_measure_and_its_points_go(house):
    house.hear(violation(severity="very_serious"))
    ban = next(e for e in house.said if e.data.measure == "ban_account")
    house.hear(appeal(ban.id, human_requested=True, at=later(days=1)))
    assert "review" in house.measures()
    house.hear(appeal_decided(ban.id, at=later(days=2)))
    assert house.measures() == []
    assert {e.data.lift_reason for e in house.said if e.data.supersedes} == {"appeal_upheld"}


def test_a_rejected_appeal_changes_nothing_but_ends_the_review(house):
    house.hear(violation(severity="general"), corrected(at=later(hours=1)))
    warn = next(e for e in house.said if e.data.measure == "warn")
    house.hear(appeal(warn.id, human_requested=True, at=later(days=1)))
    house.hear(appeal_decided(warn.id, outcome="rejected", at=later(days=2)))
    assert house.measures() == ["warn"]


def test_an_appeal_that_comes_before_its_enforcement_waits_for_it(house):
    other = House()
    other.hear(violation(severity="general"))
    warn = next(e for e in other.said if e.data.measure == "warn")
    house.hear(appeal_decided(warn.id, at=later(days=2)), violation(severity="general"))
    assert house.measures() == []


def test_a_repeat_while_the_reminder_is_open_takes_the_next_step():
    house = House(fingers(ladders={"default": msgspec.structs.replace(LADDER, day_cap=1)}))
    house.hear(violation("v1", severity="slight"))
    house.hear(violation("v2", severity="slight", at=later(hours=1)))
    assert house.measures() == ["remind", "warn"]


def test_a_second_finding_of_the_same_case_repeats_nothing(house):
    house.hear(violation("v1", severity="slight", case_id="c"))
    house.hear(violation("v2", severity="slight", case_id="c", at=later(hours=1)))
    assert house.measures() == ["remind"]


def test_a_correction_from_before_the_slip_cannot_have_corrected_it(house):
    house.hear(revision(title="clean", at=later(hours=1)))
    house.hear(violation(severity="slight", occurred_at=later(hours=2), at=later(hours=3)))
    assert house.measures() == ["remind"]


def test_what_is_ruled_before_it_occurred_is_refused_with_its_place(house):
    step = house.hear(violation(occurred_at=later(days=13_000)))[0]
    assert isinstance(step.verdict, DeadLetter)
    assert (step.verdict.stage, step.verdict.reason) == ("validate", "out_of_bounds")
    assert "$.data.occurred_at" in step.verdict.message
    assert (house.said, dict(house.rows)) == ([], {})


def test_the_end_of_the_ruling_s_own_day_means_the_ruling_s_time():
    """Rolling points would else run out later than those of the ruling itself."""
    ends = set()
    for hours in (0, 15):
        house = House()
        house.hear(violation(severity="slight", occurred_at=later(hours=hours)))
        ends |= {fact.valid_until for row in house.rows.values() for fact in getattr(row, "facts", ())}
    assert len(ends) == 1


def test_a_lapsed_warning_ends_with_its_points_however_far_the_clock_jumps():
    measures = []
    for days in ((3, 400), (400,)):
        house = House()
        house.hear(violation(severity="slight"), *(tick(later(days=day)) for day in days))
        measures.append(house.measures())
    assert measures == [[], []]


def test_shadow_leaves_live_alone():
    """A shadow rule beside the live ones: what live does stays the same."""

    class Shadowed(FingerRules):
        def hits(self, signals, at):
            live = super().hits(signals, at)
            shadow = [msgspec.structs.replace(hit, rule_id=f"s.{hit.rule_id}", mode="shadow") for hit in live]
            return (*shadow, *live)

    events = [
        corrected(at=later(hours=-1)),
        *(report(f"r{n}", reporter_id=f"u{n}", reason="false_advertising", at=later(minutes=n)) for n in range(5)),
        listing(title="FAKE", at=later(hours=1)),
        revision(title="clean", at=later(days=1)),
        revision(title="FAKE", at=later(days=2)),
        tick(later(days=4)),
    ]
    plain = House()
    shadowed = House(fingers(evaluators={on: Shadowed(on) for on in ("listing", "utterance", "report", "application")}))
    for house in (plain, shadowed):
        house.hear(*events)
    assert [e.id for e in shadowed.said if e.data.mode == "live"] == [e.id for e in plain.said]
    assert shadowed.standing() == plain.standing()


def test_an_appeal_upheld_after_the_reminder_lapsed_lifts_what_it_became_and_exempts_the_content(house):
    house.hear(listing(title="BEST shoes"))
    reminder = house.said[0].id
    house.hear(tick(later(days=3)), appeal_decided(reminder, at=later(days=4)))
    assert house.measures() == []
    house.hear(listing(title="BEST shoes", at=later(days=5)))
    assert house.measures() == []


def test_rewording_is_no_answer(house):
    house.hear(listing(title="BEST shoes"), tick(later(days=3)))
    assert house.measures() == ["warn"]
    house.hear(revision(title="BEST shoes II", at=later(days=4)))
    assert house.measures() == ["warn"]
    house.hear(revision(title="shoes", at=later(days=5)))
    assert house.measures() == []


def test_an_acknowledgement_holds_the_next_step_back_until_the_window_ends():
    house = House(fingers(ladders={"default": msgspec.structs.replace(LADDER, day_cap=1)}))
    house.hear(violation("v1", severity="slight"), acknowledged(at=later(minutes=5)))
    house.hear(violation("v2", severity="slight", at=later(hours=1)))
    assert house.measures() == ["remind"]
    house.hear(tick(later(days=3)))
    assert house.measures() == ["warn"]


def test_a_clean_revision_of_the_listing_closes_the_rulings_reminder_in_any_order(house):
    ruling, clean = violation(severity="slight"), revision(title="clean", at=later(hours=5))
    house.hear(ruling, clean, tick(later(days=5)))
    other = House()
    other.hear(clean, ruling, tick(later(days=5)))
    assert house.standing() == other.standing() == []
