"""What becomes known of an open account is told once for each time that it gets graver, in any order of arrival."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest

from schemas.enforcement import Enforcement, EnforcementLifted, EnforcementTaken, LinkEvidence
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.testing.applicants import Applicants
from streams.testing.builders import JsonEvent, attribute
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import application, banned, delisted, offender
from streams.testing.rulings import violation
from tests.replay.telling import shipped

PEOPLE = Applicants(5)
ME, THEM, OTHERS = PEOPLE.one(), PEOPLE.one(), PEOPLE.one()
OPENED = application("a-me", "me", at=later(days=1), **(ME | {"return_address": THEM["return_address"]}))
LISTED = offender("o-them", account_id="them", at=later(days=10), banned_at=later(days=10), **THEM)
PAYEE = attribute("me", "bank", THEM["bank_account"], at=later(days=20))
ALSO = offender("o-others", account_id="others", at=later(days=30), banned_at=later(days=30),
                **(OTHERS | {"bank_account": ME["bank_account"]}))  # fmt: skip

JOINT = {"bank_account": ME["bank_account"]}
RULED = violation("v-t", "them", severity="very_serious", at=later(days=7))


@pytest.fixture
def house() -> House:
    return House(shipped(), KeyedTokeniser(DEVELOPMENT_KEY))


def reviews(house: House, name: str = "me") -> list[Enforcement]:
    return [one for one in house.said if one.data.seller_id == name and one.data.target_kind == "account"]


def standing(house: House) -> list[tuple[str, str]]:
    """By which rule, and over whom, a review stands against the account."""
    ours = [one.data for one in house.in_force.enforcements() if one.data.target_id == "me"]
    return [(data.reasons[0].rule_id, data.linked[0].account_id) for data in ours]


def causes(house: House) -> list[tuple[str, ...]]:
    return [one.data.caused_by for one in house.in_force.enforcements() if one.data.target_id == "me"]


def told(one: Enforcement) -> set[str]:
    """The kinds of things that it tells are shared."""
    return {item.link for item in one.data.reasons[0].evidence if isinstance(item, LinkEvidence)}


def test_graver_evidence_against_the_same_offender_is_told_once(house: House) -> None:
    house.hear(OPENED, LISTED)
    assert standing(house) == [("opening.single-link", "them")]
    house.hear(PAYEE)
    assert standing(house) == [("opening.strong-link", "them")]
    first, lift, second = reviews(house)
    assert (type(first), type(lift), type(second)) == (EnforcementTaken, EnforcementLifted, EnforcementTaken)
    assert (lift.data.supersedes, lift.data.lift_reason) == (first.id, "recomputed")
    assert (told(first), told(second)) == ({"return_address"}, {"return_address", "bank_account"})
    assert (first.time, second.time) == (later(days=10), later(days=20))
    house.hear(attribute("me", "device", THEM["device_ids"][0], at=later(days=25)))
    assert len(reviews(house)) == 3  # a refusal would have rested on the payee already


def test_what_was_only_doubted_at_the_opening_is_told_when_it_becomes_grave(house: House) -> None:
    house.hear(offender("o-them", account_id="them", at=later(), banned_at=later(), **THEM), OPENED)
    assert [answer.data.decision for answer in house.answers] == ["review"]
    assert not reviews(house)
    house.hear(PAYEE)
    assert standing(house)[0] == ("opening.strong-link", "them")
    assert len(reviews(house)) == 1


def test_a_second_offender_as_grave_is_not_told_anew_until_the_first_is_taken_back(house: House) -> None:
    house.hear(OPENED, LISTED, PAYEE, ALSO)
    assert len(reviews(house)) == 3
    assert standing(house)[0][1] == "them"
    house.hear(delisted("o-them", "them", at=later(days=40)))
    assert standing(house) == [("opening.strong-link", "others")]
    assert len(reviews(house)) == 5


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_heard_first_the_same_stands_in_the_end(house: House, seed: int) -> None:
    straight = House(shipped(), KeyedTokeniser(DEVELOPMENT_KEY))
    events = [OPENED, LISTED, PAYEE, ALSO]
    straight.hear(*events)
    Random(seed).shuffle(events)
    house.hear(*events)
    assert standing(house) == standing(straight)
    assert causes(house) == causes(straight)
    assert house.standing() == straight.standing()
    taken = [one for one in reviews(house) if isinstance(one, EnforcementTaken)]
    assert len(taken) <= 3


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    ("events", "cause"),
    [
        ([LISTED, PAYEE], PAYEE),
        ([application("a-t", "them", at=later(), **THEM), banned("them", at=later(days=8)), PAYEE], PAYEE),
        ([offender("o-1", account_id="them", at=later(days=4), banned_at=later(days=4), **(THEM | JOINT))], 0),
        ([application("a-t", "them", at=later(), **(THEM | JOINT)), banned("them", at=later(days=8))], 1),
        ([application("a-t", "them", at=later(), **(THEM | JOINT)), RULED], RULED),
        ([banned("them", at=later(days=3)), attribute("them", "bank", ME["bank_account"], at=later(days=9))], 1),
    ],
    ids=["mine", "mine of a banned one", "listed", "banned", "banned by us", "theirs"],
)
def test_a_late_review_names_the_event_by_which_it_became_known(
    house: House, events: list[JsonEvent], cause: JsonEvent | int, late: bool
) -> None:
    expected = events[cause] if isinstance(cause, int) else cause
    house.hear(*([*reversed(events), OPENED] if late else [OPENED, *events]))
    (review,) = [one for one in house.in_force.enforcements() if one.data.target_id == "me"]
    assert review.data.caused_by == (expected["id"],)
    assert review.time == later_of(expected)


def later_of(event: JsonEvent) -> datetime:
    return datetime.fromisoformat(event["time"])


def test_members_of_a_crew_that_is_banned_one_by_one_hear_of_the_first(house: House) -> None:
    shared = {"return_address": THEM["return_address"]}
    crew: list[JsonEvent] = [
        application(f"a-{n}", f"m{n}", at=later(hours=n), **(PEOPLE.one() | shared)) for n in range(6)
    ]
    house.hear(*crew, *(banned(f"m{n}", at=later(days=5 + n)) for n in range(5)))
    assert [type(one) for one in reviews(house, "m5")] == [EnforcementTaken]
