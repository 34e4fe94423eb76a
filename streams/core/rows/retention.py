"""How long what is known of people is kept: after the last that was heard of them, and while somebody is barred.

Of who is only known for having been barred nothing is kept for longer than that, but for a month in which an
application of that time may still arrive. Deadlines are rounded up to whole months, so that a row does not get a new
timer with every change.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from streams.core.identity.taints import taints_of
from streams.core.policy.model import PolicySet
from streams.core.rows.state_gangs import GangAccountRow, GangTokenRow
from streams.core.rows.state_identity import AccountRow, Applied, Attributed, TokenRow
from streams.core.time import DAY

MONTH = 30 * DAY
RowT = TypeVar("RowT", AccountRow, TokenRow)


def kept_account(before: AccountRow | None, row: AccountRow, policies: PolicySet) -> AccountRow:
    """The row with its deadline: the horizon after its last event, and not before its last bar ends.

    Of whom nothing but bars is known is kept for these alone.
    """
    if not any(isinstance(fact, Applied | Attributed) for fact in row.facts):
        fell = () if row.fell is None else (row.fell[1],)
        over = _over([*(taint.until for taint in taints_of(row, policies)), *fell])
        if over is not None:
            return _due(row, over)
    same = before is not None and before.facts is row.facts and before.derived is row.derived
    if same and before is not None and before.clock == row.clock:
        return row
    ends = [] if same else [taint.until for taint in (*taints_of(row, policies), *row.derived)]
    return _due(row, max(_deadline(row.clock, ends, policies), (row.due or 0) if same else 0))


def kept_token(before: TokenRow | None, row: TokenRow, at: int, policies: PolicySet) -> TokenRow:
    """The same for a token, after a claim of event time `at`; without an applicant it is kept for its bars alone."""
    if not row.asks and not row.elders:
        over = _over([span.until for holder in row.holders.values() for span in holder.spans])
        if over is not None:
            return _due(row, over)
    if before is not None and before.holders is row.holders:
        return _due(row, max(before.due or 0, _deadline(at, (), policies)))
    last = max((asked for _, _, asked in row.asks), default=0)
    ends = [span.until for holder in row.holders.values() for span in holder.spans]
    return _due(row, _deadline(max(at, row.clock, last), ends, policies))


def _over(ends: list[int | None]) -> int | None:
    """When nobody has to be known any more for bars that end then; None where there is none, or one without an end."""
    known = [end for end in ends if end is not None]
    return _in_months(max(known) + MONTH) if known and len(known) == len(ends) else None


def _due(row: RowT, due: int) -> RowT:
    return row if due == row.due else msgspec.structs.replace(row, due=due)


def kept_posting(at: int, row: GangTokenRow, policies: PolicySet) -> int:
    """The deadline of a shared token, after a tie at `at`."""
    return max(_deadline(at, (), policies), row.due or 0)


def kept_seat(at: int, row: GangAccountRow, policies: PolicySet, ticked: int) -> GangAccountRow:
    """The row after a tie or a ban at `at`, with when it may go, and when it is to be looked at: when a ban ends.

    One that ended before `at` is looked at too, unless a tick has passed since: no tie says that it did.
    """
    clock = max(at, row.clock)
    ends = [until for _, until in row.spans]
    kept = max(_deadline(clock, ends, policies), row.kept)
    due = min([kept, *(end for end in ends if end is not None and end > ticked)])
    return msgspec.structs.replace(row, clock=clock, kept=kept, due=due)


def _deadline(last: int, ends: Iterable[int | None], policies: PolicySet) -> int:
    latest = last + policies.at(last).identity_horizon
    for end in ends:
        if end is not None and end > latest:
            latest = end
    return _in_months(latest)


def _in_months(at: int) -> int:
    return -(-at // MONTH) * MONTH
