"""Which answers of a host can mean anything in a seller's ledger, so that no flood of them pushes a ruling out.

A correction, an acknowledgement or a clean version counts when it is next to a ruling that may have reminded of its
target: the last before, and the first after it. An appeal counts when no other about the same is still open. Which
these are goes by event time and by what is known, so that every order of arrival gives the same. Of those that mean
nothing yet a few are kept: what they answer may come late.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.core.ledger.mending import is_version
from streams.core.rows.facts import Acknowledged, Appealed, AppealEnded, Corrected, Fact, Order, Ruled

Group = tuple[str, ...]
SELLERS = ("shop", "account")  # a ruling about anything may remind the shop, or the account
APPEALS = ("appeal", "quiet")  # only an appeal that asks for a person brings anything before it is decided
WAITING = 4  # of one kind, about one target
WAITING_MAX = 64
ANSWERS = (Corrected, Acknowledged, Appealed)


def heard(facts: Sequence[Fact]) -> set[Order]:
    """Which answers among `facts`, in order, count."""
    groups: dict[Group, list[Fact]] = {}
    for fact in facts:
        if isinstance(fact, ANSWERS):
            groups.setdefault(_group(fact), [])
    for fact in facts if groups else ():
        for group in _groups_of(fact, groups):
            groups[group].append(fact)
    return {fact.order() for group in groups.values() for fact in _counting(group)}


def pruned(facts: list[Fact]) -> list[Fact]:
    """The facts without all but the newest answers that mean nothing yet."""
    answers = sum(isinstance(fact, ANSWERS) for fact in facts)
    if answers <= WAITING:
        return facts
    counts, waiting, dropped = heard(facts), 0, set()
    of: dict[Group, int] = {}
    for fact in reversed(facts):
        if not isinstance(fact, ANSWERS) or fact.order() in counts:
            continue
        group = _group(fact)
        of[group] = of.get(group, 0) + 1
        waiting += of[group] <= WAITING
        if of[group] > WAITING or waiting > WAITING_MAX:
            dropped.add(fact.order())
    return [fact for fact in facts if fact.order() not in dropped] if dropped else facts


def _group(fact: Corrected | Acknowledged | Appealed) -> Group:
    if isinstance(fact, Appealed):
        return ("appeal" if fact.human_requested else "quiet", fact.target_kind, fact.target_id, fact.violation_class)
    kind = "seen" if isinstance(fact, Acknowledged) else "version" if is_version(fact) else "corrected"
    return (kind, fact.target_kind, fact.target_id)


def _groups_of(fact: Fact, groups: dict[Group, list[Fact]]) -> Iterator[Group]:
    """An answer is of one group; a ruling, or the end of an appeal, stands in each that it may be about."""
    if isinstance(fact, ANSWERS):
        yield _group(fact)
    elif isinstance(fact, AppealEnded):
        group = ("appeal", fact.target_kind, fact.target_id, fact.violation_class)
        yield from (group,) if group in groups else ()
    elif isinstance(fact, Ruled):
        about = (fact.target_kind, fact.target_id)
        yield from (
            group for group in groups if group[0] not in APPEALS and (group[1:] == about or group[1] in SELLERS)
        )


def _counting(group: Sequence[Fact]) -> Iterator[Fact]:
    last = len(group) - 1
    for number, fact in enumerate(group):
        before = group[number - 1] if number else None
        after = group[number + 1] if number < last else None
        if isinstance(fact, Appealed):
            if fact.human_requested and not isinstance(before, Appealed):
                yield fact
        elif isinstance(fact, ANSWERS) and (isinstance(before, Ruled) or isinstance(after, Ruled)):
            yield fact
