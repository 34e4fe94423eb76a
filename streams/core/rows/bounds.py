"""How much a row keeps: its facts are bounded, so that no row grows without end, whatever is sent.

What a crowd says is many and gets old; what the law hangs on (versions, notices, rulings, answers, appeals) is few and
is kept. When a row is full, its older half is folded into a base: the reports in it are gone, the rest stay, so that
they are known when they come again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from streams.core.rows.facts import AppealEnded, Fact, Judged, Overturned, Reported, Ruled, Shown
from streams.core.rows.state import FactsRow, LedgerRow

FACTS_MAX = 256  # of a ledger, and of what is kept of a target
CROWD_MAX = 320  # reports of one target, and as many rulings on them
SHOWN_MAX = 48  # versions carry evidence and weigh ten times as much as a report
FACTS_BYTES = 112 * 1024  # 300 reports and their rulings, so that a brigade is muted; ids of 128 characters weigh more
LOOK_EVERY = 8
KEPT_BYTES = 48 * 1024  # of what stays of folded facts
_ENCODER = msgspec.msgpack.Encoder()


def is_full(row: FactsRow) -> bool:
    """Whether the older half of the row's facts has to be folded into its base."""
    facts = row.facts
    if isinstance(row, LedgerRow):
        if len(facts) > FACTS_MAX:
            return True
    elif len(facts) > SHOWN_MAX:
        kinds = [*map(type, facts)]
        reported, judged = kinds.count(Reported), kinds.count(Judged)
        if reported > CROWD_MAX or judged > CROWD_MAX or kinds.count(Shown) > SHOWN_MAX:
            return True
        if len(facts) - reported - judged > FACTS_MAX:
            return True
    is_looked_at = len(facts) > SHOWN_MAX and len(facts) % LOOK_EVERY == 0
    return is_looked_at and weight_of(facts) > FACTS_BYTES


def weight_of(values: Sequence[object]) -> int:
    """How many bytes they take in a row."""
    return len(_ENCODER.encode(values))


def cut_of(facts: Sequence[Fact]) -> int | None:
    """Where to cut about half off, between two moments: what happened at one moment is folded together."""
    half = len(facts) - len(facts) // 2
    return next((n for n in range(half, len(facts)) if facts[n].time > facts[n - 1].time), None)


def kept_of(row: FactsRow, old: Sequence[Fact]) -> tuple[Fact, ...]:
    """What stays of facts that are folded into the base, as light as can be."""
    if isinstance(row, LedgerRow):
        rulings = (fact for fact in old if isinstance(fact, Ruled | Overturned | AppealEnded))
        return _newest(rulings)
    kept = [fact for fact in old if not isinstance(fact, Reported | Judged)]
    shown = [fact for fact in kept if isinstance(fact, Shown)][: -(SHOWN_MAX // 2)]
    gone = {fact.cause for fact in shown}
    return _newest(_light(fact) for fact in kept if fact.cause not in gone)


def _newest(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """As many of the last as there is room for: ids of hundreds of bytes would fill a row by themselves."""
    kept = tuple(facts)[-(FACTS_MAX // 2) :]
    while weight_of(kept) > KEPT_BYTES:
        kept = kept[len(kept) // 8 + 1 :]
    return kept


def _light(fact: Fact) -> Fact:
    """A version without its evidence."""
    return msgspec.structs.replace(fact, evidence=()) if isinstance(fact, Shown) and fact.evidence else fact


def after_base(row: FactsRow, facts: Sequence[Fact]) -> list[Fact]:
    """What is not in the base yet."""
    return [fact for fact in facts if fact.time > row.base_clock]


def as_of_base(row: FactsRow, fact: Fact) -> Fact | None:
    """A fact from before the base, which is closed, takes effect at its end. A report of old times counts no more."""
    if fact.time > row.base_clock or not row.base_clock:
        return fact
    if isinstance(fact, Reported):
        return None
    start = row.base_clock + 1
    return msgspec.structs.replace(fact, time=start, recorded=max(fact.start, start))
