"""When a key's answer says nothing that another key of its kind has not said."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from schemas.sealed import Token
from streams.core.hops import Link
from streams.core.identity.beside import is_beside
from streams.core.rows.state_identity import LATER, AccountRow, Answer, Applied
from streams.core.rows.taint import Taint, Via

OPENED, FORM = 100, ("application", 100)


def key(kind: str, value: str, domain: str = "block") -> Token:
    return Token(kind=kind, domain=domain, value=value, masked="")


PHOTOS, PLACES = (key("+photo", "p1"), key("+photo", "p2")), (key("+address", "a1"), key("+address", "a2"))
OTHERS = (key("+postcode", "h1"), key("+postcode", "h2"), key("phone", "t1", "phone"), key("phone", "t2", "phone"))
APPLIED = Applied(
    source="s", id="e", at=OPENED, application_id="application", tokens=(*PHOTOS, *PLACES, *OTHERS)
)  # fmt: skip
OWN = Taint(account_id="old", since=50, seen=50)
PASSED = Taint(account_id="friend", since=60, offender_id="O", via=Via("root", 1, ("money",), 12.0, "a path"))
NOBODY = Answer(asked=OPENED, revision=1)
NAMED = Answer(asked=OPENED, revision=2, barred=(OWN, PASSED), elders=1, peers=2, later=(1, 3))


def beside(of: tuple[Token, ...], *, old: Answer = NOBODY, new: Answer = NAMED, **others: Answer) -> bool:
    """Whether what is said of the first of two keys is beside the point, where the second has said this."""
    known = {of[0].value: old, of[1].value: others.pop("second", NAMED), **others}
    later = {"added": others["later"]} if "later" in others else {}
    row = AccountRow(account_id="new", facts=(APPLIED,), answers={FORM: known, (LATER, OPENED): later})
    link = Link(time=0, account_id="new", application_id=FORM[0], asked=OPENED, token=of[0], to=0, taints=new.barred)
    return is_beside(row, link, APPLIED, (old, new))


@pytest.mark.parametrize("keys", [PHOTOS, PLACES])
def test_whoever_another_key_names_for_the_same_adds_nothing(keys: tuple[Token, ...]) -> None:
    assert beside(keys)
    assert beside(keys, new=replace(NAMED, barred=(PASSED,)))
    assert beside(keys, old=replace(NAMED, barred=(OWN,)))


ELSEWHERE = (NOBODY, replace(NAMED, barred=(OWN,)), replace(NAMED, barred=(OWN, replace(PASSED, since=70))))


@pytest.mark.parametrize("second", ELSEWHERE)
def test_whoever_no_other_key_names_or_for_something_else_does(second: Answer) -> None:
    assert not beside(PHOTOS, second=second)


@pytest.mark.parametrize("keys", [OTHERS[:2], OTHERS[2:]])
def test_what_says_how_common_a_town_is_or_counts_itself_is_no_such_key(keys: tuple[Token, ...]) -> None:
    assert not beside(keys)


@pytest.mark.parametrize("crowd", [{"elders": 9}, {"peers": 9}, {"later": (1, 9)}])
def test_another_crowd_counts_of_addresses_and_not_of_photos(crowd: dict[str, Any]) -> None:
    other = replace(NAMED, **crowd)
    assert beside(PHOTOS, new=other)
    assert not beside(PLACES, new=other)
    assert not beside(PLACES, old=replace(other, barred=(OWN,)))


def test_who_was_named_for_something_else_before_or_is_named_no_more_counts() -> None:
    assert not beside(PHOTOS, old=replace(NAMED, barred=(OWN, replace(PASSED, until=500))))
    assert not beside(PHOTOS, old=NAMED, new=replace(NAMED, barred=(OWN,)), second=replace(NAMED, barred=(OWN,)))


@pytest.mark.parametrize("place", ["t1", "later"])
def test_where_somebody_says_as_much_in_other_words_the_order_counts(place: str) -> None:
    assert not beside(PHOTOS, **{place: replace(NAMED, barred=(replace(OWN, seen=80),))})
    assert beside(PHOTOS, **{place: replace(NAMED, barred=(replace(OWN, since=80),))})
