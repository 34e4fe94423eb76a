"""Who had a thing first: an applicant who names a stranger's phone and handset must not have the stranger refused.

Anybody can write an honest shop's values into a form that is sure to be refused. What an account held before that
applicant did says nothing of whom it learnt them from, and what the company register says of a firm anybody can read:
a person decides.
"""

from __future__ import annotations

from streams.core.identity.facts import tokens_of
from streams.core.identity.joining import REFUSE, Joined
from streams.core.rows.state_identity import AnyIdentityFact

ON_RECORD = frozenset(
    {"uscc", "uscc_raw", "company_name", "company", "licence_phash", "legal_person", "address", "public_place"}
)
"""Kinds that the public register and the licence on show say of every firm (E-commerce Law Art 15)."""


def as_first_holder(facts: tuple[AnyIdentityFact, ...], found: list[Joined]) -> list[Joined]:
    """The roots; for a person where the applicant between came by all that is shared later, or can have read it."""
    found = [one.for_a_person() if _is_read_off(one) else one for one in found]
    if not any(_is_refused_over(one, facts) for one in found):
        return found
    first: dict[str, int] = {}
    for fact in facts:
        for token in tokens_of(fact):
            first.setdefault(token.value, fact.at)
    return [one.for_a_person() if _is_refused_over(one, facts) and _was_first(one, first) else one for one in found]


def _is_read_off(one: Joined) -> bool:
    """Whether nothing is shared with who stands between but what anybody can read of a firm."""
    if one.is_direct() or one.ruled() != REFUSE:
        return False
    return all(item.kind in ON_RECORD for item in one.items if item.strength)


def _is_refused_over(one: Joined, facts: tuple[AnyIdentityFact, ...]) -> bool:
    """Whether a refusal rests on an applicant who came after the account was first heard of."""
    return not one.is_direct() and one.ruled() == REFUSE and facts[0].at < one.taint.since


def _was_first(one: Joined, first: dict[str, int]) -> bool:
    held = [item.token.value for item in one.items if item.token is not None and item.strength]
    return bool(held) and all(first.get(value, one.taint.since) < one.taint.since for value in held)
