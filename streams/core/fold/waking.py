"""When a row has to be looked at again though nothing happens to it, and when it may be forgotten."""

from __future__ import annotations

from streams.core.ledger.points import ends_of
from streams.core.policy.model import PolicySet
from streams.core.rows.awaiting import alarm
from streams.core.rows.facts import (
    Acknowledged,
    Appealed,
    AppealEnded,
    Corrected,
    Judged,
    Noticed,
    NoticeStep,
    Overturned,
    Reported,
    Ruled,
)
from streams.core.rows.state import FactsRow, LedgerRow, TargetRow
from streams.core.standing.notices import NoticeFold
from streams.core.standing.standing import Standing

AWAITING = frozenset((Corrected, Acknowledged, Overturned, Appealed, AppealEnded, NoticeStep))
"""What may be here before what it is about, which may come as long as it is not late."""


def due(row: FactsRow, policies: PolicySet) -> int | None:
    """The row's next timer: a deadline, points that run out, or the end of what it must remember."""
    deadlines = [held.expires_at for held in row.held if held.expires_at is not None]
    if isinstance(row, TargetRow):
        if row.memory.notices:
            deadlines += _restorations(row, policies)
        if row.awaited:
            deadlines.append(alarm(row.awaited))
    if isinstance(row, LedgerRow) and any(held.threshold is not None and held.expires_at is None for held in row.held):
        deadlines += [at for at in _ends(row) if at > row.clock]
    if deadlines:
        return min(deadlines)
    return None if row.held or row.memory.exempt else forgotten_at(row, policies)


def _ends(row: FactsRow) -> list[int]:
    """When the points of a ledger may run out; a target has no rulings to look for."""
    if not isinstance(row, LedgerRow):
        return []
    return [end for fact in row.facts if isinstance(fact, Ruled) for end in ends_of(fact)]


def _restorations(row: TargetRow, policies: PolicySet) -> list[int]:
    deadline = NoticeFold(row.target_kind, row.target_id, policies).deadline(
        Standing(row.held, row.memory, policies.controls)
    )
    return [] if deadline is None else [deadline]


def forgotten_at(row: FactsRow, policies: PolicySet) -> int:
    """When a row with nothing in force may go: nothing it could still change is late enough by then."""
    policy = policies.at(row.clock)
    rulings = _ends(row)
    if rulings or not AWAITING.isdisjoint(map(type, row.facts)) or _is_ruled_ahead(row):
        return max(row.clock, *rulings, 0) + policy.ledger_horizon
    was_blocked = bool(row.memory.lifted or row.spent)
    return row.clock + (max(policy.repeat_window, policy.marker_horizon) if was_blocked else policy.marker_horizon)


def _is_ruled_ahead(row: FactsRow) -> bool:
    """Whether something was ruled on that is not here: a notice that comes after its dismissal asks for nothing."""
    judged = {fact.report_id for fact in row.facts if isinstance(fact, Judged)}
    if not judged:
        return False
    return not judged <= {fact.report_id for fact in row.facts if isinstance(fact, Reported | Noticed)}
