"""How long what is known of people is kept: after the last that was heard of them, and while somebody is barred.

Deadlines are rounded up to whole months, so that a row does not get a new timer with every change.
"""

from __future__ import annotations

import msgspec

from streams.core.identity.taints import taints_of
from streams.core.policy.model import PolicySet
from streams.core.state_gangs import GangAccountRow, GangTokenRow
from streams.core.state_identity import AccountRow, Span, TokenRow
from streams.core.time import DAY

MONTH = 30 * DAY


def kept_account(row: AccountRow, policies: PolicySet) -> AccountRow:
    """The row with its deadline: the horizon after its last event, and not before its last bar ends."""
    ends = [taint.until for taint in (*taints_of(row, policies), *row.derived)]
    due = _deadline(row.clock, ends, policies)
    return row if due == row.due else msgspec.structs.replace(row, due=due)


def kept_token(row: TokenRow, policies: PolicySet) -> TokenRow:
    """The same for a token."""
    spans: list[Span] = [span for holder in row.holders.values() for span in holder.spans]
    last = max((ask.asked for ask in row.asks.values()), default=0)
    due = _deadline(max(row.clock, last), [span.until for span in spans], policies)
    return row if due == row.due else msgspec.structs.replace(row, due=due)


def kept_tie(at: int, row: GangTokenRow | GangAccountRow, policies: PolicySet) -> int:
    """The deadline of a row of the gang partition, after a tie or a ban at `at`."""
    ends = [until for _, until in row.spans] if isinstance(row, GangAccountRow) else []
    return max(_deadline(at, ends, policies), row.due or 0)


def _deadline(last: int, ends: list[int | None], policies: PolicySet) -> int:
    horizon = policies.at(last).identity_horizon
    latest = max([last + horizon, *(end for end in ends if end is not None)])
    return -(-latest // MONTH) * MONTH
