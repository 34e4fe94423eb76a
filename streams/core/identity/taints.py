"""When an account is barred: a fold of its facts, as spans of event time.

A bar runs from `since` until before `until`. None is for ever (Order 117, Art 14): a missing end takes the policy's
term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

import msgspec

from schemas.sealed import Token
from streams.core.identity.facts import seen_at, tokens_of
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import (
    AccountRow,
    AnyIdentityFact,
    Banned,
    Delisted,
    Listed,
    OwnBanned,
    OwnLifted,
    Reinstated,
)
from streams.core.rows.taint import UNKNOWN, Taint

Facts = tuple[AnyIdentityFact, ...]
BY_CHANCE = frozenset({"legal_person", "payee_name", "+company", "+photo"})
"""What joins nobody by itself and brings together more people the more there are. A namesake of a namesake of an
offender is nobody; among a million accounts half of the answers that named anybody told of such. Whoever is met by
anything else is compared in these, too."""


def taints_of(row: AccountRow, policies: PolicySet) -> tuple[Taint, ...]:
    """Every span in which the account is barred, by offender and time; overlapping spans are one."""
    spans = [*_bans(row.facts, policies), *_own_bans(row.facts, policies), *_listings(row.facts, policies)]
    return tuple(
        Taint(account_id=row.account_id, since=since, until=until, offender_id=offender, undone=undone, by=by)
        for offender, since, until, undone, by in _merged(spans)
    )


def is_cleared(row: AccountRow, policies: PolicySet) -> bool:
    """Whether the bar that ended last, or would have, did not run out but was taken back by people.

    A ban of ours that was overturned bars nobody, as if it had never been made; that people looked into it stays true.
    """
    spans = [*_bans(row.facts, policies), *_own_bans(row.facts, policies), *_listings(row.facts, policies)]
    fallen: list[_Span] = [] if row.fell is None else [(None, *row.fell, True, UNKNOWN)]
    last = max(_merged([*spans, *fallen]), key=lambda span: (span[2], span[1]), default=None)
    return last is not None and last[3]


def assigned(
    row: AccountRow, policies: PolicySet, by_chance: frozenset[str] = BY_CHANCE
) -> dict[str, tuple[Token, tuple[Taint, ...]]]:
    """For each token the account holds, the spans it is barred in, not before it was known to hold the token.

    What it passes on for others does not go over kinds that people share by chance.
    """
    own = taints_of(row, policies)
    every = (*own, *row.derived)
    if not every:
        return {}
    held: dict[str, tuple[Token, AnyIdentityFact, int]] = {}
    for fact in row.facts:  # by event time: the first that names a token is when it was known, the last when seen
        for token in tokens_of(fact):
            first, known, seen = held.get(token.value, (token, fact, 0))
            held[token.value] = (first, known, max(seen, seen_at(fact)))
    clipped = {
        value: (token, _clipped(own if token.kind in by_chance else every, known, seen))
        for value, (token, known, seen) in held.items()
    }
    return {value: pair for value, pair in clipped.items() if pair[1]}


def bars(taint: Taint, at: int) -> bool:
    """Whether the bar is in force at event time `at`."""
    return taint.since <= at and (taint.until is None or at < taint.until)


_Span = tuple[str | None, int, int, bool, tuple[str, str]]
"""As which offender, since, until, whether taken back, and the event that it began with."""


def _bans(facts: Facts, policies: PolicySet) -> Iterator[_Span]:
    """Bans by the marketplace, each until the first reinstatement after it, or the policy's term."""
    for ban in facts:
        if isinstance(ban, Banned):
            end = ban.at + _term(policies, ban.at)
            yield None, ban.at, *_first_end(end, _reinstated(facts, ban.at)), (ban.source, ban.id)


def _own_bans(facts: Facts, policies: PolicySet) -> Iterator[_Span]:
    """Our bans, each until its expiry, its lifting or a reinstatement; a lift dated before the ban undoes it whole."""
    for ban in facts:
        if isinstance(ban, OwnBanned):
            end = ban.at + _term(policies, ban.at) if ban.until is None else ban.until
            lifted = [fact.at for fact in facts if isinstance(fact, OwnLifted) and fact.ban == ban.id]
            yield None, ban.at, *_first_end(end, [*lifted, *_reinstated(facts, ban.at)]), ban.by


def _listings(facts: Facts, policies: PolicySet) -> Iterator[_Span]:
    """Listings of an offender: known from the listing's event time on, until the term ends or the offender is delisted.

    A later listing of the same offender replaces the earlier from its own time on. At equal times a delisting comes
    before a listing, as in replay.
    """
    listings: dict[str, list[Listed]] = {}
    for fact in facts:
        if isinstance(fact, Listed):
            listings.setdefault(fact.offender_id, []).append(fact)
    for offender, several in listings.items():
        delisted = [fact.at for fact in facts if isinstance(fact, Delisted) and fact.offender_id == offender]
        replaced = [listing.at for listing in several[1:]]
        for listing, next_at in zip_longest(several, replaced):
            end = _term_end(listing, policies) if next_at is None else min(_term_end(listing, policies), next_at)
            gone = [at for at in delisted if at > listing.at]
            since = max(listing.banned_at, listing.at)
            yield offender, since, *_first_end(end, gone), (listing.source, listing.id)


def _term_end(listing: Listed, policies: PolicySet) -> int:
    return listing.banned_at + _term(policies, listing.at) if listing.term_end is None else listing.term_end


def _term(policies: PolicySet, at: int) -> int:
    return policies.at(at).blacklist_term


def _reinstated(facts: Facts, since: int) -> list[int]:
    return [fact.at for fact in facts if isinstance(fact, Reinstated) and fact.at >= since]


def _first_end(until: int, taken_back: Iterable[int]) -> tuple[int, bool]:
    """When a bar ends, and whether because it was taken back."""
    end = min((until, *taken_back))
    return end, end < until


def _merged(spans: list[_Span]) -> list[_Span]:
    """Spans of one offender that touch are one, and empty ones none: equal facts, equal spans."""
    merged: list[_Span] = []
    for offender, since, until, undone, by in sorted(
        spans, key=lambda span: (span[0] or "", span[0] is not None, span[1], span[2])
    ):
        if until <= since:
            continue
        if merged and merged[-1][0] == offender and since <= merged[-1][2]:
            last = max((merged[-1][2], not merged[-1][3]), (until, not undone))
            merged[-1] = (offender, merged[-1][1], last[0], not last[1], merged[-1][4])
        else:
            merged.append((offender, since, until, undone, by))
    return merged


def _used_until(taint: Taint) -> int:
    """An account that was banned had been in use until then; a list says nothing of the kind."""
    return taint.since if taint.offender_id is None and taint.via is None else 0


def _clipped(taints: tuple[Taint, ...], known: AnyIdentityFact, seen: int) -> tuple[Taint, ...]:
    return tuple(
        msgspec.structs.replace(
            t,
            since=max(t.since, known.at),
            seen=max(seen, _used_until(t)),
            by=(known.source, known.id) if known.at > t.since else t.by,
        )
        for t in taints
        if t.until is None or t.until > known.at
    )
