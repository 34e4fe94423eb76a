"""What a ledger's reminders are for the rows of their targets: there is one open reminder of a target and class.

A ruling's reminder lies in the seller's ledger, a rule's, a notice's and a crowd's in the row of the target, in the
same partition. The target's fold is told of the ruling's and stands back behind it, never the other way round: so each
is a function of the events alone, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from streams.core.ledger.points import fallen, standing_rulings
from streams.core.policy.model import PolicySet
from streams.core.rows.bounds import weight_of
from streams.core.rows.facts import Fact, Held, Ruled
from streams.core.rows.reminders import How, Reminded, Voided
from streams.core.rows.state import AnyRow, LedgerRow
from streams.core.standing.standing import Standing

ENDED_MAX = 128
ENDED_BYTES = 16 * 1024  # where ids are long
SELLERS = ("shop", "account")  # a ruling about anything may remind of these
_BY_TIMER: dict[str, How] = {"lapsed": "lapsed", "expired": "expired"}


class Told(NamedTuple):
    """What a row is told of others: the reminders of rulings on a target, in order, and a clock it is not behind.

    Of a target that is when it was last ruled on, of a ledger the clocks of the targets that its rulings name.
    """

    reminders: tuple[Reminded, ...] = ()
    clock: int = 0


NOTHING_TOLD = Told()


def told_of(ledger: AnyRow | None, target_kind: str, target_id: str, policies: PolicySet) -> Told:
    """What the ledger has to say to this target."""
    if not isinstance(ledger, LedgerRow):
        return NOTHING_TOLD
    target = (target_kind, target_id)
    is_sellers = target_kind in SELLERS and target_id == ledger.seller_id
    ruled = [
        fact
        for fact in ledger.facts
        if isinstance(fact, Ruled) and (is_sellers or (fact.target_id == target_id and fact.target_kind == target_kind))
    ]
    spans = [span for span in (*ledger.reminded, *_open(ledger.held)) if span.target == target]
    if not ruled and not spans:
        return NOTHING_TOLD
    spans += [span for span in _voided(ledger, ruled, policies) if span.target == target]
    return Told(tuple(sorted(spans, key=_order)), max((fact.time for fact in ruled), default=0))


def _voided(ledger: LedgerRow, ruled: Sequence[Ruled], policies: PolicySet) -> Iterator[Reminded]:
    """The windows of rulings that do not stand: whoever was told of one and kept it is none the worse for the rest.

    What joined it was told to nobody. From when the ruling fell the host has a whole window to answer it.
    """
    fell = fallen(ledger.facts)
    stand = {ruling.cause for ruling in standing_rulings(ledger.facts)}
    for fact in ruled:
        policy = policies.at(fact.occurred_at)
        for step in policy.ladder(fact.violation_class).steps if fact.cause not in stand else ():
            if step.measure == "remind":
                until = fact.start + (step.duration or policy.correction_window)
                target = (fact.target_kind, fact.target_id)
                target = target if step.target == "offending" else (step.target, ledger.seller_id)
                kept = until if fact.cause not in fell else max(until, fell[fact.cause] + until - fact.start)
                yield Voided(*target, fact.violation_class, fact.time, until, "voided", *fact.cause, kept)


def targets_of(facts: Iterable[Fact], seller_id: str) -> set[tuple[str, str]]:
    """What these rulings may remind of."""
    named = {(fact.target_kind, fact.target_id) for fact in facts if isinstance(fact, Ruled)}
    return named | {(kind, seller_id) for kind in SELLERS} if named else named


def ended(row: LedgerRow, standing: Standing, *, in_order: bool) -> tuple[tuple[Reminded, ...], int]:
    """The reminders that are over, the newest only where they are many; and when the newest left out was."""
    kept = row.reminded if in_order else [span for span in row.reminded if span.until <= row.base_clock]
    over = [
        _span(one.held, one.at, _BY_TIMER.get(one.reason, "answered")) for one in standing.ended if _is_one(one.held)
    ]
    spans = {(*span.target, span.violation_class, span.since): span for span in (*kept, *over)}
    known = sorted((span for span in spans.values() if _is_told(span, row.reminded_since)), key=_end)
    since = row.reminded_since
    while len(known) > ENDED_MAX or (len(known) > ENDED_MAX // 8 and weight_of(known) > ENDED_BYTES):
        cut = len(known) // 4
        since, known = known[cut - 1].until, known[cut:]
    return tuple(known), since


def to_be_told(
    before: LedgerRow, after: LedgerRow, facts: Iterable[Fact], policies: PolicySet
) -> dict[tuple[str, str], bool]:
    """The targets that have to be told, and whether of more than that time has passed."""
    sellers = {(kind, after.seller_id) for kind in SELLERS}
    targets = {target: target not in sellers for target in sorted(targets_of(facts, after.seller_id))}
    known, now = ({*row.reminded, *_open(row.held)} for row in (before, after))
    for span in sorted((known ^ now) | _fallen(before, after, policies), key=_end):
        if span.until > after.reminded_since:
            targets[span.target] = True
    return targets


def _fallen(before: LedgerRow, after: LedgerRow, policies: PolicySet) -> set[Reminded]:
    """The windows of rulings that began or ceased to stand, though they may have reminded nobody.

    What is overturned before its ruling is here has voided it from the first; a ruling that the row has let go says
    nothing any more.
    """
    both = [[fact for fact in row.facts if isinstance(fact, Ruled)] for row in (before, after)]
    known, now = ({*_voided(row, ruled, policies)} for row, ruled in zip((before, after), both, strict=True))
    here = {fact.cause for fact in both[1]}
    return {span for span in known ^ now if span.cause in here}


def _open(held: Iterable[Held]) -> list[Reminded]:
    """Those in force, with what their timers will do."""
    return [
        _span(one, one.expires_at, "expired" if one.lapse is None else "lapsed")
        for one in held
        if _is_one(one) and one.expires_at is not None
    ]


def _is_one(held: Held) -> bool:
    return held.measure == "remind" and held.mode == "live"


def _is_told(span: Reminded, since: int) -> bool:
    return span.since < span.until and span.until > since


def _span(held: Held, until: int, how: How) -> Reminded:
    return Reminded(held.target_kind, held.target_id, held.violation_class, held.start, until, how, *held.cause)


def _order(span: Reminded) -> tuple[int, int, str]:
    return (span.since, span.until, span.violation_class)


def _end(span: Reminded) -> tuple[int, int, str, str, str]:
    return (span.until, span.since, *span.target, span.violation_class)
