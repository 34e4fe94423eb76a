"""How many facts an account's row keeps: of what the account does itself the first and the last, else the newest.

Whoever sends in clean papers again and again, or is seen with one new handset after another, must not push out what was
known first. Each kind has room of its own, so that what is kept does not hang on what came first, nor on other kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from streams.core.rows.state_identity import (
    MAX_ACCOUNT_FACTS,
    MAX_ACCOUNT_TOKENS,
    MAX_FORMS,
    AnyIdentityFact,
    Applied,
    Attributed,
    Listed,
    Published,
)

FORM_TOKENS = 320
MAX_WAITING, WAITING_TOKENS = 24, 128  # beside those
MAX_ATTRIBUTES = 56
ATTRIBUTE_TOKENS = 160
FactT = TypeVar("FactT", bound=AnyIdentityFact)


def bounded(facts: list[AnyIdentityFact], published: Mapping[str, Published]) -> list[AnyIdentityFact]:
    """What is kept of facts that are in the order of event time; `published` are the answers told so far.

    A form that waits for its answer is kept, and one that was not approved: eight clean ones sent in around it within
    a second would else leave it unanswered.
    """
    if len(facts) <= MAX_FORMS and sum(map(weight, facts)) <= ATTRIBUTE_TOKENS:
        return facts
    own = [fact for fact in facts if isinstance(fact, Applied | Attributed)]
    forms = from_both_ends([fact for fact in own if isinstance(fact, Applied)])
    kept = {id(fact) for fact in _fitting(forms, MAX_FORMS, FORM_TOKENS)}
    waiting = [fact for fact in forms if id(fact) not in kept and is_open(fact, forms, published)]
    kept |= {id(fact) for fact in _fitting(waiting, MAX_WAITING, WAITING_TOKENS)}
    known = from_both_ends([fact for fact in own if isinstance(fact, Attributed)])
    kept |= {id(fact) for fact in _fitting(known, MAX_ATTRIBUTES, ATTRIBUTE_TOKENS)}
    room = MAX_ACCOUNT_TOKENS - sum(weight(fact) for fact in own if id(fact) in kept)
    said = [fact for fact in reversed(facts) if not isinstance(fact, Applied | Attributed)]
    kept |= {id(fact) for fact in _fitting(said, MAX_ACCOUNT_FACTS - len(kept), room)}
    return [fact for fact in facts if id(fact) in kept]


def is_open(form: Applied, forms: Iterable[Applied], published: Mapping[str, Published]) -> bool:
    """Whether a form is the last under its id, and has no answer yet or another than an approval."""
    if any(one.application_id == form.application_id and (one.at, one.id) > (form.at, form.id) for one in forms):
        return False
    said = published.get(form.application_id)
    return said is None or (said.source, said.event_id) != (form.source, form.id) or said.decision != "approve"


def weight(fact: AnyIdentityFact) -> int:
    """How many tokens a fact has."""
    return len(fact.tokens) if isinstance(fact, Applied | Listed | Attributed) else 0


def from_both_ends(facts: list[FactT]) -> list[FactT]:
    """The last, the first, the last but one, the second and so on."""
    places = (place for n in range(len(facts)) for place in (len(facts) - 1 - n, n))
    return [facts[place] for place in dict.fromkeys(places)]


def _fitting(facts: Iterable[FactT], most: int, tokens: int) -> list[FactT]:
    """As many from the front as there is room for, and the first in any case."""
    kept: list[FactT] = []
    for fact in facts:
        tokens -= weight(fact)
        if kept and (tokens < 0 or len(kept) >= most):
            break
        kept.append(fact)
    return kept
