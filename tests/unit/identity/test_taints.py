"""Over which tokens an account is said to be barred."""

from __future__ import annotations

import pytest

from schemas.sealed import Token
from streams.core.identity.taints import assigned
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import AccountRow, Applied, Banned
from streams.core.rows.taint import Taint, Via

KINDS = ("phone", "company_name", "name_dob", "+address", "+name", "legal_person", "payee_name", "+company", "+photo")
HELD = tuple(Token(kind=kind, domain="d", value=kind, masked="") for kind in KINDS)
FORM = Applied(source="s", id="e", at=100, application_id="a", tokens=HELD)
OVER = Taint(account_id="n", since=150, via=Via("root", 1, ("money",), 12.0, "account *1 → offender O"))
ROW = AccountRow(account_id="n", facts=(FORM,), derived=(OVER,))


def test_what_is_passed_on_goes_over_what_people_hardly_share_by_chance(shipped: PolicySet) -> None:
    assert set(assigned(ROW, shipped)) == {"phone", "company_name", "name_dob", "+address", "+name"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bar_of_its_own_goes_over_everything(shipped: PolicySet, kind: str) -> None:
    row = AccountRow(account_id="n", facts=(FORM, Banned(source="s", id="b", at=120)), derived=(OVER,))
    _, taints = assigned(row, shipped)[kind]
    assert [taint.via is None for taint in taints] == ([True, False] if kind in assigned(ROW, shipped) else [True])
