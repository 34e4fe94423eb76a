"""Everybody whom an applicant is brought together with at one moment, each weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from schemas.sealed import Token
from streams.core.identity.alike import Sketches
from streams.core.identity.blocks import BLOCK
from streams.core.identity.desk import SURE
from streams.core.identity.over import explained_by
from streams.core.identity.scales import Crowd, Shares, Tie, Ties, scales_of
from streams.core.identity.weigh import Weighed
from streams.core.policy.model import Policy
from streams.core.rows.state_identity import Answer
from streams.core.rows.taint import Profile, Taint


class Candidate(msgspec.Struct, frozen=True):
    """One other account at that moment: what joins it, and why it is barred (or joined to someone barred).

    `known` is when the first of what joins them was known of both. `is_others`: all values that do so were held by an
    honest account for long.
    """

    account_id: str
    weighed: Weighed
    own: tuple[Taint, ...]
    via: tuple[Taint, ...]
    known: int
    is_others: bool = False


class Held(NamedTuple):
    """A token of the applicant's, since when it is known, and what its owner answered."""

    token: Token
    known: int
    answer: Answer


Pair = tuple[Held, Taint]
Met = dict[str, list[Pair]]
"""Account -> the tokens it is named by, each with why."""


def meet(held: Iterable[Held]) -> Met:
    """Whoever is or will be barred, or is joined to who is, that shares a token: by account.

    Of several keys of one kind that name the same accounts for the same, in one crowd, the first: a photo has twelve.
    """
    met: Met = {}
    told: list[tuple[str, int, tuple[int, ...], tuple[Taint, ...]]] = []
    for one in held:
        answer = one.answer
        if answer.barred and one.token.domain == BLOCK:
            said = (one.token.kind, one.known, answer.crowds(), answer.barred)
            if said in told:
                continue
            told.append(said)
        for taint in answer.barred:
            met.setdefault(taint.account_id, []).append((one, taint))
    return {account_id: met[account_id] for account_id in sorted(met)}


def own_of(met: Met) -> Met:
    """Those who are barred themselves; the same object where nobody else is met."""
    if all(taint.via is None for pairs in met.values() for _, taint in pairs):
        return met
    own = {account_id: [pair for pair in pairs if pair[1].via is None] for account_id, pairs in met.items()}
    return {account_id: pairs for account_id, pairs in own.items() if pairs}


def candidates(
    met: Met,
    profiles: Mapping[str, Profile],
    mine: Sketches,
    moments: tuple[int, int],
    policy: Policy,
    homes: Sequence[Held] = (),
) -> list[Candidate]:
    """Who of them is barred, or joined to who is, where something counts that they share.

    From the first of the two moments, the opening, to the second, which is looked at: a bar that was in force when it
    became known goes on counting when its term has run out since. `homes` say how common the applicant's town is.
    """
    opened, at = moments
    town = tuple(_crowd_of(home, at) for home in homes)
    scales = scales_of(policy)
    written = tuple(mine.items())
    found = []
    for account_id, known in met.items():
        pairs = [pair for pair in known if pair[1].since <= at and _was_in_force(pair, opened)]
        if not pairs:
            continue
        theirs = tuple(profiles[account_id].sketches.items()) if account_id in profiles else ()
        for grounds, named in _grounds(pairs):
            ties, tokens = _shared(named, at, explained_by(met, grounds))
            weighed = scales.weigh(ties, tokens, town, written, theirs)
            if weighed is not None:
                own, via = _split([taint for _, taint in grounds])
                since = min(max(one.known, taint.since) for one, taint in grounds if not own or taint.via is None)
                found.append(Candidate(account_id, weighed, own, via, since, bool(via) and _is_others(weighed, ties)))
    return found


def _is_others(weighed: Weighed, ties: Ties) -> bool:
    """Whether somebody honest has long had every value that counts: anybody can write it into a form of theirs."""
    elders = {value: count for value, _, count, *_ in ties}
    held = [elders[item.token.value] for item in weighed.items if item.token is not None and item.strength]
    return bool(held) and min(held) > 0


def _was_in_force(pair: Pair, opened: int) -> bool:
    until = pair[1].until
    return until is None or (until > opened and until > pair[0].known)


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


def _shared(pairs: list[Pair], at: int, explained: frozenset[str]) -> tuple[Ties, dict[str, Token]]:
    """What they share, each token once, and the tokens. The crowd is that of the time looked at: a hub grows."""
    shared: dict[str, Tie] = {}
    tokens: dict[str, Token] = {}
    for (token, _, answer), taint in pairs:
        age = at - taint.seen if at > taint.seen else 0
        elders, peers, desk = crowd_at(answer, at)
        desk = SURE if explained and not explained.isdisjoint((token.value, token.kind)) else desk
        shared[token.value] = (token.value, token.kind, elders, peers, desk, age)
        tokens[token.value] = token
    return tuple(shared.values()), tokens


def crowd_at(answer: Answer, at: int) -> Shares:
    """How many others held the token without a bar at that moment: for long, and at all; and whether it is a desk's."""
    return crowd_then(answer) if at <= answer.asked else crowd_later(answer)


def crowd_then(answer: Answer) -> Shares:
    """The same when it was asked."""
    return answer.elders, answer.peers, answer.desk[0]


def crowd_later(answer: Answer) -> Shares:
    """The same when the last of those named was barred."""
    return *answer.later, answer.desk[1]


def _crowd_of(home: Held, at: int) -> Crowd:
    """How many others come by a token of the applicant's, the barred that its owner names too.

    Not those whom others pass bars on to, nor later ones: an opening must not hang on that.
    """
    answer = home.answer
    _, peers, _ = crowd_at(answer, at)
    barred = {taint.account_id for taint in answer.barred if taint.via is None and taint.since <= at}
    return home.token.kind, peers + len(barred)


def _split(taints: list[Taint]) -> tuple[tuple[Taint, ...], tuple[Taint, ...]]:
    own = [taint for taint in taints if taint.via is None]
    via = [taint for taint in taints if taint.via is not None]
    return _once(own), _once(via)


def _once(taints: list[Taint]) -> tuple[Taint, ...]:
    """One a root: tokens held since different times give the same bar with different beginnings.

    Of two forms of one applicant that say more or less of the same root, the one that says more.
    """
    roots: dict[tuple[str, str], Taint] = {}
    for taint in taints:
        key = root_of(taint)
        best = roots.setdefault(key, taint)
        if best != taint and by_worth(taint) < by_worth(best):
            roots[key] = taint
    return tuple(roots[key] for key in sorted(roots))


def root_of(taint: Taint) -> tuple[str, str]:
    """Whom a bar is for in the end: the offender, and the account that another stands between to."""
    return taint.offender_id or "", "" if taint.via is None else taint.via.account_id


def by_worth(taint: Taint) -> tuple[int, float, int, int]:
    """The order in which bars by one root count: the first of them."""
    rank, bits = (0, 0.0) if taint.via is None else (taint.via.rank, taint.via.bits)
    return (-rank, -bits, taint.since, taint.until or 0)
