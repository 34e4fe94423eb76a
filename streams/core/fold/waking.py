"""When a row has to be looked at again though nothing happens to it, and when it may be forgotten."""

from __future__ import annotations

from streams.core.ledger.points import ends_of
from streams.core.ledger.reminding import NOTHING_TOLD, Told
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
    Shown,
)
from streams.core.rows.state import FactsRow, LedgerRow, TargetRow
from streams.core.rows.views import HOURS_MAX
from streams.core.standing.notices import NoticeFold
from streams.core.standing.standing import NOTHING_TO_REMEMBER, Standing
from streams.core.time import HOUR

AWAITING = frozenset((Corrected, Acknowledged, Overturned, Appealed, AppealEnded, NoticeStep))
"""What may be here before what it is about, which may come as long as it is not late."""
LOOKED = HOURS_MAX * HOUR
"""Who looked at what nobody reports is forgotten as soon: most of what is looked at is never reported."""


def due(row: FactsRow, policies: PolicySet, told: Told = NOTHING_TOLD) -> int | None:
    """The row's next timer: a deadline, points that run out, or the end of what it must remember."""
    deadlines = [held.expires_at for held in row.held if held.expires_at is not None]
    if isinstance(row, TargetRow):
        if row.memory.notices:
            deadlines += _restorations(row, policies)
        if row.awaited:
            deadlines.append(alarm(row.awaited))
        if row.memory.behind:
            deadlines += [span.until for span in told.reminders if span.until > row.clock]
    if isinstance(row, LedgerRow) and any(held.threshold is not None and held.expires_at is None for held in row.held):
        deadlines += [at for at in _ends(row) if at > row.clock]
    if deadlines:
        return min(deadlines)
    return None if row.held or row.memory.exempt else forgotten_at(row, policies, told)


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


def forgotten_at(row: FactsRow, policies: PolicySet, told: Told = NOTHING_TOLD) -> int:
    """When a row with nothing in force may go: nothing it could still change is late enough by then."""
    policy = policies.at(row.clock)
    rulings = _ends(row)
    may_change = _is_ruled_ahead(row) or (bool(told.reminders) and _would_remind(row))
    if rulings or may_change or not AWAITING.isdisjoint(map(type, row.facts)):
        return max(row.clock, *rulings, 0) + policy.ledger_horizon
    if isinstance(row, TargetRow) and row.views and not row.facts and row.memory == NOTHING_TO_REMEMBER:
        return row.clock + min(LOOKED, policy.marker_horizon)
    was_blocked = bool(row.memory.lifted or row.spent)
    return row.clock + (max(policy.repeat_window, policy.marker_horizon) if was_blocked else policy.marker_horizon)


def _would_remind(row: FactsRow) -> bool:
    """Whether a rule's reminder joined a ruling's: once that is overturned, its own next step counts."""
    return any(isinstance(fact, Shown) and any(hit.measure == "remind" for hit in fact.hits) for fact in row.facts)


def _is_ruled_ahead(row: FactsRow) -> bool:
    """Whether something was ruled on that is not here: a notice that comes after its dismissal asks for nothing."""
    judged = {fact.report_id for fact in row.facts if isinstance(fact, Judged)}
    if not judged:
        return False
    return not judged <= {fact.report_id for fact in row.facts if isinstance(fact, Reported | Noticed)}
