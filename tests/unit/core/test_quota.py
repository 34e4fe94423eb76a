"""Quotas: counted by measure and minute of event time; the first one beyond is told, once."""

from __future__ import annotations

from msgspec.structs import replace

from streams.core.policy.controls import NO_CONTROLS
from streams.core.quota import MINUTES_MAX, QuotaCount
from streams.testing.builders import later, listing, revision
from streams.testing.house import House
from streams.testing.policies import fingers
from streams.testing.switches import observe_only

LIMITED = fingers(quotas={"block_listing": 2})


def told(house, count=None):
    count = count or QuotaCount()
    return [found for said in house.said if (found := count.add(said, LIMITED)) is not None]


def fakes(number, **more):
    return [listing(listing_id=f"l{n}-{more}", title="FAKE", **more) for n in range(number)]


def test_the_quota_itself_is_fine_and_the_first_beyond_it_is_told_once():
    house = House()
    house.hear(*fakes(2))
    assert told(house) == []
    house.hear(*fakes(6))
    (found,) = told(house)
    assert (found.measure, found.quota, found.policy_version) == ("block_listing", 2, "fingers@1")
    assert "more than 2 in the minute of 2026-" in found.words()


def test_minutes_are_counted_apart_and_each_may_be_told():
    house = House()
    for minute in range(4):
        house.hear(*fakes(2 if minute < 2 else 3, at=later(minutes=minute)))
    assert len(told(house)) == 2


def test_only_live_measures_that_are_taken_count():
    shadow = House(replace(fingers(), controls=NO_CONTROLS.learnt([observe_only("on", later(days=-1))])))
    shadow.hear(*fakes(9))
    assert told(shadow) == []
    lifted = House()
    lifted.hear(*fakes(2), *(revision(listing_id="l0-{}", title=f"ok {n}", at=later(seconds=n)) for n in range(1, 9)))
    assert told(lifted) == []


def test_what_is_read_twice_counts_once():
    house = House()
    house.hear(*fakes(2))
    count = QuotaCount()
    assert told(house, count) + told(house, count) == []


def test_the_order_of_reading_does_not_matter():
    house = House()
    house.hear(*fakes(3, at=later(minutes=1)), *fakes(3))
    forward = {found.minute for found in told(house)}
    house.said.reverse()
    assert {found.minute for found in told(house)} == forward


def test_it_remembers_a_bounded_number_of_minutes():
    house = House()
    house.hear(*(listing(listing_id=f"l{n}", title="FAKE", at=later(minutes=n)) for n in range(MINUTES_MAX + 50)))
    count = QuotaCount()
    assert told(house, count) == []
    assert len(count._seen) == MINUTES_MAX
