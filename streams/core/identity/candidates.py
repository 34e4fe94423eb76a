"""Everybody whom an applicant is brought together with at one moment, each weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from schemas.sealed import Token
from streams.core.identity.taints import bars
from streams.core.identity.weigh import Shared, Sketches, Weighed, is_hopeless, weigh
from streams.core.policy.model import Policy
from streams.core.rows.state_identity import Answer
from streams.core.rows.taint import Profile, Taint


class Candidate(msgspec.Struct, frozen=True):
    """One other account at that moment: what joins it, and why it is barred (or joined to someone barred).

    `known` is when the first of what joins them was known of both.
    """

    account_id: str
    weighed: Weighed
    own: tuple[Taint, ...]
    via: tuple[Taint, ...]
    known: int


class Held(NamedTuple):
    """A token of the applicant's, since when it is known, and what its owner answered."""

    token: Token
    known: int
    answer: Answer


Pair = tuple[Held, Taint]


def candidates(
    held: Iterable[Held], profiles: Mapping[str, Profile], mine: Sketches, at: int, policy: Policy
) -> list[Candidate]:
    """Who shares a token and is barred at `at`, or joined to who is, where something counts that they share."""
    by_account: dict[str, list[Pair]] = {}
    for one in held:
        for taint in one.answer.barred:
            if bars(taint, at):
                by_account.setdefault(taint.account_id, []).append((one, taint))
    found = []
    for account_id in sorted(by_account):
        theirs = profiles[account_id].sketches if account_id in profiles else {}
        for grounds, pairs in _grounds(by_account[account_id]):
            weighed = _weighed(pairs, mine, theirs, at, policy)
            if weighed is not None:
                own, via = _split([taint for _, taint in grounds])
                known = min(max(one.known, taint.since) for one, taint in grounds if not own or taint.via is None)
                found.append(Candidate(account_id, weighed, own, via, known))
    return found


def _grounds(pairs: list[Pair]) -> list[tuple[list[Pair], list[Pair]]]:
    """Why an account is named, and by which tokens to weigh that.

    A bar of its own is weighed by what names that alone: it is passed on, and must not hang on what others pass on.
    """
    own = [pair for pair in pairs if pair[1].via is None]
    over = [pair for pair in pairs if pair[1].via is not None]
    if not own or not over or _tokens(own) == _tokens(pairs):
        return [(pairs, pairs)]
    return [(own, own), (over, pairs)]


def _tokens(pairs: list[Pair]) -> set[str]:
    return {one.token.value for one, _ in pairs}


def _weighed(pairs: list[Pair], mine: Sketches, theirs: Sketches, at: int, policy: Policy) -> Weighed | None:
    """All that is shared; None where nothing of it counts."""
    shared = {one.token.value: _shared(one, taint, at) for one, taint in pairs}
    if is_hopeless(shared.values(), policy):
        return None
    weighed = weigh(shared.values(), mine, theirs, policy)
    return weighed if weighed.groups() else None


def _shared(one: Held, taint: Taint, at: int) -> Shared:
    """The crowd of the time that is looked at: a hub grows."""
    answer = one.answer
    elders, peers = (answer.elders, answer.peers) if at <= answer.asked else answer.later
    return Shared(one.token, elders, peers, max(at - taint.seen, 0))


def _split(taints: list[Taint]) -> tuple[tuple[Taint, ...], tuple[Taint, ...]]:
    own = [taint for taint in taints if taint.via is None]
    via = [taint for taint in taints if taint.via is not None]
    return _once(own), _once(via)


def _once(taints: list[Taint]) -> tuple[Taint, ...]:
    """One a root: tokens held since different times give the same bar with different beginnings.

    Of two forms of one applicant that say more or less of the same root, the one that says more.
    """
    roots: dict[tuple[str, str], Taint] = {}
    for taint in sorted(taints, key=_by_worth):
        root = "" if taint.via is None else taint.via.account_id
        roots.setdefault((taint.offender_id or "", root), taint)
    return tuple(roots[key] for key in sorted(roots))


def _by_worth(taint: Taint) -> tuple[int, float, int, int]:
    rank, bits = (0, 0.0) if taint.via is None else (taint.via.rank, taint.via.bits)
    return (-rank, -bits, taint.since, taint.until or 0)
