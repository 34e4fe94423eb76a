"""How many hold a token without a bar: what honest accounts share says little about any of them.

Only accounts older than 90 days make a hub, for an attacker can open any number of young ones in a day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import msgspec

from streams.core.identity.desk import NONE, Desks
from streams.core.rows.state_identity import Span, TokenRow
from streams.core.time import DAY

ELDER = 90 * DAY
MONTH = 30 * DAY
MAX_MONTHS = 48
REFUSED = 2


class Crowd(msgspec.Struct, frozen=True):
    """Accounts that hold a token and are not barred: for more than 90 days, and at all; and whose desk's it is."""

    elders: int = 0
    peers: int = 0
    desk: int = NONE


NOBODY = Crowd()


class Crowds:
    """The crowds of one row, for everybody who asks: who asked when is put in order once."""

    def __init__(self, row: TokenRow) -> None:
        self._first: dict[str, tuple[int, str]] = {}
        for (name, _, asked), ask in row.asks.items():
            first = (asked, ask.agency)
            if first < self._first.setdefault(name, first):
                self._first[name] = first
        self._times = sorted(asked for asked, _ in self._first.values())
        self._desks = Desks(self._first)
        self._gone = row.elders
        self._barred = [
            (name, self._first[name], spans)
            for name, holder in row.holders.items()
            if name in self._first and (spans := [(one.since, one.until) for one in holder.spans if _counts(one)])
        ]

    def of(self, account_id: str, at: int) -> Crowd:
        """The crowd at event time `at`, without the one who asks."""
        elders, peers = bisect_right(self._times, at - ELDER), bisect_left(self._times, at)
        out = [first for name, first, spans in self._barred if name != account_id and _any_covers(spans, at)]
        if account_id in self._first:
            out.append(self._first[account_id])
        for asked, _ in out:
            elders -= asked <= at - ELDER
            peers -= asked < at
        for month, count in self._gone.items():
            elders += count * ((month + 1) * MONTH <= at - ELDER)
            peers += count * ((month + 1) * MONTH <= at)
        return Crowd(elders, peers, self._desks.of(out, at, at - ELDER, peers))


def _any_covers(spans: Iterable[tuple[int, int | None]], at: int) -> bool:
    for since, until in spans:  # noqa: SIM110 - asked for everybody who asks: half the time of a generator
        if since <= at and (until is None or at < until):
            return True
    return False


def _counts(span: Span) -> bool:
    """A refused applicant is no honest one; who was only looked at still is."""
    return span.via is None or span.via.rank == REFUSED


def with_evicted(elders: dict[int, int], gone: Iterable[int]) -> dict[int, int]:
    """The months' counts with accounts in them that first asked then; of too many months the oldest two are one."""
    counts = dict(elders)
    for asked in gone:
        month = asked // MONTH
        counts[month] = counts.get(month, 0) + 1
    while len(counts) > MAX_MONTHS:
        first, second = sorted(counts)[:2]
        counts[second] += counts.pop(first)
    return counts
