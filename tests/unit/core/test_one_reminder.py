"""One open reminder: which one is told, with which grounds, and what follows from it."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from schemas.enforcement import EnforcementLifted, EnforcementTaken
from streams.core.rows.state import LedgerRow
from streams.testing.builders import (
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
from tests.replay.telling import shipped

SHOWN = listing(title="BEST shoes")
SLIP = violation("v1", violation_class="false_advertising", severity="slight", at=later(hours=5))


def after(*events) -> House:
    house = House()
    house.hear(*events)
    return house


def reminders(house: House):
    return [e for e in house.said if e.data.measure == "remind"]


def test_a_rulings_takes_the_place_of_a_rules_and_bears_both_grounds():
    first, ended, second = reminders(after(SHOWN, SLIP))
    assert isinstance(ended, EnforcementLifted)
    assert (ended.data.supersedes, ended.data.lift_reason) == (first.id, "recomputed")
    assert [reason.rule_id for reason in second.data.reasons] == ["ladder.false_advertising.remind", "best"]
    assert second.data.expires_at == later(hours=53)


def test_what_a_rule_sees_while_a_rulings_is_open_is_not_told_again():
    house = after(SLIP, revision(title="BEST shoes", at=later(hours=6)))
    assert len(reminders(house)) == 1
    house.hear(tick(later(days=9)))
    assert house.measures() == ["warn"]
    assert len([e for e in house.said if e.data.measure == "warn"]) == 1


@pytest.mark.parametrize("answer", [corrected(at=later(hours=9)), revision(title="shoes", at=later(hours=9))])
def test_one_answer_closes_both(answer):
    house = after(SHOWN, SLIP, answer, tick(later(days=9)))
    assert house.measures() == []
    assert len(reminders(house)) == 4


def test_who_kept_the_window_of_a_ruling_is_not_late_because_it_is_overturned():
    told = (SHOWN, SLIP, corrected(at=later(hours=50)), overturned("v1", at=later(days=3)))
    for events in (told, told[::-1], (told[3], *told[:3])):
        assert after(*events, tick(later(days=9))).measures() == []


def test_an_overturned_ruling_leaves_the_rules_with_a_whole_window_from_when_it_fell():
    house = after(SHOWN, SLIP, overturned("v1", at=later(hours=7)))
    (open_one,) = house.in_force.enforcements()
    assert (open_one.data.reasons[0].rule_id, open_one.data.expires_at) == ("best", later(hours=55))
    house.hear(tick(later(days=3)))
    assert [(e.data.measure, e.data.target_kind) for e in house.in_force.enforcements()] == [("warn", "listing")]


@pytest.mark.parametrize("hour", [3, 30, 120, 24 * 15])
@pytest.mark.parametrize("how", ["overturned", "appealed"])
def test_who_was_told_of_nothing_but_a_ruling_is_reminded_of_the_rules_before_a_warning_whenever_it_falls(hour, how):
    """Three hours or two weeks after the ruling: nobody is warned for words of which nobody ever told them."""
    house = after(SLIP, revision(title="BEST shoes", at=later(hours=6)))
    (told,) = reminders(house)
    house.hear(tick(later(hours=5 + hour)))
    at = later(hours=6 + hour)
    house.hear(appeal_decided(told.id, at=at) if how == "appealed" else overturned("v1", at=at))
    assert house.measures() == ["remind"]
    (open_one,) = house.in_force.enforcements()
    assert (open_one.data.reasons[0].rule_id, open_one.data.expires_at) == ("best", later(hours=6 + hour + 48))
    house.hear(tick(later(hours=6 + hour + 50)))
    assert [(e.data.measure, e.data.target_kind) for e in house.in_force.enforcements()] == [("warn", "listing")]


def test_what_a_rule_sees_after_the_rulings_window_keeps_its_own_when_that_falls():
    house = after(SLIP, tick(later(hours=54)), revision(title="BEST shoes", at=later(hours=60)))
    house.hear(tick(later(days=6)), overturned("v1", at=later(days=7)))
    assert [(e.data.measure, e.data.target_kind) for e in house.in_force.enforcements()] == [("warn", "listing")]
    (warning,) = house.in_force.enforcements()
    assert warning.time == later(hours=108)


def test_both_ids_find_their_case_whatever_came_first():
    rules, rulings = (one.id for one in reminders(after(SHOWN, SLIP)) if isinstance(one, EnforcementTaken))
    for name in (rules, rulings):
        upheld = appeal_decided(name, at=later(hours=8))
        for events in ((SHOWN, SLIP, upheld), (SLIP, SHOWN, upheld), (upheld, SLIP, SHOWN)):
            house = after(*events, tick(later(days=9)))
            assert house.standing() == after(SHOWN, SLIP, upheld, tick(later(days=9))).standing()


def test_an_authoritys_notice_outlives_the_rulings_reminder_it_had_joined():
    account = {"target_kind": "account", "target_id": "seller-1"}
    notice = report("a1", reporter_kind="regulator", notice_kind="address_notice", reason="other", **account)
    house = after(notice, violation("v1", severity="slight", violation_class="other", at=later(hours=5), **account))
    assert [e.data.reasons[0].rule_id for e in house.in_force.enforcements()] == ["ladder.other.remind"]
    house.hear(tick(later(days=4)))
    assert house.measures() == ["remind", "warn"]
    house.hear(tick(later(days=6)))
    assert house.measures() == ["limit_function", "warn"]


def test_rows_of_an_earlier_release_come_to_one_reminder_with_the_next_event():
    house = after(SLIP)
    ledger = house.rows["ledger/seller-1"]
    house.rows.put("ledger/seller-1", None)
    house.hear(SHOWN)  # nobody told it
    assert isinstance(ledger, LedgerRow)
    house.rows.put("ledger/seller-1", msgspec.structs.replace(ledger, reminded=()))
    assert len(house.in_force.enforcements()) == 2
    house.hear(revision(title="BEST of all", at=later(hours=7)))
    assert [e.data.reasons[0].rule_id for e in house.in_force.enforcements()] == ["ladder.false_advertising.remind"]


CLAIM = "全国销量第一 补水面膜"
ABOUT = {"violation_class": "false_advertising"}
SWALLOWED = (
    listing(title=CLAIM, at=later()),
    corrected(at=later(hours=15)),
    revision(title=CLAIM + " 新", at=later(hours=16)),
    violation("vB", severity="slight", at=later(hours=20), occurred_at=later(hours=10), **ABOUT),
    overturned("vB", at=later(hours=22)),
    corrected(at=later(hours=42)),
)


@pytest.mark.parametrize("seed", range(12))
def test_a_window_that_an_overturned_ruling_gave_is_kept_in_every_order_though_it_reminded_nobody(seed):
    house, events = House(shipped()), list(SWALLOWED)
    Random(seed).shuffle(events)
    house.hear(*(events if seed else SWALLOWED))
    house.hear(*(tick(later(hours=hour)) for hour in (43, 100, 960)))
    assert house.standing() == []


@pytest.mark.parametrize("reports", [3, 400])
def test_what_waits_behind_a_ruling_goes_on_when_that_falls_however_many_reports_cut_the_row_meanwhile(reports):
    """A seller who reports himself four hundred times must not wash his own reminder away."""
    house = House(shipped())
    house.hear(
        violation("vA", severity="general", at=later(), **ABOUT),
        listing(title=CLAIM, at=later(hours=1)),
        *(report(f"r{n}", reporter_id=f"u{n}", reason="other", at=later(hours=3, seconds=n)) for n in range(reports)),
        overturned("vA", at=later(hours=10)),
    )
    assert [key[3] for key in house.standing() if key[4] == "false_advertising"] == ["remind"]
    house.hear(tick(later(hours=100)))
    assert [key[3] for key in house.standing() if key[4] == "false_advertising"] == ["warn"]
