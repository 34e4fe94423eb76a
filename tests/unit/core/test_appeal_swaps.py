"""What an upheld appeal does not free: what was put in the place of what it was about."""

from __future__ import annotations

from itertools import permutations

import pytest

from streams.testing.builders import appeal, appeal_decided, corrected, later, listing, revision, tick, utterance
from streams.testing.house import House


def after(*events) -> House:
    house = House()
    house.hear(*events)
    return house


def in_force(house):
    return [(e.data.measure, e.data.caused_by) for e in house.in_force.enforcements()]


FIRST = listing(title="FAKE watch")
SWAPPED = revision(title="FAKE bag", at=later(days=1))


def test_a_fake_that_was_swapped_in_while_the_appeal_ran_stays_blocked_for_itself():
    name = after(FIRST).said[0].id
    asked, won = appeal(name, at=later(hours=12)), appeal_decided(name, at=later(days=3))
    house = after(FIRST, asked, SWAPPED, won)
    assert in_force(house) == [("block_listing", (SWAPPED["id"],))]
    assert name in {e.data.supersedes for e in house.said}
    for order in permutations((FIRST, asked, SWAPPED, won)):
        assert after(*order, tick(later(days=9))).standing() == house.standing()


def test_its_own_appeal_frees_it_in_turn():
    name = after(FIRST).said[0].id
    house = after(FIRST, SWAPPED, appeal_decided(name, at=later(days=3)))
    (anew,) = house.in_force.enforcements()
    house.hear(appeal_decided(anew.id, at=later(days=4)))
    assert house.measures() == []


@pytest.mark.parametrize("days", [1, 4])  # in its window, and after it has run out into a warning
def test_another_word_has_a_reminder_of_its_own_with_a_window_of_its_own(days):
    first, other = listing(title="BEST of all"), revision(title="BEST shoes", at=later(hours=3))
    name = after(first).said[0].id
    house = after(first, other, appeal_decided(name, at=later(days=days)))
    (anew,) = house.in_force.enforcements()
    assert (anew.data.measure, anew.data.caused_by) == ("remind", (other["id"],))
    assert anew.data.expires_at == later(days=days + 2)


def test_what_the_host_had_corrected_is_not_asked_for_again():
    first, other = listing(title="BEST of all"), revision(title="BEST shoes", at=later(hours=3))
    name = after(first).said[0].id
    house = after(first, other, corrected(at=later(hours=5)), appeal_decided(name, at=later(days=1)))
    assert house.measures() == []


def test_the_same_words_said_again_are_as_exempt_as_those_that_the_appeal_was_about():
    said = utterance(text="BEST of all", at=later())
    name = after(said).said[0].id
    house = after(said, utterance(text="BEST of all", at=later(hours=1)), appeal_decided(name, at=later(hours=9)))
    assert house.measures() == []
