"""What becomes of a crowd's word: answers, appeals, rules that join in, time, and what is told of who spoke."""

from __future__ import annotations

import pytest

from streams.testing.builders import appeal_decided, corrected, later, listing, report, report_ruled, revision, tick
from streams.testing.house import House
from tests.replay.telling import shipped

CLAIM = "全国销量第一 补水面膜"


@pytest.fixture
def house() -> House:
    return House(shipped())


def says(count: int, begin: float = 0, prefix: str = "u", **more):
    return [
        report(
            f"{prefix}{n}",
            reporter_id=f"{prefix}{n}",
            reporter_kind="viewer",
            reporter_cluster=f"home-{prefix}{n}",
            reporter_since=later(days=-400),
            at=later(minutes=begin + 4 * n),
            **more,
        )
        for n in range(count)
    ]


def taken(house: House, measure: str, mode: str = "live") -> list[str]:
    return [e.id for e in house.said if not e.data.supersedes and (e.data.measure, e.data.mode) == (measure, mode)]


@pytest.mark.parametrize("how", ["revised", "corrected"])
def test_a_seller_who_edits_whenever_people_complain_is_looked_at(house, how):
    heard = 0
    for event in says(60):
        house.hear(event)
        if any(e.data.measure == "remind" and not e.data.supersedes for e in house.said[heard:]):
            moment = house.read(event).time.replace(second=1)
            house.hear(revision(price_cents=1, at=moment) if how == "revised" else corrected(at=moment))
        heard = len(house.said)
    assert len(taken(house, "remind")) == 1
    assert "review" in house.measures()


def test_a_seller_who_says_every_few_minutes_that_all_is_well_is_looked_at(house):
    for n, event in enumerate(says(14)):
        house.hear(event, corrected(at=later(minutes=4 * n + 1), id=f"c{n}"))
    assert house.measures() == ["review"]


def test_a_correction_that_was_here_first_is_answered_by_silence(house):
    house.hear(*says(3), corrected(at=later(minutes=9)), *says(3, 10, "more"))
    assert taken(house, "remind") == taken(house, "review") == []


def test_an_upheld_appeal_answers_this_crowd_and_not_every_crowd_to_come(house):
    house.hear(*says(8))
    house.hear(appeal_decided(taken(house, "remind")[0], at=later(days=2)), *says(3, 48 * 60 + 1, "late"))
    assert house.measures() == []
    house.hear(*says(30, 100 * 24 * 60, "other"))
    assert house.measures() == ["remind", "review"]


def test_a_crowds_review_ends_and_another_crowd_is_heard_anew(house):
    house.hear(*says(30), tick(later(days=20)))
    assert house.measures() == []
    house.hear(*says(30, 60 * 24 * 60, "other"))
    assert len(taken(house, "review")) >= 2
    house.hear(*(tick(later(days=day)) for day in (70, 120, 400)))
    assert house.rows.counts().get("target", 0) == 0


def test_friends_who_report_first_are_no_shield_from_the_rule(house):
    title = {"target_id": "mask", "reason": "false_advertising"}
    house.hear(*says(6, **title), listing("mask", title=CLAIM, at=later(hours=1)), tick(later(days=3)))
    assert "warn" in house.measures()
    assert len(taken(house, "remind")) == 2  # the rule's takes the place of the crowd's, and is told


def test_a_crowd_does_not_shorten_the_time_to_answer_a_rule(house):
    title = {"target_id": "mask", "reason": "false_advertising"}
    house.hear(*says(6, **title), listing("mask", title=CLAIM, at=later(hours=24, minutes=15)))
    (rules,) = [e for e in house.said if e.data.reasons[0].rule_id.startswith("advertising") and not e.data.supersedes]
    assert rules.data.expires_at == later(hours=48, minutes=15)
    house.hear(tick(later(hours=48, minutes=14)))
    assert "warn" not in house.measures()
    house.hear(tick(later(hours=48, minutes=16)))
    assert "warn" in house.measures()


@pytest.mark.parametrize("late", [1, 3, 5])
def test_no_report_that_comes_late_is_named_by_a_measure_that_it_moves(house, late):
    title = {"target_id": "mask", "reason": "false_advertising"}
    told = says(7, **title)
    house.hear(*told[late:], listing("mask", title=CLAIM, at=later(hours=1), id="shown"), *told[:late])
    assert {name for e in house.said for name in e.data.caused_by} <= {"shown"}


def test_two_people_of_the_best_record_do_not_remind(house):
    house.hear(*(event | {"data": event["data"] | {"reporter_kind": "buyer"}} for event in says(2)))
    assert taken(house, "remind") == []


def test_nothing_published_names_the_report_that_crossed_the_bar(house):
    house.hear(*(event | {"id": f"report-of-zhang-{n}"} for n, event in enumerate(says(30))), tick(later(days=30)))
    causes = [cause for e in house.said for cause in e.data.caused_by]
    assert {e.data.measure for e in house.said} >= {"remind", "review"}
    assert causes == []


@pytest.mark.parametrize("order", ["crowd old ruled", "crowd ruled old", "ruled crowd old", "ruled old crowd"])
def test_a_ruling_that_names_its_reporter_counts_whether_it_or_its_report_came_first(house, order):
    """Three of five were found wrong before: their word is worth less, and the five do not remind together."""
    old = [
        report(f"old{n}", "other", f"u{n}", f"g{n}", at=later(days=-6), reporter_cluster=f"home-u{n}") for n in range(3)
    ]
    wrong = [
        report_ruled(f"old{n}", "other", f"g{n}", "dismissed", at=later(days=-4), reporter_id=f"u{n}") for n in range(3)
    ]
    heard = {"crowd": says(5), "old": old, "ruled": wrong}
    house.hear(*(event for name in order.split() for event in heard[name]))
    assert not [one for one in house.in_force.enforcements() if one.data.mode == "live"]
