"""What a host is told to do is what ends the measure: that hangs on what it rests on, not on the measure alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agents.cli.remedies import can_do
from schemas.enforcement import EnforcementData, PointsChange, Reason

ENDS = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def data(measure: str, rule: str, **more: Any) -> EnforcementData:
    return EnforcementData(
        enforcement_id="e" * 32,
        seller_id="seller-1",
        target_kind="listing",
        target_id="listing-1",
        measure=measure,
        mode="live",
        violation_class="counterfeit",
        reasons=(Reason(rule_id=rule, policy_version="p@1"),),
        **more,
    )


@pytest.mark.parametrize("measure", ["block_listing", "pause_live", "limit_function"])
def test_a_right_holders_notice_is_answered_by_a_counter_notice_and_not_by_a_revision(measure):
    told = can_do(data(measure, "notice.rights_notice"), "en")
    assert "counter-notice" in told
    assert "revise" not in told
    assert "声明" in can_do(data(measure, "notice.rights_notice"), "zh")


def test_an_authoritys_pause_is_for_the_authority_to_end():
    assert "authority takes its notice back" in can_do(data("pause_live", "notice.regulator_notice"), "en")
    assert "on the spot" in can_do(data("pause_live", "live.promises"), "en")


@pytest.mark.parametrize("measure", ["remind", "limit_function"])
def test_an_address_is_put_right_before_and_after_its_reminder_ran_out(measure):
    assert "address" in can_do(data(measure, "notice.address_notice"), "en")


def test_a_reminder_with_points_does_not_promise_that_there_are_none():
    given = {"counterfeit": PointsChange(before=0, after=12)}
    graced = {"counterfeit": PointsChange(before=0, after=0)}
    rule = "ladder.counterfeit.remind"
    assert "the points stay" in can_do(data("remind", rule, points=given), "en")
    assert "扣分保留" in can_do(data("remind", rule, points=given), "zh")
    assert "no points are given" in can_do(data("remind", rule, points=graced), "en")
    assert "不扣分" in can_do(data("remind", "advertising.absolute-terms"), "zh")


def test_whom_a_crowd_reminds_has_perhaps_nothing_to_correct():
    assert "if there is anything to correct" in can_do(data("remind", "crowd.remind"), "en")


def test_a_rules_warning_ends_with_what_it_is_about_and_a_ladders_does_not():
    assert "revise the listing" in can_do(data("warn", "advertising.absolute-terms"), "en")
    assert "the next step" in can_do(data("warn", "ladder.counterfeit.warn"), "en")


def test_waiting_is_told_only_of_what_ends():
    rule = "ladder.counterfeit.limit_function"
    assert "wait until it ends" in can_do(data("limit_function", rule, expires_at=ENDS), "en")
    assert "wait" not in can_do(data("limit_function", rule), "en")
    assert "revise" not in can_do(data("block_listing", "ladder.counterfeit.block_listing"), "en")


@pytest.mark.parametrize("rule", ["notice.staff_notice", "notice.rights_notice", "gang.community", "crowd.review"])
def test_a_review_asks_nothing_of_the_host(rule):
    assert can_do(data("review", rule), "en").startswith("do nothing")
