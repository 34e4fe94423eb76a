"""Notices: a measure at once, a statutory clock, and the way back."""

from __future__ import annotations

import random

import pytest

from streams.core.replay import order_of
from streams.testing.builders import (
    appeal,
    appeal_decided,
    corrected,
    countered,
    escalated,
    later,
    listing,
    report,
    report_ruled,
    revision,
    tick,
    withdrawal,
)
from streams.testing.house import House

BLOCKED = ["block_listing"]


def rights(report_id: str = "n1", **more):
    return report(report_id, reporter_id="brand-1", reporter_kind="brand_owner", notice_kind="rights_notice", **more)


def address(**more):
    return report(
        "a1",
        reporter_id="authority",
        reporter_kind="regulator",
        notice_kind="address_notice",
        target_kind="account",
        target_id="seller-1",
        reason="other",
        **more,
    )


def test_a_right_holders_notice_blocks_at_once(house):
    house.hear(rights())
    assert house.measures() == BLOCKED
    assert house.said[0].time == later()


def test_fifteen_days_after_the_counter_notice_the_listing_is_restored(house):
    house.hear(rights(), countered("n1", at=later(days=2)), tick(later(days=16, hours=23)))
    assert house.measures() == BLOCKED
    house.hear(tick(later(days=17)))
    assert house.measures() == []
    assert (house.said[-1].time, house.said[-1].data.lift_reason) == (later(days=17), "expired")


def test_the_right_holder_who_goes_to_court_in_time_keeps_it_blocked(house):
    house.hear(rights(), countered("n1", at=later(days=2)), escalated("n1", at=later(days=16)), tick(later(days=99)))
    assert house.measures() == BLOCKED
    house.hear(report_ruled("n1", ruling="dismissed", at=later(days=100)))
    assert house.measures() == []


def test_a_court_that_is_asked_too_late_blocks_nothing_anew(house):
    house.hear(rights(), countered("n1", at=later(days=2)), escalated("n1", at=later(days=18)), tick(later(days=99)))
    assert house.measures() == []


def test_without_a_counter_notice_it_stays(house):
    house.hear(rights(), tick(later(days=300)))
    assert house.measures() == BLOCKED


def test_neither_a_revision_nor_a_withdrawal_answers_a_notice(house):
    house.hear(rights(), revision(title="clean", at=later(days=1)), withdrawal(at=later(days=2)))
    assert house.measures() == BLOCKED


def test_a_dismissed_notice_is_lifted_and_a_machine_dismisses_nothing(house):
    house.hear(rights(), report_ruled("n1", ruling="abusive", ruled_by="machine", at=later(days=1)))
    assert house.measures() == BLOCKED
    house.hear(report_ruled("n1", ruling="abusive", ruled_by="regulator", at=later(days=2)))
    assert house.measures() == []
    assert house.said[-1].data.lift_reason == "overturned"


def test_of_two_notices_the_second_holds_what_the_first_lets_go(house):
    house.hear(rights("n1"), rights("n2", at=later(hours=1)))
    house.hear(countered("n1", at=later(days=1)), tick(later(days=20)))
    assert house.measures() == BLOCKED
    assert len(house.said) == 1
    house.hear(report_ruled("n2", ruling="dismissed", at=later(days=21)))
    assert house.measures() == []


def test_a_notice_holds_a_listing_that_a_revision_cleans_of_what_a_rule_saw(house):
    house.hear(listing(title="FAKE"), rights(at=later(hours=1)), revision(title="clean", at=later(hours=2)))
    assert house.measures() == BLOCKED
    assert [e.data.reasons[0].rule_id for e in house.said] == ["fake", "fake", "notice.rights_notice"]
    house.hear(report_ruled("n1", ruling="dismissed", at=later(days=1)))
    assert house.measures() == []


def test_an_upheld_appeal_answers_its_notice_and_the_next_one_has_a_block_of_its_own(house):
    house.hear(rights("n1"), rights("n2", at=later(hours=1)))
    for day in (1, 3):
        (block,) = house.in_force.enforcements()
        house.hear(appeal(block.id, at=later(days=day)), appeal_decided(block.id, at=later(days=day + 1)))
    house.hear(tick(later(days=9)))
    assert house.measures() == []


def test_steps_may_come_before_their_notice(house):
    house.hear(countered("n1", at=later(days=2)), rights(), tick(later(days=18)))
    assert house.story() == ["taken block_listing listing-1", "lifted block_listing listing-1"]


def test_a_notice_is_no_crowd_and_gives_no_points(house):
    house.hear(*(rights(f"n{n}", at=later(minutes=n)) for n in range(9)))
    assert house.story() == ["taken block_listing listing-1"]
    assert house.said[0].data.points == {}


def test_a_kind_that_the_policy_does_not_name_asks_for_a_review(house):
    house.hear(report("s1", reporter_kind="staff"))
    assert house.measures() == ["review"]


def test_an_address_notice_reminds_limits_and_is_released_by_the_correction(house):
    house.hear(address())
    assert house.measures() == ["remind"]
    house.hear(tick(later(days=6)))
    assert house.measures() == ["limit_function"]
    house.hear(corrected("seller-1", target_kind="account", at=later(days=20)))
    assert house.measures() == []
    assert house.said[-1].data.lift_reason == "corrected"


def test_an_address_put_right_in_time_is_the_end_of_it(house):
    house.hear(address(), corrected("seller-1", target_kind="account", at=later(days=4)), tick(later(days=30)))
    assert house.story() == ["taken remind seller-1", "lifted remind seller-1"]


def test_the_correction_of_one_address_is_not_kept_for_the_next_notice(house):
    house.hear(address(), tick(later(days=6)), corrected("seller-1", target_kind="account", at=later(days=20)))
    again = address(at=later(days=21))
    again["data"]["report_id"] = "a2"
    house.hear(again)
    assert house.measures() == ["remind"]


@pytest.mark.parametrize("seed", range(10))
def test_the_life_of_two_notices_in_any_order_of_arrival(seed):
    events = [
        listing(title="FAKE"),
        rights("n1", at=later(hours=1)),
        revision(title="clean", at=later(hours=2)),
        rights("n2", at=later(days=1)),
        countered("n1", at=later(days=2)),
        countered("n2", at=later(days=3)),
        escalated("n2", at=later(days=10)),
        report_ruled("n2", ruling="dismissed", at=later(days=60)),
        address(at=later(days=2)),
        corrected("seller-1", target_kind="account", at=later(days=40)),
    ]
    reader, one, other = House(), House(), House()
    built = [reader.read(event) for event in events]
    one.decide(sorted(built, key=order_of))
    other.decide(random.Random(seed).sample(built, len(built)))
    for day in (5, 17, 30, 50, 70):
        one.hear(tick(later(days=100 + day)))
        other.hear(tick(later(days=100 + day)))
        assert other.standing() == one.standing()
