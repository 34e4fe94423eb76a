"""When an account need not be looked at for an answer, and when it must be."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from schemas.sealed import Token
from streams.core.hops import Link
from streams.core.identity.unmoved import is_unmoved
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import AccountRow, Answer, Applied, Banned, Published
from streams.core.rows.taint import Profile, Taint, Via

OPENED, FORM = 100, ("application", 100)
NAME, FULL_NAME, PHONE, BANK = (
    Token(kind=kind, domain=kind, value=kind, masked="*")
    for kind in ("legal_person", "full_name", "phone", "bank_account")
)
APPLIED = Applied(source="s", id="e", at=OPENED, application_id="application", tokens=(NAME, FULL_NAME, PHONE, BANK))
OWN = Taint(account_id="barred", since=50)
VIA = Via("root", 1, ("money",), 12.0, "account *1 → offender O")
PASSED = Taint(account_id="friend", since=150, offender_id="O", via=VIA)
COMMON = Answer(asked=OPENED, revision=2, barred=(OWN,), elders=500, peers=500, later=(500, 500))
NOBODY = Answer(asked=OPENED, revision=1)
FRIEND = Answer(asked=OPENED, revision=1, barred=(PASSED,))


def more(taint: Taint, **changes: Any) -> Answer:
    """An answer that names the friend for the same root in other words."""
    return replace(FRIEND, revision=2, barred=(replace(taint, via=replace(VIA, **changes)),))


def moved(known: Answer, told: Answer, policies: PolicySet, of: Token = NAME, **row: Any) -> bool:
    """Whether an account looks at what it is told of its name; `others` are the answers of the other tokens."""
    others = row.pop("others", {})
    profiles = row.pop("new", {})
    facts = row.pop("facts", (APPLIED,))
    account = AccountRow(account_id="new", facts=facts, answers={FORM: {of.value: known, **others}}, **row)
    link = Link(
        time=0, account_id="new", application_id=FORM[0], asked=OPENED, token=of, to=0, taints=told.barred,
        profiles=profiles,
    )  # fmt: skip
    return not is_unmoved(account, link, (known, told), (APPLIED,), policies)


def test_a_common_name_moves_nobody(shipped: PolicySet) -> None:
    assert not moved(NOBODY, COMMON, shipped)


@pytest.mark.parametrize("crowd", [{"elders": 0, "peers": 0}, {"later": (0, 0)}])
def test_a_name_that_was_or_will_be_rare_does(shipped: PolicySet, crowd: dict[str, Any]) -> None:
    assert moved(NOBODY, replace(COMMON, **crowd), shipped)


def test_a_common_name_does_where_something_else_counts_or_did(shipped: PolicySet) -> None:
    assert moved(NOBODY, COMMON, shipped, others={"phone": replace(NOBODY, barred=(OWN,))})
    assert moved(replace(NOBODY, barred=(OWN,)), COMMON, shipped)


def test_a_common_name_does_where_the_account_was_barred_itself(shipped: PolicySet) -> None:
    assert moved(NOBODY, COMMON, shipped, facts=(APPLIED, Banned(source="s", id="b", at=120)))


def test_words_that_another_token_has_brought_already_move_nobody(shipped: PolicySet) -> None:
    new = more(PASSED, bits=13.0)
    assert not moved(FRIEND, new, shipped, others={"phone": new})
    assert moved(FRIEND, new, shipped, others={"phone": FRIEND})
    assert moved(FRIEND, new, shipped)


def test_weaker_words_move_nobody_while_another_token_still_says_more(shipped: PolicySet) -> None:
    new = more(PASSED, bits=11.0)
    assert not moved(FRIEND, new, shipped, others={"phone": FRIEND})
    assert moved(FRIEND, new, shipped, others={"phone": new})


def test_stronger_words_of_another_span_or_root_are_no_substitute(shipped: PolicySet) -> None:
    new, strong = more(PASSED, bits=13.0), more(PASSED, bits=20.0).barred[0]
    for other in (replace(strong, since=160), replace(strong, offender_id="P"), replace(strong, account_id="else")):
        assert moved(FRIEND, new, shipped, others={"phone": replace(FRIEND, barred=(other,))})
    assert not moved(FRIEND, new, shipped, others={"phone": replace(FRIEND, barred=(strong,))})


def test_words_worth_the_same_are_looked_at_for_their_order_counts(shipped: PolicySet) -> None:
    new = more(PASSED, bits=13.0)
    other = more(PASSED, bits=13.0, path="phone *2 → offender O")
    assert moved(FRIEND, new, shipped, others={"bank_account": new, "phone": other})


@pytest.mark.parametrize("changed", [{"seen": 90}, {"since": 160}, {"until": 900}, {"undone": True}])
def test_another_bar_is_more_than_other_words(shipped: PolicySet, changed: dict[str, Any]) -> None:
    new = more(replace(PASSED, **changed), bits=13.0)
    assert moved(FRIEND, new, shipped, others={"phone": new, "bank_account": FRIEND})


def test_a_crowd_that_is_another_one_is_looked_at(shipped: PolicySet) -> None:
    new = more(PASSED, bits=13.0)
    assert moved(FRIEND, replace(new, peers=3), shipped, others={"phone": new})


def test_who_writes_itself_otherwise_by_now_is_looked_at(shipped: PolicySet) -> None:
    new = more(PASSED, bits=13.0)
    before, after = (Profile(n, {"~name": (sketch,)}) for n, sketch in ((1, "aaaabbbb"), (2, "aaaacccc")))
    assert not moved(FRIEND, new, shipped, others={"phone": new}, profiles={"friend": before}, new={"friend": before})
    assert moved(FRIEND, new, shipped, others={"phone": new}, profiles={"friend": before}, new={"friend": after})


REFUSED = {"application": Published("s", "e", "refuse")}


def test_what_others_pass_on_after_a_refusal_moves_nobody(shipped: PolicySet) -> None:
    assert not moved(NOBODY, FRIEND, shipped, published=REFUSED)
    assert not moved(FRIEND, more(PASSED, bits=13.0), shipped, published=REFUSED)


@pytest.mark.parametrize("said", [Published("s", "e", "review"), Published("s", "earlier", "refuse")])
def test_it_does_where_the_form_was_not_refused(shipped: PolicySet, said: Published) -> None:
    assert moved(NOBODY, FRIEND, shipped, published={"application": said})


def test_what_was_passed_on_before_a_refusal_or_is_no_hearsay_is_looked_at(shipped: PolicySet) -> None:
    early = replace(FRIEND, barred=(replace(PASSED, since=OPENED),))
    late_bar = replace(FRIEND, barred=(replace(OWN, since=150),))
    for known, told in ((NOBODY, early), (early, NOBODY), (NOBODY, late_bar), (late_bar, NOBODY)):
        assert moved(known, told, shipped, published=REFUSED)


LISTED = Taint(account_id="stranger", since=170)
EARLIER = Answer(asked=OPENED, revision=1, barred=(OWN,), later=(0, 40))
TOLD = replace(EARLIER, revision=2, barred=(OWN, LISTED), later=(0, 41))
KNOWN = {"phone": replace(NOBODY, barred=(OWN,))}


def test_a_stranger_of_a_common_name_who_is_listed_later_moves_nobody_whoever_else_is_met(shipped: PolicySet) -> None:
    assert not moved(EARLIER, TOLD, shipped, others=KNOWN)
    assert not moved(TOLD, replace(EARLIER, revision=3), shipped, others=KNOWN)
    assert not moved(EARLIER, TOLD, shipped, others=KNOWN, facts=(APPLIED, Banned(source="s", id="b", at=120)))


@pytest.mark.parametrize(
    "told",
    [
        replace(TOLD, barred=(OWN, replace(LISTED, since=OPENED))),
        replace(TOLD, peers=1),
        replace(TOLD, elders=1),
        replace(TOLD, later=(0, 1)),
    ],
)
def test_it_does_when_it_was_listed_by_the_opening_or_fewer_bear_the_name(shipped: PolicySet, told: Answer) -> None:
    assert moved(EARLIER, told, shipped, others=KNOWN)
    assert moved(replace(told, revision=1), replace(EARLIER, revision=3), shipped, others=KNOWN)


def test_it_does_when_something_else_is_shared_with_it_or_somebody_writes_otherwise(shipped: PolicySet) -> None:
    assert moved(EARLIER, TOLD, shipped, others=KNOWN | {"bank_account": replace(NOBODY, barred=(LISTED,))})
    known, other = (Profile(n, {"~name": (sketch,)}) for n, sketch in ((1, "aaaabbbb"), (2, "aaaacccc")))
    assert not moved(EARLIER, TOLD, shipped, others=KNOWN, new={"stranger": other})
    assert moved(EARLIER, TOLD, shipped, others=KNOWN, profiles={"barred": known}, new={"barred": other})


def test_how_many_bear_a_full_name_by_now_is_looked_at_where_somebody_of_before_bears_it(shipped: PolicySet) -> None:
    """It joins nobody, and takes away from the likeness of names of whoever is joined by something else."""
    nobody, same = replace(TOLD, revision=1, barred=()), replace(TOLD, revision=1, barred=(OWN,))
    assert moved(EARLIER, TOLD, shipped, of=FULL_NAME, others=KNOWN)
    assert not moved(same, TOLD, shipped, of=FULL_NAME, others=KNOWN)
    assert not moved(nobody, replace(TOLD, barred=(LISTED,)), shipped, of=FULL_NAME, others=KNOWN)
