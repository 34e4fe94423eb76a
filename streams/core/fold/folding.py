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
from streams.core.crowd.ceiling import Crowds, brings_nothing
from streams.core.fold.grounds import takes_ground_away, vanished_by
from streams.core.fold.target import TargetFold
from streams.core.fold.waking import due
from streams.core.ledger.ladder import LedgerFold
from streams.core.ledger.own_bans import bans_of
from streams.core.ledger.points import Books, standing_rulings
from streams.core.ledger.reminding import NOTHING_TOLD, Told, ended
from streams.core.ledger.taken_back import Span, last_taken_back
from streams.core.ledger.telling import ANSWERS, heard, pruned
from streams.core.policy.model import PolicySet
from streams.core.rows.bounds import after_base, cut_of, is_full, kept_of
from streams.core.rows.facts import AppealEnded, Fact, FactBase, Reported, Ruled
from streams.core.rows.state import FactsRow, LedgerRow, TargetRow
from streams.core.standing.difference import Difference, Vanished, difference
from streams.core.standing.joining import resume
from streams.core.standing.standing import NOTHING_TO_REMEMBER, Standing

AGAIN = 3  # so often the same may have been taken anew where rulings came and went
Again = tuple[tuple[str, str], LiftReason]
"""The event by which something became known better, and what to say of what is lifted for it."""
RowT = TypeVar("RowT", TargetRow, LedgerRow)


class Fold(Protocol):
    """How one kind of row folds its facts."""

    def apply(self, standing: Standing, fact: Fact) -> None:
        """One fact, in order."""
        ...


def holds(row: FactsRow, name: str, source: str) -> bool:
    """Whether the row already has the event of this id and source: then it is a duplicate."""
    if name not in [known.id for known in row.facts]:  # half the cost of a generator, and every event comes by
        return False
    return any(known.id == name and known.source == source for known in row.facts)


def remembered(row: TargetRow, fact: Reported, ticked: int, policies: PolicySet) -> TargetRow | None:
    """What `advance` makes of a report that brings nothing, at half its cost; None where it may bring something."""
    clock = max(row.clock, fact.time, ticked)
    if row.held and (row.due is None or row.due <= clock):
        return None
    if row.memory.behind or (not row.held and row.memory != NOTHING_TO_REMEMBER):
        return None
    if not _is_last(row, fact) or holds(row, fact.id, fact.source):
        return None
    facts = (*row.facts, fact)
    if not brings_nothing(row, fact, facts, policies):
        return None
    moved = msgspec.structs.replace(row, clock=clock, facts=facts)
    return None if is_full(moved) else msgspec.structs.replace(moved, due=due(moved, policies))


def advance(
    row: RowT,
    facts: Sequence[Fact],
    until: int,
    policies: PolicySet,
    again: Again | None = None,
    told: Told = NOTHING_TOLD,
) -> tuple[RowT, Difference]:
    """The row with new facts, standing at `until` (or its own clock, when that is later), and what to publish.

    `again` folds everything anew; its event may be `NOBODY`'s.
    `told` is what its seller's ledger has to say to a target.
    """
    until = max(until, told.clock)
    if not facts and again is None and not isinstance(row, LedgerRow) and (row.due is None or row.due > until):
        return _later(row, until, policies, told), Difference((), row.held, row.spent)
    everything = _joined(row, facts)
    if isinstance(row, LedgerRow):
        everything, known = pruned(everything), len(everything)
        row = msgspec.structs.replace(row, evicted=row.evicted + known - len(everything))
    clock = max(row.clock, until, *(fact.time for fact in facts)) if facts else max(row.clock, until)
    in_order = again is None and _in_order(row, facts)
    standing = _fold(row, facts, everything, clock, policies, told, in_order=in_order)
    gone = vanished_by(row, facts) if again is None else Vanished(row.clock, again[1], again[0])
    changed = difference(row.seller_id, row.held, row.spent, standing, max(row.clock, told.clock), gone)
    moved = msgspec.structs.replace(
        row, clock=clock, facts=tuple(everything), held=changed.held, memory=standing.memory(), spent=changed.spent
    )
    if isinstance(row, LedgerRow):
        over, since = ended(row, standing, in_order=in_order)
        moved = msgspec.structs.replace(moved, reminded=over, reminded_since=since)
        fell = None if in_order else _taken_back(row, everything, policies, told)
        bans = bans_of(row, everything, standing, clock, fell, in_order=in_order)
        changed = msgspec.structs.replace(changed, bans=bans)
    elif isinstance(moved, TargetRow) and standing.fired != moved.fired:
        moved = msgspec.structs.replace(moved, fired=standing.fired)
    moved = _bounded(moved, policies, told)
    return msgspec.structs.replace(moved, due=due(moved, policies, told)), changed


def _later(row: RowT, until: int, policies: PolicySet, told: Told) -> RowT:
    """The row when time has passed and no timer was due."""
    moved = msgspec.structs.replace(row, clock=max(row.clock, until))
    return msgspec.structs.replace(moved, due=due(moved, policies, told))


def _joined(row: FactsRow, facts: Sequence[Fact]) -> list[Fact]:
    """The row's facts and the new ones, in order; most new ones come last."""
    everything = list(row.facts)
    for fact in facts:
        if everything and fact.order() < everything[-1].order():
            insort(everything, fact, key=FactBase.order)
        else:
            everything.append(fact)
    return everything


def _fold(
    row: RowT,
    new: Sequence[Fact],
    everything: list[Fact],
    clock: int,
    policies: PolicySet,
    told: Told,
    *,
    in_order: bool,
) -> Standing:
    if in_order:
        standing = Standing(row.held, row.memory, policies.controls, row.fired if isinstance(row, TargetRow) else 0)
        _run(standing, row, list(new), everything, row.clock, clock, policies, told)
    else:
        standing = Standing(row.base_held, row.base_memory, policies.controls, row.base_clock)
        _run(standing, row, after_base(row, everything), everything, row.base_clock, clock, policies, told)
    return standing


def _taken_back(row: LedgerRow, everything: list[Fact], policies: PolicySet, told: Told) -> Span | None:
    def as_of(known: Sequence[Fact], at: int) -> Standing:
        return _fold(row, (), list(known), at, policies, told, in_order=False)

    return last_taken_back(everything, row, policies, as_of)


def _in_order(row: FactsRow, new: Sequence[Fact]) -> bool:
    """Nothing new, or one event after all we know that takes no earlier ground away."""
    if not new:
        return True
    if len(new) > 1 or takes_ground_away(row, new[0]):
        return False
    fact = new[0]
    if isinstance(row, LedgerRow):
        return fact.time > row.clock and not _is_answered(row, fact)
    return fact.time > row.clock or (isinstance(row, TargetRow) and _is_last(row, fact))


def _is_last(row: TargetRow, fact: Fact) -> bool:
    """Whether time alone has passed since, and moved nothing: ticks run ahead of what is told late by a second."""
    if row.memory.notices or fact.time <= max(row.fired, row.base_clock):
        return False
    return not row.facts or fact.order() > row.facts[-1].order()


def _is_answered(row: LedgerRow, fact: Fact) -> bool:
    """Whether it gives a meaning to an answer that was here before it and meant nothing."""
    if isinstance(fact, ANSWERS) or not any(isinstance(known, ANSWERS) for known in row.facts):
        return False
    return not heard((*row.facts, fact)) <= heard(row.facts)


def _run(
    standing: Standing,
    row: RowT,
    facts: Sequence[Fact],
    everything: Sequence[Fact],
    since: int,
    clock: int,
    policies: PolicySet,
    told: Told,
) -> None:
    """Apply facts with timers between them, then let time pass up to and including `clock`."""
    standing.answered = {fact.enforcement for fact in everything if isinstance(fact, AppealEnded) and fact.upheld}
    if isinstance(row, LedgerRow):
        rulings = _cleared_away(standing, everything)
        counts = heard(everything)
        meant = [fact for fact in facts if not isinstance(fact, ANSWERS) or fact.order() in counts]
        fold = LedgerFold(row.seller_id, policies, rulings, Books(rulings, policies))
        _run_ledger(standing, fold, meant, since, clock)
        return
    resume(standing, told.reminders, since)
    standing.times = AGAIN if told.clock else 1  # a ruling takes the place of what it is later overturned in favour of
    crowds = Crowds(everything, row.views)
    target = TargetFold(row.target_kind, row.target_id, policies, crowds, told.reminders)
    for fact in facts:
        target.pass_time(standing, fact.time)
        target.apply(standing, fact)
    target.pass_time(standing, clock, through=True)


def _cleared_away(standing: Standing, everything: Sequence[Fact]) -> list[Ruled]:
    """The rulings that stand; what those that do not stand brought goes with them."""
    rulings = standing_rulings(everything)
    stand = {ruling.cause for ruling in rulings}
    standing.voided = {fact.cause for fact in everything if isinstance(fact, Ruled) and fact.cause not in stand}
    standing.held = {key: held for key, held in standing.held.items() if held.cause not in standing.voided}
    standing.behind = {at: held for at, held in standing.behind.items() if held.cause not in standing.voided}
    return rulings


def _run_ledger(standing: Standing, fold: LedgerFold, facts: Sequence[Fact], since: int, clock: int) -> None:
    for fact in facts:
        fold.pass_time(standing, since, fact.time, through=False)
        fold.apply(standing, fact)
        since = max(since, fact.time)
    fold.pass_time(standing, since, clock, through=True)


def _bounded(row: RowT, policies: PolicySet, told: Told) -> RowT:
    """Fold the older half of too many facts into the base; what is not a crowd's is kept beside it."""
    if not is_full(row):
        return row
    cut = cut_of(row.facts)
    if cut is None:
        return row
    old, young = row.facts[:cut], row.facts[cut:]
    standing = Standing(row.base_held, row.base_memory, policies.controls)
    _run(standing, row, after_base(row, list(old)), row.facts, row.base_clock, old[-1].time, policies, told)
    named = {held.key(): held.id for held in row.held}
    base = tuple(msgspec.structs.replace(held, id=named.get(held.key(), "")) for held in standing.held.values())
    facts = kept_of(row, old) + young
    return msgspec.structs.replace(
        row,
        facts=facts,
        base_clock=old[-1].time,
        base_held=base,
        base_memory=standing.memory(),
        evicted=row.evicted + len(row.facts) - len(facts),
    )
