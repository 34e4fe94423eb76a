"""Whom chance brings together is told from others before anybody is weighed."""

from __future__ import annotations

import pytest

from schemas.sealed import Token
from streams.core.hops import Link
from streams.core.identity.candidates import Held, meet
from streams.core.identity.chance import counting, newest, without_strangers
from streams.core.identity.sketch import photo
from streams.core.identity.unmoved import is_unmoved
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import AccountRow, Answer, Applied
from streams.core.rows.taint import Profile, Taint

SHOWN, EDITED, UNLIKE = "0123456789abcdef", "0123456789abc000", "01ff45ff8fafffff"


def drawn(text: str) -> str:
    return photo(text, "licence", lambda _, nibble: f"{ord(nibble):04x}")


GROUP, PHONE, NAME = (
    Token(kind=kind, domain=domain, value=kind, masked="")
    for kind, domain in (("+photo", "block"), ("phone", "phone"), ("legal_person", "name"))
)
SKETCHED = Token(kind="~licence_phash", domain="sketch", value=drawn(SHOWN), masked="")
FORM = Applied(source="s", id="e", at=100, application_id="a", tokens=(NAME, PHONE, GROUP, SKETCHED))
BARRED = Taint(account_id="old", since=50)


def holding(text: str) -> dict[str, Profile]:
    return {"old": Profile(1, {"~licence_phash": (drawn(text),)})}


def named(token: Token, elders: int = 0) -> Held:
    return Held(token, 100, Answer(asked=100, revision=2, barred=(BARRED,), elders=elders, later=(elders, elders)))


def test_a_group_of_nibbles_brings_together_photos_that_are_alike() -> None:
    met = meet([named(GROUP)])
    assert without_strangers(met, FORM, holding(EDITED)) == met
    assert without_strangers(met, FORM, holding(UNLIKE)) == {}
    assert without_strangers(met, FORM, {}) == {}


def test_whatever_else_is_shared_with_them_stays() -> None:
    met = meet([named(PHONE), named(GROUP)])
    assert without_strangers(met, FORM, holding(UNLIKE)) == meet([named(PHONE)])
    assert without_strangers(met, FORM, holding(EDITED)) == met


@pytest.mark.parametrize(("text", "looked"), [(EDITED, True), (UNLIKE, False)])
def test_an_account_is_looked_at_for_a_group_of_nibbles_only_where_a_photo_is_alike(
    shipped: PolicySet, text: str, *, looked: bool
) -> None:
    none, told = Answer(asked=100, revision=1), named(GROUP).answer
    for known, new in ((holding(text), {}), ({}, holding(text)), (holding(UNLIKE), holding(text))):
        row = AccountRow(account_id="new", facts=(FORM,), answers={("a", 100): {GROUP.value: none}}, profiles=known)
        link = Link(time=0, account_id="new", application_id="a", asked=100, token=GROUP, to=0, profiles=new)
        assert is_unmoved(row, link, (none, told), (FORM,), shipped) is not looked


def test_the_papers_of_somebody_who_is_met_already_are_looked_at_whatever_brings_them(shipped: PolicySet) -> None:
    none, told = Answer(asked=100, revision=1), named(GROUP).answer
    answers = {("a", 100): {GROUP.value: none, PHONE.value: named(PHONE).answer}}
    link = Link(
        time=0, account_id="new", application_id="a", asked=100, token=GROUP, to=0, taints=told.barred,
        profiles=holding(UNLIKE),
    )  # fmt: skip
    for known in ({}, holding(UNLIKE)):
        row = AccountRow(account_id="new", facts=(FORM,), answers=answers, profiles=known)
        assert is_unmoved(row, link, (none, told), (FORM,), shipped) is bool(known)


def test_who_shares_a_common_name_only_is_not_weighed(shipped: PolicySet) -> None:
    policy = shipped.versions[0]
    rare, common = meet([named(NAME)]), meet([named(NAME, 500)])
    assert counting(rare, 100, policy) == rare
    assert counting(common, 100, policy) == {}
    both = meet([named(NAME, 500), named(PHONE)])
    assert counting(both, 100, policy) == both


def test_the_newest_that_counts_is_not_when_a_stranger_of_a_common_name_was_listed(shipped: PolicySet) -> None:
    def since(token: Token, at: int, later: int) -> Held:
        return Held(
            token, 100, Answer(asked=100, revision=2, barred=(Taint(account_id="x", since=at),), later=(later, later))
        )

    assert newest(meet([since(PHONE, 150, 0), since(NAME, 170, 500)]), shipped) == 150
    assert newest(meet([since(PHONE, 150, 0), since(NAME, 170, 0)]), shipped) == 170
    assert newest(meet([since(NAME, 170, 500)]), shipped) == newest({}, shipped) == 0
