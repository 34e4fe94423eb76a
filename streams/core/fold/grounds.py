"""What takes the ground of a measure away: the event that is named as its end, or nobody's."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.enforcement import LiftReason
from streams.core.rows.facts import AppealEnded, Fact, Judged, Overturned, Reported
from streams.core.rows.state import FactsRow, LedgerRow
from streams.core.standing.difference import Vanished

NOBODY = ("", "")  # of an event that is never named: a person's report, or a look


def takes_ground_away(row: FactsRow, fact: Fact) -> bool:
    """Whether what a ledger holds may have been wrong from its beginning."""
    if not isinstance(row, LedgerRow):
        return False
    return isinstance(fact, Overturned) or (isinstance(fact, AppealEnded) and fact.upheld)


def vanished_by(row: FactsRow, facts: Sequence[Fact]) -> Vanished:
    """What takes a ground away. What people report and how that is ruled is never named: ids may lead to who did."""
    if not facts:
        return Vanished(row.clock, "recomputed", NOBODY)
    fact = facts[-1]
    if isinstance(fact, Reported | Judged):
        return Vanished(fact.time, "recomputed", NOBODY)
    reason: LiftReason = "recomputed"
    if isinstance(fact, Overturned):
        reason = "overturned"
    elif isinstance(fact, AppealEnded) and fact.upheld:
        reason = "appeal_upheld"
    return Vanished(fact.time, reason, fact.cause)
