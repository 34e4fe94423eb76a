"""An appeal means the same in whatever order the events behind the enforcement came."""

from __future__ import annotations

import pytest

from schemas.enforcement import EnforcementTaken
from streams.core.rows.state import CaseRow
from streams.testing.builders import (
    appeal,
    appeal_decided,
    later,
    overturned,
    report,
    report_ruled,
    revision,
    tick,
    violation,
)
from streams.testing.house import House

FIRST = violation("v1", severity="slight", at=later(hours=1))
SECOND = violation("v2", severity="slight", target_id="l2", at=later(hours=2))
THIRD = violation("v3", severity="slight", target_id="l3", at=later(hours=3))


def taken(house: House, measure: str) -> str:
    return next(e.id for e in house.said if isinstance(e, EnforcementTaken) and e.data.measure == measure)


def after(*events) -> House:
    house = House()
    house.hear(*events)
    return house


def test_the_id_of_a_step_that_was_told_as_another_rulings_is_known_to_every_order():
    """Whoever hears of the third ruling first publishes the warning as its; a replay, as the second's."""
    swapped, ordered = (FIRST, THIRD, SECOND), (FIRST, SECOND, THIRD)
    ids = {taken(after(*swapped), "warn"), taken(after(*ordered), "warn")}
    assert len(ids) == 2
    for name in ids:
        upheld = appeal_decided(name, at=later(days=1))
        assert after(*swapped, upheld).standing() == after(*ordered, upheld).standing()
        assert after(upheld, *swapped).standing() == after(*ordered, upheld).standing()


def test_whoever_wins_an_appeal_sees_that_very_measure_lifted():
    """Also where the step stands all the same, on two other rulings: then it is taken anew, with their points."""
    house = after(FIRST, THIRD, SECOND)
    told = taken(house, "warn")
    house.hear(appeal_decided(told, at=later(days=1)))
    lifted = [e for e in house.said if e.data.supersedes == told]
    assert [e.data.lift_reason for e in lifted] == ["appeal_upheld"]
    assert "warn" in house.measures()
    assert [e.id for e in house.in_force.enforcements() if e.data.measure == "warn"] != [told]


def test_an_appeal_about_a_ruling_that_was_overturned_first_still_reaches_a_person():
    ordered = [FIRST, violation("v9", severity="general", at=later(hours=4)), overturned("v9", at=later(hours=6))]
    name = taken(after(*ordered), "warn")
    asked = appeal(name, human_requested=True, at=later(hours=5))
    one, other = after(*ordered, asked), after(ordered[2], asked, ordered[1], ordered[0])
    assert one.standing() == other.standing()
    assert "review" in one.measures()


@pytest.mark.parametrize("lapses", [False, True])
def test_a_reminder_and_what_it_lapses_into_may_be_appealed_under_either_versions_id(lapses):
    one, two = (revision(title="BEST shoes " + end, at=later(hours=n)) for n, end in enumerate("ab"))
    late = (tick(later(days=4)),) if lapses else ()
    ids = {taken(after(one, two, *late), "remind"), taken(after(two, one, *late), "remind")}
    assert len(ids) == 2
    for name in ids:
        upheld = appeal_decided(name, at=later(hours=9))
        standings = [
            after(*order, tick(later(days=9))).standing() for order in ((one, two, upheld), (upheld, two, one))
        ]
        assert standings[0] == standings[1]


def test_of_two_notices_each_is_answered_by_its_own_id():
    one, two = (report(f"n{n}", reporter_kind="brand_owner", at=later(hours=n)) for n in (1, 2))
    names = [taken(after(one), "block_listing"), taken(after(two), "block_listing")]
    upheld = [appeal_decided(name, at=later(days=day)) for day, name in enumerate(names, 1)]
    for won in upheld:
        assert after(one, two, won).standing() == after(two, one, won).standing() != []
    assert after(one, two, *upheld).standing() == after(two, one, *upheld).standing() == []


def test_nobody_can_appeal_for_another_seller_and_an_unknown_id_waits():
    house = after(FIRST, SECOND)
    name = taken(house, "warn")
    before = house.standing()
    house.hear(appeal_decided(name, "seller-2", at=later(days=1)), appeal_decided("0" * 32, at=later(days=1)))
    assert house.standing() == before
    waiting = [row for row in house.rows.values() if isinstance(row, CaseRow) and row.waiting]
    assert len(waiting) == 2


def in_either_order(*events) -> list[object]:
    ordered, turned = after(*events).standing(), after(*reversed(events)).standing()
    assert ordered == turned
    return ordered


def test_a_version_that_was_told_of_alone_may_be_appealed_however_long_after_a_notice_it_came():
    """A service that hears of the notice days late has told the host of the version's own block by then."""
    notice = report("n1", reporter_kind="brand_owner", at=later(hours=1))
    version = revision(title="FAKE watch", at=later(days=4))
    upheld = appeal_decided(taken(after(version), "block_listing"), at=later(days=6))
    dismissed = report_ruled("n1", ruling="dismissed", at=later(days=7))
    assert in_either_order(notice, version, dismissed) != []
    assert in_either_order(notice, version, upheld) != []
    assert in_either_order(notice, version, upheld, dismissed) == []


def test_a_version_that_was_told_of_before_its_content_was_exempt_may_be_appealed():
    one, between, two = (
        revision(title=title, at=later(days=n)) for n, title in ((1, "FAKE watch"), (2, "FAKE bag"), (5, "FAKE watch"))
    )
    won = appeal_decided(taken(after(one), "block_listing"), at=later(days=3))
    asked = appeal(taken(after(two), "block_listing"), human_requested=True, at=later(days=6))
    standing = in_either_order(one, between, won, two, asked)
    assert [key[3] for key in standing] == ["review"]
