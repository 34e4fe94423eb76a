"""Who was refused and applies again under the same account is still himself."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from streams.testing.builders import JsonEvent
from streams.testing.envelopes import later
from streams.testing.people import application, delisted, offender
from streams.testing.rulings import appeal_decided
from tests.unit.identity.office import Office

SAME, OTHER = "a-new", "second"


def form(name: str, day: float, identity: dict[str, Any], who: str = "new") -> JsonEvent:
    return application(name, who, at=later(days=day), **identity)


def papers(office: Office) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is refused for its bank account, and the same with another."""
    kept = office.people.one()
    return kept | office.kept("bank_account"), kept


@pytest.mark.parametrize("name", [SAME, OTHER])
def test_with_another_bank_account_only_he_is_refused_as_another_account_would_be_in_every_order(
    office: Office, name: str
) -> None:
    refused, rest = papers(office)
    barred = offender("O-1", "old", at=later(days=0), **office.offender)
    for order in permutations([barred, form(SAME, 10, refused), form(name, 20, rest), form("b", 20, rest, "twin")]):
        house = Office(office.house.policies)
        house.house.hear(*order)
        assert (house.answer("new"), house.answer("twin")) == ("refuse", "refuse")
        assert ("application", "refuse_opening", {"old"}) in house.standing("new")


@pytest.mark.parametrize("name", [SAME, OTHER])
def test_with_papers_that_share_nothing_a_person_looks(office: Office, name: str) -> None:
    office.bar()
    refused, _ = papers(office)
    office.apply("new", 10, **refused)
    office.house.hear(form(name, 20, office.people.one()))
    assert office.answer("new") == "review"
    assert ("application", "review", {"old"}) in office.standing("new")


def test_what_was_sent_in_before_the_refused_form_is_answered_by_itself(office: Office) -> None:
    office.bar()
    refused, rest = papers(office)
    office.house.hear(form("first", 5, rest), form(SAME, 10, refused))
    assert {one.data.application_id: one.data.decision for one in office.house.answers} == {
        "first": "approve",
        SAME: "refuse",
    }


def test_it_ends_with_the_term_of_the_offender(office: Office) -> None:
    office.bar(term_end=later(days=15))
    refused, rest = papers(office)
    assert office.apply("new", 10, **refused) == "refuse"
    office.house.hear(form(OTHER, 14, rest))
    assert office.answer("new") == "refuse"
    office.house.hear(form("third", 16, rest))
    assert office.answer("new") == "approve"


def test_it_falls_when_the_offender_is_delisted_whatever_comes_first(office: Office) -> None:
    refused, rest = papers(office)
    told = [
        offender("O-1", "old", at=later(days=0), **office.offender),
        form(SAME, 10, refused),
        form(OTHER, 20, rest),
        delisted("O-1", "old", at=later(days=30)),
    ]
    for order in permutations(told):
        house = Office(office.house.policies)
        house.house.hear(*order)
        assert house.answer_to(OTHER) == "approve"


def test_what_he_is_refused_for_is_passed_on_by_the_first_form_only(office: Office) -> None:
    """So nobody is three steps away from the offender."""
    office.bar()
    refused, rest = papers(office)
    office.apply("new", 10, **refused)
    other = office.people.one()
    office.house.hear(form(OTHER, 20, rest | {"device_ids": other["device_ids"]}))
    assert office.open("friend", 30, phone=other["phone"]) == "approve"


@pytest.mark.parametrize("heard", [True, False])
def test_whom_people_let_in_by_the_first_form_may_send_in_a_second(office: Office, *, heard: bool) -> None:
    office.bar()
    refused, rest = papers(office)
    office.apply("new", 10, **refused)
    (refusal,) = [one for one in office.house.said if one.data.measure == "refuse_opening"]
    told = [form(OTHER, 20, rest), appeal_decided(refusal.id, "new", at=later(days=25))]
    office.house.hear(*(told if heard else reversed(told)))
    assert office.answer_to(OTHER) == "approve"
    assert office.standing("new") == []


def test_an_appeal_against_the_answer_to_the_second_form_lets_that_one_in(office: Office) -> None:
    office.bar()
    refused, rest = papers(office)
    office.apply("new", 10, **refused)
    office.house.hear(form(OTHER, 20, rest))
    told = [one for one in office.house.said if one.data.target_id == OTHER]
    office.house.hear(appeal_decided(told[-1].id, "new", at=later(days=25)))
    assert (office.answer_to(SAME), office.answer_to(OTHER)) == ("refuse", "approve")
