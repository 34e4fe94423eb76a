"""A token's row: who is barred that holds it, and who asked. A claim comes in; answers go to those they change for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from streams.core.hops import Claim, Link
from streams.core.identity.asked import with_ask
from streams.core.identity.crowd import NOBODY, Crowd, Crowds, with_evicted
from streams.core.identity.holding import within
from streams.core.identity.outcome import TokenOutcome
from streams.core.identity.sharing import ties
from streams.core.rows.state_identity import MAX_HOLDERS, MAX_NAMED, Ask, Asker, Holder, Span, TokenRow
from streams.core.rows.taint import Profile, Taint


def apply_claim(row: TokenRow | None, claim: Claim, ticked: int = 0) -> TokenOutcome:
    """An ask (with an application) is kept and answered; an assignment (without) answers the asks it changes.

    Repeated and older claims change nothing, an ask is answered again. A new row counts its revisions from the last
    tick, as accounts do.
    """
    before = TokenRow(token=claim.token, revision=ticked) if row is None else row
    outcome = _assign(before, claim) if claim.application_id is None else _ask(before, claim, claim.application_id)
    if outcome is None or outcome.row is None:
        return TokenOutcome(row=row)
    return TokenOutcome(row=outcome.row, hops=(*outcome.hops, *ties(before, outcome.row, claim)))


def _ask(row: TokenRow, claim: Claim, application_id: str) -> TokenOutcome | None:
    asker = (claim.account_id, application_id, claim.asked)
    if asker in row.asks:  # the first release forgot some answers, and asks once more
        return TokenOutcome(row=row, hops=_links(_Answers(row), claim, {asker: row.asks[asker]}))
    ask = Ask(to=claim.asker, agency=claim.agency)
    asks, gone = with_ask(row.asks, asker, ask)
    elders = with_evicted(row.elders, gone) if gone else row.elders
    after = _changed(row, claim, asks=asks, elders=elders, evicted=row.evicted + 1 + len(row.asks) - len(asks))
    touched, answers = {asker: ask}, _Answers(after)
    if _is_late(row, claim.asked):
        touched |= _touched(row, answers, row.asks)
    return TokenOutcome(row=after, hops=_links(answers, claim, touched))  # answered even when too old to keep


def _is_late(row: TokenRow, asked: int) -> bool:
    """Whether the crowd of those who asked before changes by an ask of this time; an ask in order changes nothing.

    A ban of a later time may be here before it, from another partition: they were told the crowd as of that, too.
    """
    if not row.holders:
        return False
    others = [other for _, _, other in row.asks]
    bans = [span.since for holder in row.holders.values() for span in holder.spans if span.via is None]
    return max((*others, *bans), default=asked) > asked


def _assign(row: TokenRow, claim: Claim) -> TokenOutcome | None:
    known = row.holders.get(claim.account_id)
    if known is not None and known.revision >= claim.revision:
        return None
    spans = tuple(
        Span(taint.since, taint.until, taint.offender_id, taint.via, taint.undone, taint.by) for taint in claim.taints
    )
    seen = max((taint.seen for taint in claim.taints), default=0)
    holder = Holder(
        revision=claim.revision,
        spans=spans,
        seen=seen,
        sketches=claim.sketches if spans else {},
        to=claim.asker,
        agency=claim.agency,
    )
    holders = within(_by_age(_longest_barred({**row.holders, claim.account_id: holder})))
    evicted = row.evicted + len(row.holders) + (known is None) - len(holders)
    after = _changed(row, claim, holders=holders, evicted=evicted)
    answers = _Answers(after)
    return TokenOutcome(row=after, hops=_links(answers, claim, _touched(row, answers, row.asks)))


def _touched(before: TokenRow, answers: _Answers, asks: dict[Asker, Ask]) -> dict[Asker, Ask]:
    """The asks that are answered otherwise now."""
    if not asks or not (before.holders or answers.row.holders):
        return {}
    old = _Answers(before)
    return {
        asker: ask
        for asker, ask in asks.items()
        if old.named(asker) != answers.named(asker) or old.to(asker) != answers.to(asker)
    }


def _changed(row: TokenRow, claim: Claim, **changes: Any) -> TokenRow:
    return msgspec.structs.replace(row, revision=row.revision + 1, clock=max(row.clock, claim.time), **changes)


def _links(answers: _Answers, claim: Claim, asks: dict[Asker, Ask]) -> tuple[Link, ...]:
    return tuple([_link(answers, claim, asker, ask) for asker, ask in asks.items()])


def _link(answers: _Answers, claim: Claim, asker: Asker, ask: Ask) -> Link:
    row, (taints, crowd, later, revisions) = answers.row, answers.to(asker)
    return Link(
        time=claim.time,
        account_id=asker[0],
        application_id=asker[1],
        asked=asker[2],
        token=claim.token,
        to=ask.to,
        taints=taints,
        revision=row.revision,
        elders=crowd.elders,
        peers=crowd.peers,
        later=(later.elders, later.peers),
        desk=(crowd.desk, later.desk),
        profiles={name: Profile(revision, row.holders[name].sketches) for name, revision in revisions.items()},
    )


Said = tuple[tuple[Taint, ...], Crowd, Crowd, dict[str, int]]
NOTHING: Said = ((), NOBODY, NOBODY, {})


class _Answers:
    """What a row says to each that asks."""

    def __init__(self, row: TokenRow) -> None:
        self.row = row
        self._crowds: Crowds | None = None
        self._taints: tuple[Taint, ...] | None = None
        self._named: dict[Asker, tuple[Taint, ...]] = {}
        self._told: dict[Asker, Said] = {}

    def named(self, asker: Asker) -> tuple[Taint, ...]:
        """Who is named."""
        known = self._named.get(asker)
        if known is None:
            if self._taints is None:
                self._taints = tuple(_taints(self.row.holders))
            known = self._named[asker] = _named(self._taints, asker[0], asker[2])
        return known

    def to(self, asker: Asker) -> Said:
        """Who is named, how many hold the token without a bar then and later, and the revisions of the sketches."""
        known = self._told.get(asker)
        if known is None:
            taints = self.named(asker) if self.row.holders else ()
            known = self._told[asker] = self._said(asker, taints) if taints else NOTHING
        return known

    def _said(self, asker: Asker, taints: tuple[Taint, ...]) -> Said:
        account_id, _, asked = asker
        holders = self.row.holders
        named = {taint.account_id: holders[taint.account_id] for taint in taints}
        revisions = {name: holder.revision for name, holder in named.items() if holder.sketches}
        if self._crowds is None:
            self._crowds = Crowds(self.row)
        crowd = later = self._crowds.of(account_id, asked)
        last = max((taint.since for taint in taints if taint.via is None), default=asked)
        if last > asked:  # of those barred themselves: what rests on others must not move what others rest on
            later = self._crowds.of(account_id, last)
        return taints, crowd, later, revisions


def _by_age(holders: dict[str, Holder]) -> dict[str, Holder]:
    """The barred themselves before whoever is joined to them; then the earliest barred."""
    return dict(sorted(holders.items(), key=lambda pair: (*_began(pair[1]), pair[0])))


def _began(holder: Holder) -> tuple[bool, float]:
    own = [span.since for span in holder.spans if span.via is None]
    times = own or [span.since for span in holder.spans]
    return not own, min(times, default=float("inf"))


def _named(taints: tuple[Taint, ...], account_id: str, at: int) -> tuple[Taint, ...]:
    """Who else is barred at `at` or will be: at most eight that are, the earliest barred first, and eight to come.

    Bars of their own first, whoever holds them: if what rests on others could push one out, two accounts would pass on
    to each other what hangs on what the other passes on, and change their minds for ever.
    """
    now: list[Taint] = []
    later: list[Taint] = []
    for taint in taints:
        found = now if taint.since <= at else later
        if len(found) >= MAX_NAMED or (taint.until is not None and at >= taint.until):
            continue
        if taint.account_id != account_id and (taint.via is None or taint.via.account_id != account_id):
            found.append(taint)  # nobody is joined to themselves, nor by way of another
    return (*now, *later)


def _taints(holders: dict[str, Holder]) -> Iterator[Taint]:
    """Every bar of every holder, in the order in which they are named."""
    for own in (True, False):
        for name, holder in holders.items():
            yield from (_taint(name, holder, span) for span in holder.spans if (span.via is None) is own)


def _taint(name: str, holder: Holder, span: Span) -> Taint:
    return Taint(
        account_id=name,
        since=span.since,
        until=span.until,
        offender_id=span.offender_id,
        seen=holder.seen,
        via=span.via,
        undone=span.undone,
        by=span.by,
    )


def _longest_barred(holders: dict[str, Holder]) -> dict[str, Holder]:
    """Without the holder over the cap: a cleared one, else one only joined to the barred, else whose bar ends first."""
    if len(holders) > MAX_HOLDERS:
        del holders[min(holders, key=lambda account_id: (*_end(holders[account_id].spans), account_id))]
    return holders


def _end(spans: Iterable[Span]) -> tuple[bool, float]:
    own = [span for span in spans if span.via is None]
    ends = (float("inf") if span.until is None else span.until for span in own or spans)
    return bool(own), max(ends, default=0)
