"""What a ladder may say: resets, carry-over, caps, grace, classes that are never slight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from streams.core.ledger.points import points_at, standing_rulings
from streams.core.policy.model import CarryOver, Grace, PolicySet, WindowCap
from streams.core.rows.state import LedgerRow
from streams.core.time import DAY
from streams.testing.builders import corrected, later, overturned, tick, violation
from streams.testing.house import House
from streams.testing.policies import LADDER, fingers

YEAR_END = datetime(2026, 12, 31, 16, tzinfo=UTC)  # 24:00 in Shanghai
NEXT_END = datetime(2027, 12, 31, 16, tzinfo=UTC)


def house(**ladder) -> House:
    return House(fingers(ladders={"default": msgspec.structs.replace(LADDER, **ladder)}))


def points(of: House) -> int:
    """The class's points as they stand at the ledger's clock."""
    (row,) = [row for row in of.rows.values() if isinstance(row, LedgerRow)]
    return points_at(standing_rulings(row.facts), "counterfeit", row.clock, of.policies, row.memory.forfeited)


def test_calendar_points_are_cleared_when_the_year_ends_in_shanghai():
    one = house(reset="calendar", validity=0)
    one.hear(violation(severity="general"), corrected(at=later(hours=1)), tick(YEAR_END.replace(hour=15, minute=59)))
    assert one.measures() == ["warn"]
    one.hear(tick(YEAR_END))
    assert one.measures() == []
    assert one.said[-1].time == YEAR_END


def test_a_slip_of_the_last_minute_counts_for_its_own_year():
    one = house(reset="calendar", validity=0)
    one.hear(violation("v1", severity="slight", at=YEAR_END.replace(hour=15, minute=59)))
    one.hear(violation("v2", severity="slight", target_id="l2", at=YEAR_END.replace(minute=1)))
    assert one.measures() == ["remind", "remind"]
    assert points(one) == 1


@pytest.mark.parametrize(
    ("severity", "is_carried"),
    [("general", False), ("serious", True), ("very_serious", False)],
)
def test_a_years_points_in_the_band_count_one_more_year(severity, is_carried):
    one = house(reset="calendar", validity=0, carry_over=CarryOver(4, 10))
    one.hear(violation(severity=severity, violation_class="price_fraud"), corrected(at=later(hours=1)))
    one.hear(tick(YEAR_END))
    assert ("warn" in one.measures()) is is_carried
    one.hear(tick(NEXT_END))
    assert "warn" not in one.measures()


def test_carried_points_and_new_ones_cross_a_step_together():
    one = house(reset="calendar", validity=0, carry_over=CarryOver(4, 10))
    one.hear(violation("v1", severity="serious"), tick(YEAR_END))
    one.hear(violation("v2", severity="general", at=YEAR_END.replace(month=12, day=31, hour=20)))
    assert "freeze_shop" in one.measures()


def test_an_overturn_after_the_year_end_takes_the_rest_out_of_the_band():
    one = house(reset="calendar", validity=0, carry_over=CarryOver(4, 10))
    one.hear(violation("v1", severity="general"), violation("v2", severity="general", at=later(hours=1)))
    one.hear(corrected(at=later(hours=2)), tick(YEAR_END))
    assert one.measures() == ["warn"]
    one.hear(overturned("v2", at=YEAR_END.replace(hour=20)))
    assert one.measures() == []


def test_the_days_cap_holds_per_calendar_day_in_shanghai():
    one = house(day_cap=4)
    for number in range(4):
        one.hear(violation(f"v{number}", severity="general", at=later(minutes=number)))
    assert points(one) == 4
    one.hear(violation("after-midnight", severity="general", at=later(hours=14)))
    assert points(one) == 6


def test_the_window_cap_holds_for_some_days_in_a_row_and_only_for_its_severities():
    one = house(window_cap=WindowCap(2, 3, ("slight",)))
    for day in range(4):
        one.hear(violation(f"v{day}", severity="slight", target_id=f"l{day}", at=later(days=day)))
    assert points(one) == 3  # two of the first three days, one more on the fourth
    one.hear(violation("grave", severity="serious", at=later(days=4)))
    assert points(one) == 7


def test_capped_points_do_not_come_back_when_the_first_run_out():
    one = house(day_cap=2, validity=10 * DAY)
    one.hear(violation("v1", severity="general"), violation("v2", severity="general", at=later(hours=3)))
    one.hear(corrected(at=later(hours=4)), tick(later(days=10, hours=1)))
    assert one.measures() == []


def test_two_findings_of_one_case_count_once_on_one_day_and_across_midnight():
    for gap in (1, 14):  # START is 10:00 in Shanghai: fourteen hours later it is tomorrow
        one = house()
        one.hear(violation("v1", severity="general", case_id="c"))
        one.hear(violation("v2", severity="general", case_id="c", at=later(hours=gap)))
        assert points(one) == 2


def test_of_several_findings_of_a_case_the_gravest_counts():
    one = house()
    one.hear(violation("v1", severity="slight", case_id="c"), violation("v2", severity="serious", case_id="c"))
    assert points(one) == 4


def graced() -> House:
    return house(grace=Grace(("slight",), 365 * DAY))


def test_a_first_slight_slip_is_reminded_and_gives_no_points_when_corrected():
    one = graced()
    one.hear(violation("v1", severity="slight"), corrected(at=later(hours=3)), tick(later(days=9)))
    assert one.story() == ["taken remind listing-1", "lifted remind listing-1"]
    assert points(one) == 0
    one.hear(violation("v2", severity="slight", at=later(days=20)))
    assert points(one) == 1


def test_grace_is_forfeited_when_nobody_corrects():
    one = graced()
    one.hear(violation("v1", severity="slight"), tick(later(days=3)))
    (warning,) = one.in_force.enforcements()
    (change,) = warning.data.points.values()
    assert (warning.data.measure, change.before, change.after) == ("warn", 0, 1)
    assert [item.value for item in warning.data.reasons[0].evidence] == [1]
    one.hear(violation("v2", severity="slight", at=later(days=20)))
    assert points(one) == 2


def test_findings_of_one_case_are_one_first_slip_and_each_is_to_be_corrected():
    one = graced()
    found = [violation(f"v{n}", severity="slight", target_id=f"l{n}", case_id="c", at=later(minutes=n)) for n in (1, 2)]
    one.hear(*found, corrected("l1", at=later(hours=2)))
    assert one.story() == ["taken remind l1", "taken remind l2", "lifted remind l1"]
    assert points(one) == 0
    one.hear(tick(later(days=3)))
    assert one.measures() == ["warn"]
    assert points(one) == 1


def test_forfeited_points_cross_the_steps_they_reach():
    one = graced()
    one.hear(violation("v1", severity="slight"))
    one.hear(violation("v2", severity="general", target_id="l2", at=later(hours=1)))
    one.hear(violation("v3", severity="slight", target_id="l3", at=later(hours=2)), tick(later(hours=47)))
    assert "limit_function" not in one.measures()
    one.hear(tick(later(hours=49)))
    assert "limit_function" in one.measures()


def test_when_the_first_slip_is_overturned_the_second_is_the_first():
    one = graced()
    one.hear(violation("v1", severity="slight"), corrected(at=later(hours=1)))
    one.hear(violation("v2", severity="slight", target_id="l2", at=later(days=5)))
    assert points(one) == 1
    one.hear(overturned("v1", at=later(days=5, hours=1)))
    assert points(one) == 0


def test_serious_slips_and_repeats_have_no_grace():
    one = graced()
    one.hear(violation(severity="general"))
    assert points(one) == 2


def test_in_a_class_that_is_never_slight_a_slight_finding_counts_as_general():
    one = house(never_slight=True)
    one.hear(violation(severity="slight"))
    assert points(one) == 2


def test_a_new_version_never_worsens_what_happened_before_it():
    mild, harsh = fingers().versions[0], fingers(version="harsh@1", effective_from=1_773_500_000_000_000).versions[0]
    ladder = msgspec.structs.replace(LADDER, points=dict.fromkeys(LADDER.points, 50))
    harsh = msgspec.structs.replace(harsh, ladders={"default": ladder}, correction_window=1)
    old, new = House(PolicySet((mild,))), House(PolicySet((mild, harsh)))
    events = [
        violation("v1", severity="slight"),
        violation("v2", severity="general", target_id="l2", at=later(hours=1)),
        violation("v3", severity="slight", target_id="l3", occurred_at=later(hours=2), at=later(days=20)),
        tick(later(days=30)),
    ]
    old.hear(*events)
    new.hear(*events)
    assert new.standing() == old.standing()


def test_an_open_window_keeps_its_length_when_the_policy_changes_within_it():
    mild = fingers().versions[0]
    changed = later(hours=10)
    harsh = fingers(version="harsh@1", effective_from=int(changed.timestamp()) * 1_000_000, correction_window=1)
    one = House(PolicySet((mild, harsh.versions[0])))
    one.hear(violation(severity="slight"), tick(later(hours=47)))
    assert one.measures() == ["remind"]
    one.hear(tick(later(hours=49)))
    assert one.measures() == ["warn"]


@pytest.mark.parametrize("severity", ["slight", "general", "serious", "very_serious"])
def test_what_happened_in_december_counts_when_it_is_ruled_in_january(severity):
    """Else the gravest fake would go free, for the year it happened in was over before anybody knew."""
    december = YEAR_END.replace(day=29)
    late, prompt = (house(reset="calendar", validity=0, carry_over=CarryOver(3, 9)) for _ in range(2))
    late.hear(violation(severity=severity, occurred_at=december, at=YEAR_END + timedelta(days=3)))
    prompt.hear(violation(severity=severity, occurred_at=december, at=december))
    assert late.measures() == prompt.measures() != []
