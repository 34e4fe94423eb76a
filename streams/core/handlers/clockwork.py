"""Ticks: time passes for rows that hear nothing. What is due fires; what nobody can need any more goes."""

from __future__ import annotations

import msgspec

from schemas.events.clock import Ticked
from schemas.seal import micros
from streams.core.fold.waking import forgotten_at
from streams.core.fold.work import APPEAL_DECISION, Work
from streams.core.gangs.seating import passed
from streams.core.handlers import owing
from streams.core.handlers.joined_measure import LINKAGE, Moment, stand
from streams.core.handlers.weighing import wait_no_longer
from streams.core.ledger.reminding import NOTHING_TOLD
from streams.core.rows.state import CaseRow, ClockRow, LedgerRow, ReporterRow, TargetRow
from streams.core.rows.state_gangs import GangAccountRow, GangTokenRow
from streams.core.rows.state_guarantee import GuaranteeRow, OrderRow, OrdersRow
from streams.core.rows.state_identity import AccountRow, TokenRow
from streams.core.rows.store import CLOCK_KEY, Rows
from streams.core.step import Verdict

FORGOTTEN = (
    CaseRow,
    OrderRow,
    OrdersRow,
    ReporterRow,
    AccountRow,
    TokenRow,
)
"""Rows whose timer only says when nobody can need them any more."""


def ticked(work: Work, event: Ticked) -> Verdict:
    """Move the partition's clock on; it never goes back."""
    at = micros(event.data.time)
    if at <= work.ticked():
        return "decided"
    work.put(CLOCK_KEY, ClockRow(ticked=at))
    if isinstance(work.rows, Rows):
        for key in work.rows.due(at):
            _due(work, key, at)
    return "decided"


def _due(work: Work, key: str, at: int) -> None:
    row = work.get(key)
    if isinstance(row, GuaranteeRow):
        owing.ticked(work, key, row, at)
        return
    if isinstance(row, GangTokenRow | GangAccountRow):
        passed(work, key, row, at)
        return
    if isinstance(row, CaseRow) and work.is_open(row):
        work.put(key, msgspec.structs.replace(row, due=at + APPEAL_DECISION))
        return
    if isinstance(row, FORGOTTEN):
        work.put(key, None)
        if isinstance(row, AccountRow):  # nobody could say any more why a person should look
            stand(work, row.account_id, LINKAGE, None, Moment(at))
        return
    if not isinstance(row, TargetRow | LedgerRow):
        return
    if isinstance(row, TargetRow):
        row = wait_no_longer(work, key, row, at)
    waits = bool(row.memory.behind) or (isinstance(row, TargetRow) and bool(row.awaited))
    told = work.told(row, at) if isinstance(row, TargetRow) else NOTHING_TOLD
    if not waits and not row.held and not row.memory.exempt and forgotten_at(row, work.policies, told) <= at:
        work.put(key, None)
        return
    work.move(key, row, [], at)
