"""What an agency's token says about it: how many came by it, and how many of those are barred."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from streams.core.rows.state import AnyRow
from streams.core.rows.state_identity import Span, TokenRow

AGENCY = "agency"
REFUSED = 2
PRIOR_CLIENTS, PRIOR_SHARE = 20, 0.02
"""A new agency is taken for a middling one until its clients say more: one bad client of two is no share of half."""


class Agency(msgspec.Struct, frozen=True, kw_only=True):
    """One agency: clients, how many of them are barred at the time, their share, and a standing that doubts small ones.

    `standing` is 1 for an agency without a barred client and falls towards 0.
    """

    agency: str
    clients: int
    barred: int
    refused: int
    share: float
    standing: float


def agencies_among(rows: Iterable[AnyRow], at: int) -> list[Agency]:
    """All agencies of these rows as of event time `at`, the worst standing first. An agency is shown masked."""
    found = [_agency(row, at) for row in rows if isinstance(row, TokenRow) and _is_agency(row)]
    return sorted(found, key=lambda one: (one.standing, -one.clients, one.agency))


def _is_agency(row: TokenRow) -> bool:
    return row.token is not None and row.token.kind == AGENCY


def _agency(row: TokenRow, at: int) -> Agency:
    applied = {name for name, _, _ in row.asks}
    barred = {name for name, holder in row.holders.items() if _is_barred(holder.spans, at, own=True)}
    refused = {name for name, holder in row.holders.items() if _is_barred(holder.spans, at, own=False)} - barred
    clients = len(applied | barred) + sum(row.elders.values())
    expected = PRIOR_SHARE * PRIOR_CLIENTS
    return Agency(
        agency="" if row.token is None else row.token.masked,
        clients=clients,
        barred=len(barred),
        refused=len(refused),
        share=round(len(barred) / clients, 4) if clients else 0.0,
        standing=round(1.0 - max((len(barred) + expected) / (clients + PRIOR_CLIENTS) - PRIOR_SHARE, 0.0), 4),
    )


def _is_barred(spans: Iterable[Span], at: int, *, own: bool) -> bool:
    return any(
        span.since <= at and (span.until is None or at < span.until) and _counts(span, own=own) for span in spans
    )


def _counts(span: Span, *, own: bool) -> bool:
    """Barred itself, or refused because it was joined to who is."""
    return span.via is None if own else span.via is not None and span.via.rank == REFUSED
