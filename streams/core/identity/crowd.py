"""How many hold a token without a bar: what honest accounts share says little about any of them.

Only accounts older than 90 days make a hub, for an attacker can open any number of young ones in a day.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from streams.core.state_identity import Ask, Span, TokenRow
from streams.core.time import DAY

ELDER = 90 * DAY
MONTH = 30 * DAY
MAX_MONTHS = 48
REFUSED = 2


class Crowd(msgspec.Struct, frozen=True):
    """Accounts that hold a token and are not barred: for more than 90 days, and at all."""

    elders: int = 0
    peers: int = 0


def crowd_of(row: TokenRow, account_id: str, at: int) -> Crowd:
    """The crowd at event time `at`, without the one who asks."""
    first: dict[str, int] = {}
    for (name, _), ask in row.asks.items():
        if name != account_id and ask.asked < at:
            first[name] = min(ask.asked, first.get(name, ask.asked))
    honest = [asked for name, asked in first.items() if not _is_barred(row, name, at)]
    elders = sum(asked <= at - ELDER for asked in honest)
    gone_old = sum(n for month, n in row.elders.items() if (month + 1) * MONTH <= at - ELDER)
    gone = sum(n for month, n in row.elders.items() if (month + 1) * MONTH <= at)
    return Crowd(elders=elders + gone_old, peers=len(honest) + gone)


def _is_barred(row: TokenRow, account_id: str, at: int) -> bool:
    holder = row.holders.get(account_id)
    return holder is not None and any(_counts(span) and _covers(span, at) for span in holder.spans)


def _counts(span: Span) -> bool:
    """A refused applicant is no honest one; who was only looked at still is."""
    return span.via is None or span.via.rank == REFUSED


def _covers(span: Span, at: int) -> bool:
    return span.since <= at and (span.until is None or at < span.until)


def with_evicted(elders: dict[int, int], gone: Iterable[Ask]) -> dict[int, int]:
    """The months' counts with these asks in them; of too many months the oldest two are one."""
    counts = dict(elders)
    for ask in gone:
        month = ask.asked // MONTH
        counts[month] = counts.get(month, 0) + 1
    while len(counts) > MAX_MONTHS:
        first, second = sorted(counts)[:2]
        counts[second] += counts.pop(first)
    return counts
