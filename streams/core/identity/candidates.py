"""Everybody whom an applicant is brought together with at one moment, each weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from schemas.sealed import Token
from streams.core.hops import Profile, Taint
from streams.core.identity.taints import bars
from streams.core.identity.weigh import Shared, Sketches, Weighed, weigh
from streams.core.policy.model import Policy
from streams.core.state_identity import Answer


class Candidate(msgspec.Struct, frozen=True):
    """One other account at that moment: what joins it, and why it is barred (or joined to someone barred)."""

    account_id: str
    weighed: Weighed
    own: tuple[Taint, ...]
    via: tuple[Taint, ...]


def candidates(
    tokens: Mapping[str, Token],
    answers: Mapping[str, Answer],
    profiles: Mapping[str, Profile],
    mine: Sketches,
    at: int,
    policy: Policy,
) -> list[Candidate]:
    """Who shares one of these tokens and is barred at `at`, or joined to who is; those that share nothing that counts
    are left out.
    """
    shared: dict[str, list[Shared]] = {}
    taints: dict[str, dict[Taint, None]] = {}
    for value, token in tokens.items():
        answer = answers.get(value)
        for taint in answer.barred if answer is not None else ():
            if answer is not None and bars(taint, at):
                known = taints.setdefault(taint.account_id, {})
                if not _has(shared.get(taint.account_id, ()), value):
                    one = Shared(token, answer.elders, answer.peers, max(at - taint.seen, 0))
                    shared.setdefault(taint.account_id, []).append(one)
                known[msgspec.structs.replace(taint, seen=0)] = None
    found = []
    for account_id in sorted(shared):
        theirs = profiles[account_id].sketches if account_id in profiles else {}
        weighed = weigh(shared[account_id], mine, theirs, policy)
        if weighed.groups():
            own = tuple(taint for taint in taints[account_id] if taint.via is None)
            via = tuple(taint for taint in taints[account_id] if taint.via is not None)
            found.append(Candidate(account_id, weighed, _once(own), _once(via)))
    return found


def _has(shared: Iterable[Shared], value: str) -> bool:
    return any(one.token.value == value for one in shared)


def _once(taints: tuple[Taint, ...]) -> tuple[Taint, ...]:
    """One a root: tokens held since different times give the same bar with different beginnings."""
    roots: dict[tuple[str, str], Taint] = {}
    for taint in sorted(taints, key=lambda taint: (taint.since, taint.until or 0)):
        root = "" if taint.via is None else taint.via.account_id
        roots.setdefault((taint.offender_id or "", root), taint)
    return tuple(roots[key] for key in sorted(roots))
