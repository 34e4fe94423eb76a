"""What token owners tell the gang partition."""

from __future__ import annotations

import pytest

from schemas.sealed import Token
from streams.core.hops import Claim, Tie
from streams.core.identity.postings import apply_claim
from streams.core.rows.state_identity import TokenRow


def told(token: Token, *accounts: str) -> list[Tie]:
    """The ties told when these accounts ask about a token, one after the other."""
    row: TokenRow | None = None
    found: list[Tie] = []
    for at, account_id in enumerate(accounts):
        claim = Claim(time=at, token=token, account_id=account_id, asker=0, application_id=f"a-{account_id}", asked=at)
        outcome = apply_claim(row, claim)
        row = outcome.row
        found += [hop for hop in outcome.hops if isinstance(hop, Tie)]
    return found


def token(kind: str, domain: str) -> Token:
    return Token(kind=kind, domain=domain, value=f"{domain}-1", masked="")


def test_whoever_shares_a_phone_is_told_and_the_first_with_the_second() -> None:
    ties = told(token("phone", "phone"), "one", "two", "three")
    assert [tie.account_id for tie in ties] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("kind", "domain"),
    [
        ("legal_person", "name"),
        ("company_name", "name"),
        ("payee_name", "name"),
        ("name_dob", "name_dob"),
        ("agency", "agency"),
        ("+photo", "block"),
    ],
)
def test_names_agencies_and_keys_that_prove_nothing_tie_nobody(kind: str, domain: str) -> None:
    assert told(token(kind, domain), "one", "two", "three") == []
