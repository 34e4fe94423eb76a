"""Folding a row again when something happened to it, or when time passed.

An event in order goes on from the standing that is in the row; a late one, and one that takes an earlier ground away,
folds all facts again from the row's base. Both reach the same standing: a test holds them against each other.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from typing import Protocol, TypeVar

import msgspec

from schemas.enforcement import LiftReason
from streams.core.difference import Difference, Vanished, difference
from streams.core.facts import (
    Acknowledged,
    Appealed,
    AppealEnded,
    Corrected,
    Fact,
    FactBase,
    Overturned,
    Reported,
    Ruled,
    Shown,
)
from streams.core.ladder import LedgerFold
from streams.core.points import standing_rulings
from streams.core.policy.model import PolicySet
from streams.core.standing import Standing
from streams.core.state import FactsRow, LedgerRow, TargetRow
from streams.core.target import TargetFold

FACTS_MAX = 256  # beyond, the older half is folded into the row's base, so that a row stays well under 256 KiB
SHOWN_MAX = 48  # versions carry evidence and weigh ten times as much as a report

FACTS_BYTES = 96 * 1024
"""Ids of 128 characters of any script make facts heavy; their weight is looked at now and then."""
_ENCODER = msgspec.msgpack.Encoder()

AWAITING = (Corrected, Acknowledged, Overturned, Appealed, AppealEnded)
"""What may be here before what it is about, which may come as long as it is not late."""

RowT = TypeVar("RowT", TargetRow, LedgerRow)


class Fold(Protocol):
    """How one kind of row folds its facts."""

    def apply(self, standing: Standing, fact: Fact) -> None:
        """One fact, in order."""
        ...


def holds(row: FactsRow, fact: Fact) -> bool:
    """Whether the row already has this event: then it is a duplicate."""
    return any(known.id == fact.id and known.source == fact.source for known in row.facts)


def advance(row: RowT, facts: Sequence[Fact], until: int, policies: PolicySet) -> tuple[RowT, Difference]:
    """The row with new facts, standing at `until` (or its own clock, when that is later), and what to publish."""
    everything = list(row.facts)
    for fact in facts:
        insort(everything, fact, key=FactBase.order)
    clock = max(row.clock, until, *(fact.time for fact in facts)) if facts else max(row.clock, until)
    standing = _fold(row, facts, everything, clock, policies)
    changed = difference(row.seller_id, row.held, row.spent, standing, row.clock, _vanished(row, facts))
    moved = msgspec.structs.replace(
        row,
        clock=clock,
        facts=tuple(everything),
        held=changed.held,
        memory=standing.memory(),
        spent=changed.spent,
    )
    moved = _bounded(moved, policies)
    return msgspec.structs.replace(moved, due=due(moved, policies)), changed


def _fold(row: RowT, new: Sequence[Fact], everything: list[Fact], clock: int, policies: PolicySet) -> Standing:
    if _in_order(row, new):
        standing = Standing(row.held, row.memory)
        _run(standing, row, list(new), everything, row.clock, clock, policies)
    else:
        standing = Standing(row.base_held, row.base_memory)
        _run(standing, row, _after_base(row, everything), everything, row.base_clock, clock, policies)
    return standing


def _after_base(row: FactsRow, facts: list[Fact]) -> list[Fact]:
    """What is not in the base yet. Old rulings are kept beside a ledger's base, for their points only."""
    return [fact for fact in facts if fact.time > row.base_clock] if isinstance(row, LedgerRow) else facts


def _in_order(row: FactsRow, new: Sequence[Fact]) -> bool:
    """Nothing new, or one event after all we know that takes no earlier ground away."""
    if not new:
        return True
    if len(new) > 1 or _takes_ground_away(row, new[0]):
        return False
    fact = new[0]
    return fact.time > row.clock


def _takes_ground_away(row: FactsRow, fact: Fact) -> bool:
    if not isinstance(row, LedgerRow):
        return False
    return isinstance(fact, Overturned) or (isinstance(fact, AppealEnded) and fact.upheld)


def _run(
    standing: Standing,
    row: RowT,
    facts: Sequence[Fact],
    everything: Sequence[Fact],
    since: int,
    clock: int,
    policies: PolicySet,
) -> None:
    """Apply facts with timers between them, then let time pass up to and including `clock`."""
    if isinstance(row, LedgerRow):
        rulings = standing_rulings(everything)
        standing.voided = {fact.cause for fact in everything if isinstance(fact, Ruled) and fact not in rulings}
        standing.held = {key: held for key, held in standing.held.items() if held.cause not in standing.voided}
        _run_ledger(standing, LedgerFold(row.seller_id, policies, rulings), facts, since, clock)
        return
    reports = [fact for fact in everything if isinstance(fact, Reported)]
    fold = TargetFold(row.target_kind, row.target_id, policies, reports)
    for fact in facts:
        standing.expire(fact.time)
        fold.apply(standing, fact)
    standing.expire(clock, through=True)


def _run_ledger(standing: Standing, fold: LedgerFold, facts: Sequence[Fact], since: int, clock: int) -> None:
    for fact in facts:
        fold.pass_time(standing, since, fact.time, through=False)
        fold.apply(standing, fact)
        since = max(since, fact.time)
    fold.pass_time(standing, since, clock, through=True)


def _cut(facts: Sequence[Fact]) -> int | None:
    """Where to cut about half off, between two moments: what happened at one moment is folded together."""
    half = len(facts) - len(facts) // 2
    return next((n for n in range(half, len(facts)) if facts[n].time > facts[n - 1].time), None)


def _is_full(row: FactsRow) -> bool:
    if len(row.facts) > FACTS_MAX or sum(isinstance(fact, Shown) for fact in row.facts) > SHOWN_MAX:
        return True
    return len(row.facts) % SHOWN_MAX == 0 and len(_ENCODER.encode(row.facts)) > FACTS_BYTES


def _vanished(row: FactsRow, facts: Sequence[Fact]) -> Vanished:
    if not facts:
        return Vanished(row.clock, "recomputed", ("", ""))
    fact = facts[-1]
    reason: LiftReason = "recomputed"
    if isinstance(fact, Overturned):
        reason = "overturned"
    elif isinstance(fact, AppealEnded) and fact.upheld:
        reason = "appeal_upheld"
    return Vanished(fact.time, reason, fact.cause)


def _bounded(row: RowT, policies: PolicySet) -> RowT:
    """Fold the older half of too many facts into the base; rulings are kept, for their points still count."""
    if len(row.facts) <= SHOWN_MAX or not _is_full(row):
        return row
    cut = _cut(row.facts)
    if cut is None:
        return row
    old, young = row.facts[:cut], row.facts[cut:]
    kept = tuple(fact for fact in old if isinstance(fact, Ruled | Overturned | AppealEnded))[-(FACTS_MAX // 2) :]
    standing = Standing(row.base_held, row.base_memory)
    _run(standing, row, _after_base(row, list(old)), row.facts, row.base_clock, old[-1].time, policies)
    named = {held.key(): held.id for held in row.held}
    base = tuple(msgspec.structs.replace(held, id=named.get(held.key(), "")) for held in standing.held.values())
    facts = kept + young if isinstance(row, LedgerRow) else young
    return msgspec.structs.replace(
        row,
        facts=facts,
        base_clock=old[-1].time,
        base_held=base,
        base_memory=standing.memory(),
        evicted=row.evicted + len(row.facts) - len(facts),
    )


def due(row: FactsRow, policies: PolicySet) -> int | None:
    """The row's next timer: a deadline, points that run out, or the end of what it must remember."""
    deadlines = [held.expires_at for held in row.held if held.expires_at is not None]
    rulings = [fact.valid_until for fact in row.facts if isinstance(fact, Ruled)]
    if any(held.threshold is not None and held.expires_at is None for held in row.held):
        deadlines += [at for at in rulings if at > row.clock]
    if deadlines:
        return min(deadlines)
    return None if row.held or row.memory.exempt else forgotten_at(row, policies)


def forgotten_at(row: FactsRow, policies: PolicySet) -> int:
    """When a row with nothing in force may go: nothing it could still change is late enough by then."""
    policy = policies.at(row.clock)
    rulings = [fact.valid_until for fact in row.facts if isinstance(fact, Ruled)]
    if rulings or any(isinstance(fact, AWAITING) for fact in row.facts):
        return max(row.clock, *rulings, 0) + policy.ledger_horizon
    was_blocked = bool(row.memory.lifted or row.spent)
    return row.clock + (max(policy.repeat_window, policy.marker_horizon) if was_blocked else policy.marker_horizon)
