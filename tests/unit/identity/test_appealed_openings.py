"""Appeals against refused openings: whom people let in is in, whatever order things were heard of in."""

from __future__ import annotations

from typing import Any

from streams.core.policy.model import PolicySet
from streams.testing.builders import JsonEvent
from streams.testing.envelopes import later
from streams.testing.people import application, attribute, delisted, offender
from streams.testing.rulings import appeal, appeal_decided, overturned, violation
from tests.unit.identity.office import Office


def refusals(office: Office, name: str) -> list[str]:
    """The ids of the refusals that an account was told of."""
    return [
        one.id
        for one in office.house.said
        if one.data.seller_id == name and one.data.measure == "refuse_opening" and one.data.supersedes is None
    ]


def upheld(enforcement: str, name: str, day: float) -> JsonEvent:
    return appeal_decided(enforcement, name, at=later(days=day))


def told_elsewhere(shipped: PolicySet, day: float = 10, **shared: Any) -> tuple[str, dict[str, Any]]:
    """A refusal by one offender alone, as another order of arrival tells it, and the form that was filled in."""
    office = Office(shipped)
    office.bar()
    identity = office.people.one() | office.kept(*shared.pop("fields")) | shared
    office.apply("new", day, **identity)
    return refusals(office, "new")[0], identity


def test_an_appeal_against_a_refusal_by_another_rule_lets_in_all_the_same(shipped: PolicySet, office: Office) -> None:
    told, identity = told_elsewhere(shipped, fields=("device_ids", "return_address"))
    office.bar()
    second = office.people.one() | {"bank_account": identity["bank_account"]}
    office.house.hear(offender("O-2", "other", at=later(days=1), **second))
    assert office.apply("new", 10, **identity) == "refuse"
    assert told not in refusals(office, "new")
    office.house.hear(upheld(told, "new", 20))
    assert office.answer("new") == "approve"
    assert office.standing("new") == []


def test_an_appeal_that_is_heard_of_before_the_application_lets_in(shipped: PolicySet, office: Office) -> None:
    told, identity = told_elsewhere(shipped, fields=("bank_account",))
    office.bar()
    office.house.hear(upheld(told, "new", 20))
    assert office.apply("new", 10, **identity) == "approve"
    assert refusals(office, "new") == []


def test_an_offender_heard_of_after_the_appeal_does_not_refuse_what_people_let_in(office: Office) -> None:
    office.bar()
    identity = office.people.one() | office.kept("bank_account")
    office.apply("new", 10, **identity)
    office.house.hear(upheld(refusals(office, "new")[0], "new", 20))
    office.house.hear(offender("O-2", "other", at=later(days=5), **identity))
    assert office.answer("new") == "approve"


def test_what_is_sent_in_again_is_told_anew_and_stands_by_itself(office: Office) -> None:
    office.bar()
    first, second = (office.people.one() | office.kept("bank_account") for _ in range(2))
    office.apply("new", 10, **first)
    office.house.hear(appeal(refusals(office, "new")[0], "new", at=later(days=14)))
    assert office.apply("new", 12, **second) == "refuse"
    one, other = refusals(office, "new")
    office.house.hear(upheld(one, "new", 20))
    assert office.answer("new") == "refuse"
    office.house.hear(upheld(other, "new", 21))
    assert office.answer("new") == "approve"


def test_the_same_form_sent_in_again_while_the_appeal_runs_is_let_in_with_it(office: Office) -> None:
    office.bar()
    identity = office.people.one() | office.kept("bank_account")
    office.apply("new", 10, **identity)
    told = refusals(office, "new")[0]
    office.apply("new", 12, **identity)
    office.house.hear(upheld(told, "new", 20))
    assert office.answer("new") == "approve"
    assert office.apply("new", 22, **identity) == "refuse"  # sent in after the decision: looked at anew


def test_whom_people_let_in_bars_nobody_any_more(office: Office) -> None:
    office.bar()
    middle = office.people.one() | office.kept("bank_account")
    office.apply("middle", 10, **middle)
    assert office.open("before", 20, id_no=middle["id_no"]) == "refuse"
    office.house.hear(upheld(refusals(office, "middle")[0], "middle", 25))
    assert office.answer("before") == "review"  # its ground was taken away: a person decides
    assert office.open("after", 30, id_no=middle["id_no"]) == "approve"


def test_who_was_let_in_by_people_is_looked_at_again_when_more_becomes_known(office: Office) -> None:
    office.bar()
    identity = office.people.one() | office.kept("bank_account")
    office.apply("new", 10, **identity)
    office.house.hear(upheld(refusals(office, "new")[0], "new", 20))
    another = office.people.one()
    office.house.hear(offender("O-2", "other", at=later(days=30), **another))
    assert office.standing("new") == []
    office.house.hear(attribute("new", "bank", another["bank_account"], at=later(days=40)))
    assert office.standing("new") == [("account", "review", {"other"})]


def test_a_rejected_appeal_ends_the_review_that_it_asked_for_and_nothing_else(office: Office) -> None:
    office.bar()
    office.open("new", 10, **office.kept("bank_account"))
    told = refusals(office, "new")[0]
    office.house.hear(appeal(told, "new", human_requested=True, at=later(days=11)))
    assert sorted(measure for _, measure, _ in office.standing("new")) == ["refuse_opening", "review"]
    office.house.hear(appeal_decided(told, "new", outcome="rejected", at=later(days=12)))
    assert [measure for _, measure, _ in office.standing("new")] == ["refuse_opening"]


def test_what_is_taken_back_bears_the_time_of_what_took_it_back(office: Office) -> None:
    identity = office.people.one()
    office.apply("new", 10, **identity)
    office.house.hear(offender("O-1", "old", at=later(days=20), bank_account=identity["bank_account"]))
    office.house.hear(delisted("O-1", "old", at=later(days=26)))
    (lifted,) = [one for one in office.house.said if one.data.supersedes is not None]
    assert lifted.time == later(days=26)


def test_a_refusal_that_falls_with_its_ban_ends_when_that_was_taken_back_and_names_no_form(office: Office) -> None:
    identity = office.people.one()
    office.apply("seller", 0, **identity)
    office.house.hear(
        violation("v", "seller", severity="very_serious", violation_class="counterfeit", at=later(days=5))
    )
    assert office.open("new", 10, bank_account=identity["bank_account"]) == "refuse"
    office.house.hear(overturned("v", "seller", at=later(days=12)))
    assert office.answer("new") == "approve"
    (lifted,) = [one for one in office.house.said if one.data.seller_id == "new" and one.data.supersedes is not None]
    assert (lifted.time, lifted.data.caused_by) == (later(days=12), ())


def test_a_refusal_that_another_form_replaces_ends_with_that_form(office: Office) -> None:
    office.bar()
    office.open("new", 10, **office.kept("bank_account"))
    office.house.hear(application("a-new", "new", at=later(days=12), id="better", **office.people.one()))
    (lifted,) = [one for one in office.house.said if one.data.supersedes is not None]
    assert (lifted.time, lifted.data.caused_by) == (later(days=12), ("better",))


def test_the_answer_after_a_won_appeal_bears_the_time_of_its_decision(office: Office) -> None:
    office.bar()
    office.open("new", 10, **office.kept("bank_account"))
    office.house.hear(upheld(refusals(office, "new")[0], "new", 20))
    assert [one.time for one in office.house.answers] == [later(days=10), later(days=20)]
