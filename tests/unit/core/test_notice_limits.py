"""What somebody will try with notices: as a shield, by the hundred, in another's name, out of turn."""

from __future__ import annotations

from itertools import permutations

import pytest

from streams.core.rows.state import MAX_ROW_BYTES
from streams.core.rows.store import encode_row
from streams.testing.builders import (
    appeal_decided,
    corrected,
    countered,
    later,
    listing,
    report,
    report_ruled,
    reports,
    revision,
    tick,
)
from streams.testing.house import House
from tests.replay.telling import shipped


def rights(name="n1", **more):
    return report(name, reporter_id="brand-1", reporter_kind="brand_owner", **more)


def after(*events) -> House:
    house = House()
    house.hear(*events)
    return house


FREED = {
    "countered": [countered("n1", at=later(days=2)), tick(later(days=20))],
    "dismissed": [report_ruled("n1", ruling="dismissed", at=later(days=2))],
}


@pytest.mark.parametrize("how", FREED)
def test_a_friends_notice_is_no_shield_for_a_listing_that_still_violates(how):
    shown = [listing(title="shoes"), revision(title="FAKE shoes", at=later(days=1))]
    house = after(rights(at=later(hours=1)), *shown, *FREED[how])
    assert house.measures() == ["block_listing"]
    assert [e.data.reasons[0].rule_id for e in house.in_force.enforcements()] == ["fake"]


def test_once_revised_and_dismissed_nothing_is_left_behind():
    shown = [revision(title="FAKE shoes", at=later(days=1)), revision(title="shoes", at=later(days=3))]
    assert after(rights(), *shown, report_ruled("n1", ruling="dismissed", at=later(days=4))).measures() == []


def grounds(house):
    return [e.data.reasons[0].rule_id for e in house.in_force.enforcements()]


def test_an_upheld_appeal_about_a_notice_frees_no_listing_that_violates_by_now():
    house = after(rights(), revision(title="FAKE shoes", at=later(days=1)))
    house.hear(appeal_decided(house.said[0].id, at=later(days=2)))
    assert grounds(house) == ["fake"]


def test_an_upheld_appeal_answers_one_notice_and_leaves_other_owners_and_the_regulator_theirs():
    others = [rights("n2", at=later(hours=3)), report("n3", reporter_kind="regulator", at=later(hours=4))]
    house = after(rights(), *others)
    first = house.said[0].id
    house.hear(appeal_decided(first, at=later(days=1)))
    assert [e.data.supersedes for e in house.said if e.data.supersedes is not None] == [first]
    assert grounds(house) == ["notice.rights_notice"]
    house.hear(report_ruled("n2", ruling="dismissed", at=later(days=2)))
    assert house.measures() == ["block_listing"]
    house.hear(report_ruled("n3", ruling="dismissed", ruled_by="regulator", at=later(days=3)))
    assert house.measures() == []


def test_a_crowds_review_goes_on_when_the_staffs_is_dismissed():
    house = after(report("s1", reporter_kind="staff"), *reports(7, within_seconds=60, start=later(minutes=5)))
    house.hear(report_ruled("s1", ruling="dismissed", at=later(hours=1)))
    assert house.measures() == ["remind", "review"]


def test_one_complaint_about_three_hundred_listings_is_restored_everywhere():
    filed = [rights("n", target_id=f"l{n}", id=f"e{n}", at=later(seconds=n)) for n in range(600)]
    house = after(*filed[:300], countered("n", at=later(days=1)), *filed[300:])
    assert len(house.measures()) == 600
    house.hear(tick(later(days=20)))
    assert house.measures() == []
    assert max(len(encode_row(row)) for row in house.rows.values()) < MAX_ROW_BYTES


def test_many_answered_notices_make_nobody_immune_and_no_row_grow():
    house = House()
    for number in range(300):
        name = f"{number}" + "x" * 100
        house.hear(rights(name, at=later(hours=number)), countered(name, at=later(hours=number, minutes=1)))
        house.hear(report_ruled(name, ruling="dismissed", at=later(hours=number, minutes=5)))
    assert house.measures() == []
    house.hear(report("real", reporter_kind="regulator", at=later(days=20)))
    assert house.measures() == ["block_listing"]
    assert max(len(encode_row(row)) for row in house.rows.values()) < MAX_ROW_BYTES


@pytest.mark.parametrize("kind", ["viewer", "buyer", "competitor"])
@pytest.mark.parametrize("notice", ["rights_notice", "regulator_notice", "address_notice"])
def test_a_word_makes_nobody_a_regulator(kind, notice):
    """One account could else have people look at whom it likes, without end and never muted."""
    assert after(report("x", reporter_kind=kind, notice_kind=notice)).story() == []
    crowd = [report(f"r{n}", reporter_id=f"u{n}", reporter_cluster=f"h{n}", reporter_kind=kind) for n in range(6)]
    claimed = after(*({**one, "data": {**one["data"], "notice_kind": notice}} for one in crowd))
    assert claimed.said == after(*crowd).said
    assert {cause for told in claimed.said for cause in told.data.caused_by} == set(), (
        "an event's id may name who said it"
    )


def test_a_brand_owner_who_claims_to_be_an_authority_gives_a_brand_owners_notice():
    brand = {"reporter_kind": "brand_owner", "reporter_id": "brand-1", "id": "sent-once"}
    claimed, own = after(report("x", notice_kind="regulator_notice", **brand)), after(report("x", **brand))
    assert claimed.said == own.said != []


def test_an_authoritys_notice_is_the_authoritys_to_take_back():
    house = after(report("x", reporter_kind="regulator"), report_ruled("x", ruling="dismissed", at=later(days=1)))
    assert house.measures() == ["block_listing"]
    house.hear(report_ruled("x", ruling="dismissed", ruled_by="regulator", at=later(days=2)))
    assert house.measures() == []


def test_the_latest_ruling_on_a_notice_holds_in_any_order():
    events = [
        report_ruled("n1", ruling="upheld", ruled_by="regulator", at=later(days=2)),
        report_ruled("n1", ruling="dismissed", at=later(days=1)),
        rights(),
    ]
    for order in permutations(events):
        assert after(*order).measures() == ["block_listing"]


def test_a_ruling_dated_before_its_notice_still_ends_it():
    events = [report_ruled("n1", ruling="dismissed", at=later(seconds=-1)), rights()]
    for order in permutations(events):
        assert after(*order).measures() == []


@pytest.mark.parametrize("hours", [40, 200])
def test_an_address_put_right_on_the_account_frees_the_shop_in_any_order(hours):
    about = {"target_kind": "shop", "target_id": "shop-9", "reason": "other"}
    notice = report("a1", reporter_kind="regulator", notice_kind="address_notice", **about)
    right = corrected("seller-1", target_kind="account", at=later(hours=hours))
    for order in permutations([notice, right]):
        house = House(shipped())
        house.hear(*order, tick(later(days=20)))
        assert house.measures() == []


def test_a_notice_that_comes_weeks_after_its_dismissal_asks_for_nothing():
    house = after(report_ruled("n1", ruling="dismissed", at=later(days=2)), tick(later(days=60)))
    house.hear(rights(at=later(days=1)), tick(later(days=61)))
    assert house.measures() == []
