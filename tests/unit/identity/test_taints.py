"""Over which tokens an account is said to be barred."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from schemas.sealed import Token
from streams.core.identity.asserting import assignments
from streams.core.identity.taints import BY_CHANCE, assigned
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import AccountRow, Applied, Banned
from streams.core.rows.taint import Taint, Via

KINDS = ("phone", "company_name", "name_dob", "+address", "+name", "legal_person", "payee_name", "+company", "+photo")
HELD = tuple(Token(kind=kind, domain="d", value=kind, masked="") for kind in KINDS)
FORM = Applied(source="s", id="e", at=100, application_id="a", tokens=HELD)
VIA = Via("root", 1, ("money",), 12.0, "account *1 → offender O")
OVER = Taint(account_id="n", since=150, via=VIA)
ROW = AccountRow(account_id="n", facts=(FORM,), derived=(OVER,))


def test_what_is_passed_on_goes_over_what_people_hardly_share_by_chance(shipped: PolicySet) -> None:
    assert set(assigned(ROW, shipped)) == {"phone", "company_name", "name_dob", "+address", "+name"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bar_of_its_own_goes_over_everything(shipped: PolicySet, kind: str) -> None:
    row = AccountRow(account_id="n", facts=(FORM, Banned(source="s", id="b", at=120)), derived=(OVER,))
    _, taints = assigned(row, shipped)[kind]
    assert [taint.via is None for taint in taints] == ([True, False] if kind in assigned(ROW, shipped) else [True])


def test_what_the_release_before_passed_on_by_chance_is_taken_back_with_the_rest(shipped: PolicySet) -> None:
    undone = replace(OVER, until=170, undone=True)
    more, less = replace(OVER, via=replace(VIA, bits=13.0)), replace(OVER, via=replace(VIA, rank=0))
    over = set(assigned(ROW, shipped))
    for derived, told in (((), set(KINDS)), ((undone,), set(KINDS)), ((less,), set(KINDS)), ((more,), over)):
        claims = list(assignments(ROW, replace(ROW, derived=derived), 200, 0, shipped))
        assert {claim.token.kind for claim in claims} == told
        assert all(not claim.taints for claim in claims if claim.token.kind in BY_CHANCE)
