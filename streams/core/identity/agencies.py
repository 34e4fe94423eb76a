"""What its clients say about an agency: how many came by it, and how many of those are barred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from streams.core.identity.facts import AGENCY, tokens_of
from streams.core.identity.taints import bars, taints_of
from streams.core.policy.model import PolicySet
from streams.core.rows.state import AnyRow
from streams.core.rows.state_identity import AccountRow

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


def agencies_among(rows: Iterable[AnyRow], at: int, policies: PolicySet) -> list[Agency]:
    """All agencies of these rows as of event time `at`, the worst standing first. An agency is shown masked.

    Counted by account and not by the agency's token, whose row is capped: a client is one however often it applied.
    """
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        if isinstance(row, AccountRow):
            what = _standing_of(row, at, policies)
            for agency in {token.masked for fact in row.facts for token in tokens_of(fact) if token.kind == AGENCY}:
                counts.setdefault(agency, Counter())[what] += 1
    return sorted((_agency(*one) for one in counts.items()), key=lambda one: (one.standing, -one.clients, one.agency))


def _standing_of(row: AccountRow, at: int, policies: PolicySet) -> str:
    if any(bars(taint, at) for taint in taints_of(row, policies)):
        return "barred"
    refused = (taint for taint in row.derived if taint.via is not None and taint.via.rank == REFUSED)
    return "refused" if any(bars(taint, at) for taint in refused) else "open"


def _agency(agency: str, count: Counter[str]) -> Agency:
    clients, barred = count.total(), count["barred"]
    expected = PRIOR_SHARE * PRIOR_CLIENTS
    return Agency(
        agency=agency,
        clients=clients,
        barred=barred,
        refused=count["refused"],
        share=round(barred / clients, 4),
        standing=round(1.0 - max((barred + expected) / (clients + PRIOR_CLIENTS) - PRIOR_SHARE, 0.0), 4),
    )
