"""A token's row: who is barred that holds it, and who asked. A claim comes in; answers go to those they change for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import msgspec

from streams.core.hops import Claim, Link, Taint
from streams.core.identity.outcome import TokenOutcome
from streams.core.identity.taints import bars
from streams.core.state_identity import MAX_ASKS, MAX_HOLDERS, MAX_NAMED, Ask, Holder, Span, TokenRow

Asker = tuple[str, str]  # account, application


def apply_claim(row: TokenRow | None, claim: Claim) -> TokenOutcome:
    """An ask (with an application) is kept and answered; an assignment (without) answers the asks it changes.

    Repeated and older claims change nothing.
    """
    before = TokenRow() if row is None else row
    outcome = _assign(before, claim) if claim.application_id is None else _ask(before, claim, claim.application_id)
    return TokenOutcome(row=row) if outcome is None else outcome


def _ask(row: TokenRow, claim: Claim, application_id: str) -> TokenOutcome | None:
    asker = (claim.account_id, application_id)
    known = row.asks.get(asker)
    if known is not None and known.asked >= claim.asked:
        return None  # the same again, or an earlier version of the application
    ask = Ask(asked=claim.asked, to=claim.asker)
    asks = _youngest({**row.asks, asker: ask})
    after = _changed(row, claim, asks=asks, evicted=row.evicted + len(row.asks) + (known is None) - len(asks))
    return TokenOutcome(row=after, hops=_links(after, claim, [(asker, ask)]))  # answered even when too old to keep


def _assign(row: TokenRow, claim: Claim) -> TokenOutcome | None:
    known = row.holders.get(claim.account_id)
    if known is not None and known.revision >= claim.revision:
        return None
    spans = tuple(Span(since=taint.since, until=taint.until, offender_id=taint.offender_id) for taint in claim.taints)
    holders = _longest_barred({**row.holders, claim.account_id: Holder(revision=claim.revision, spans=spans)})
    evicted = row.evicted + len(row.holders) + (known is None) - len(holders)
    after = _changed(row, claim, holders=holders, evicted=evicted)
    old = () if known is None else known.spans
    return TokenOutcome(row=after, hops=_links(after, claim, _touched(row, claim.account_id, old, spans)))


def _touched(row: TokenRow, holder: str, old: Iterable[Span], new: Iterable[Span]) -> list[tuple[Asker, Ask]]:
    """The asks of others for which this one holder's change makes a difference."""
    return [
        (asker, ask)
        for asker, ask in row.asks.items()
        if asker[0] != holder and _in_force(old, ask.asked) != _in_force(new, ask.asked)
    ]


def _in_force(spans: Iterable[Span], at: int) -> list[Span]:
    return [span for span in spans if span.since <= at and (span.until is None or at < span.until)]


def _changed(row: TokenRow, claim: Claim, **changes: Any) -> TokenRow:
    return msgspec.structs.replace(row, revision=row.revision + 1, clock=max(row.clock, claim.time), **changes)


def _links(row: TokenRow, claim: Claim, asks: list[tuple[Asker, Ask]]) -> tuple[Link, ...]:
    taints = _by_age(row) if asks else []
    return tuple(
        Link(
            time=claim.time,
            account_id=account_id,
            application_id=application_id,
            token=claim.token,
            to=ask.to,
            taints=_named(taints, account_id, ask.asked),
            asked=ask.asked,
            revision=row.revision,
        )
        for (account_id, application_id), ask in asks
    )


def _by_age(row: TokenRow) -> list[Taint]:
    taints = [
        Taint(account_id=account_id, since=span.since, until=span.until, offender_id=span.offender_id)
        for account_id, holder in row.holders.items()
        for span in holder.spans
    ]
    return sorted(taints, key=lambda taint: (taint.since, taint.account_id, taint.offender_id or ""))


def _named(taints: list[Taint], account_id: str, at: int) -> tuple[Taint, ...]:
    """Who else is barred at `at`: at most eight, the earliest barred first."""
    return tuple(islice((taint for taint in taints if taint.account_id != account_id and bars(taint, at)), MAX_NAMED))


def _youngest(asks: dict[Asker, Ask]) -> dict[Asker, Ask]:
    """Without an eighth of the asks, the oldest, when there are too many: sorting for each ask would cost."""
    if len(asks) <= MAX_ASKS:
        return asks
    oldest = set(sorted(asks, key=lambda asker: (asks[asker].asked, asker))[: MAX_ASKS // 8])
    return {asker: ask for asker, ask in asks.items() if asker not in oldest}


def _longest_barred(holders: dict[str, Holder]) -> dict[str, Holder]:
    """Without the holder over the cap: a cleared one, else the one whose bar ends first."""
    if len(holders) > MAX_HOLDERS:
        del holders[min(holders, key=lambda account_id: (_end(holders[account_id]), account_id))]
    return holders


def _end(holder: Holder) -> float:
    return max((float("inf") if span.until is None else span.until for span in holder.spans), default=0)
