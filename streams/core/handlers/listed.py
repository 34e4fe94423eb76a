"""Listings and live words: from event to facts about one target."""

from __future__ import annotations

import msgspec

from schemas.envelope import type_of
from schemas.events.listings import ListingPublished, ListingRevised, ListingWithdrawn
from schemas.events.live import UtteranceHeard
from schemas.seal import micros
from streams.core.fold.work import Work
from streams.core.handlers.shown import Reading, shown
from streams.core.ledger.mending import mended, mends, rules_on
from streams.core.policy.model import PolicySet
from streams.core.rows.facts import Shown
from streams.core.rows.state import ClockRow, TargetRow
from streams.core.rows.store import CLOCK_KEY, Rows
from streams.core.step import NOTHING, Step, Verdict


def clean_publication(rows: Rows, event: ListingPublished | UtteranceHeard, policies: PolicySet) -> Step:
    """A first publication without a signal changes nothing and leaves no row: nine listings in ten cost no state.

    Only its age is checked, and only where a tick has moved the partition's clock.
    """
    clock = rows.get(CLOCK_KEY)
    if not isinstance(clock, ClockRow) or micros(event.time) >= clock.ticked - policies.at(clock.ticked).ledger_horizon:
        return NOTHING
    late = Work(rows, policies, rows.partition).too_late(None, micros(event.time))
    return NOTHING if late is None else Step(verdict=late)


def displayed(work: Work, event: ListingPublished | UtteranceHeard, reading: Reading) -> Verdict:
    """A publication or utterance with signals: a fact when a rule hits."""
    data = event.data
    is_listing = isinstance(event, ListingPublished)
    kind, target = ("listing", event.data.listing_id) if is_listing else ("room", event.data.room_id)  # type: ignore[union-attr]
    fact = shown(event, data, reading, work.policies)
    key, row = work.target(data.seller_id, kind, target)
    late = work.too_late(row, fact.time)
    if late is not None:
        return late
    if not fact.hits:
        return "decided"
    return "decided" if work.add(key, row, fact) else "duplicate"


def revised(work: Work, event: ListingRevised, reading: Reading) -> Verdict:
    """A revision is always remembered for a while: it may arrive before what it cleans."""
    fact = shown(event, event.data, reading, work.policies)
    return _replaced(work, event.data.seller_id, event.data.listing_id, fact)


def withdrawn(work: Work, event: ListingWithdrawn) -> Verdict:
    """A withdrawal lifts what was about the listing."""
    fact = Shown(
        time=micros(event.time),
        type=type_of(event).removeprefix("marketplace."),
        source=event.source,
        id=event.id,
        withdrawn=True,
    )
    return _replaced(work, event.data.seller_id, event.data.listing_id, fact)


def _replaced(work: Work, seller_id: str, listing_id: str, fact: Shown) -> Verdict:
    key, row = work.target(seller_id, "listing", listing_id)
    late = work.too_late(row, fact.time)
    if late is not None:
        return late
    if not row.facts and not row.held and not fact.hits:
        work.put(key, marked := marker(row, fact, work.policies))
        work.told(marked, marked.clock)
    elif not work.add(key, row, fact):
        return "duplicate"
    ledger_key, ledger = work.ledger(seller_id)
    if fact.hits or not any(rules_on(known, listing_id) for known in ledger.facts):
        return "decided"
    one = mended(fact, listing_id)
    if mends((*ledger.facts, one), one):
        work.add(ledger_key, ledger, one)
    else:
        work.move(ledger_key, ledger, [], fact.time)
    return "decided"


def marker(row: TargetRow, fact: Shown, policies: PolicySet) -> TargetRow:
    """A new row that only remembers a clean version: what the fold would give, at a fifth of its cost."""
    forgotten = fact.time + policies.at(fact.time).marker_horizon
    return msgspec.structs.replace(row, clock=max(row.clock, fact.time), facts=(fact,), due=forgotten)
