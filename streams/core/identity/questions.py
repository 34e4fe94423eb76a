"""What an account has to ask the owners of its tokens: as of which event time, about which token."""

from __future__ import annotations

from schemas.sealed import Token
from streams.core.identity.facts import forms_of, identity_of, tokens_of
from streams.core.rows.state_identity import LATER, AccountRow, Applied, Attributed

Question = tuple[str, int, str]
"""(application, asked, token value); the application is `LATER` for what became known after the form."""


def questions(row: AccountRow) -> dict[Question, Token]:
    """Every question of the account's forms and of what became known after each of them."""
    asked: dict[Question, Token] = {}
    for opened in forms_of(row.facts):
        known = identity_of(opened, row.facts)
        for value, token in known.items():
            asked[opened.application_id, opened.at, value] = token
        for value, (_, token) in later_tokens(row, opened).items():
            if value not in known:  # as of the opening: what bars later is named in any case
                asked[LATER, opened.at, value] = token
    return asked


def later_tokens(row: AccountRow, opened: Applied) -> dict[str, tuple[int, Token]]:
    """Token value -> when it became known after the opening, and the token."""
    first: dict[str, tuple[int, Token]] = {}
    for fact in row.facts:
        if isinstance(fact, Attributed) and fact.at > opened.at:
            for token in tokens_of(fact):
                first.setdefault(token.value, (fact.at, token))
    return first
