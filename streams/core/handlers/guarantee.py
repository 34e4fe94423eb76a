"""Who owes which order: of all standing rulings that name it, the earliest; so each is owed once, whatever came first.

When that ruling falls, or an earlier one comes late, the order passes on: what it was published with is lifted before
anything is taken anew, and what a ruling goes on owing stays as it was told.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from schemas.enforcement import LiftReason
from streams.core.fold.scratch import Voided
from streams.core.fold.work import Work
from streams.core.handlers.named_orders import Orders, claim_of, name_of
from streams.core.handlers.owing import guarantee_key, guarantee_row, lift, take, timed
from streams.core.ledger.compensation import compensation
from streams.core.ledger.points import Book, standing_rulings
from streams.core.rows.facts import AppealEnded, Overturned, Ruled
from streams.core.rows.state import LedgerRow
from streams.core.rows.state_guarantee import CLAIMS_MAX, Claim, GuaranteeRow
from streams.core.standing.difference import Change, Difference, Vanished

Moves = dict[str, list[str]]


def follow_up(work: Work) -> None:
    """What a step's rulings, overturns and upheld appeals mean for orders under guarantee."""
    named, work.guaranteed = work.guaranteed, []
    for one in named:
        _claimed(work, one.seller_id, one.ruling, one.orders)
    while work.voided:  # an appeal may have waited for what is published here
        fallen, work.voided = work.voided, []
        for one_fallen in fallen:
            _fell(work, one_fallen)


def _claimed(work: Work, seller_id: str, fact: Ruled, orders: Sequence[str]) -> None:
    """A ruling that names orders."""
    name = name_of(fact.violation_id)
    row = guarantee_row(work, seller_id, name) or GuaranteeRow(seller_id=seller_id)
    if claim_of(row, fact.cause) is not None:
        return
    _, ledger = work.ledger(seller_id)
    held = compensation(fact, work.policies, _points(work, ledger, fact))
    claim = Claim(held, Orders(work, seller_id).write(held, orders))
    first = [one for number, one in enumerate(row.claims) if number < CLAIMS_MAX or one.held.cause == row.standing]
    claims = sorted((*first, claim), key=lambda one: (one.held.start, one.held.cause))
    cleared = {*row.cleared, *([fact.cause] if any(_clears(known, fact.cause) for known in ledger.facts) else [])}
    row = msgspec.structs.replace(
        row,
        claims=tuple(claims),
        overturned=row.overturned or any(_overturns(known, fact.violation_id) for known in ledger.facts),
        cleared=tuple(sorted(cleared)),
    )
    _settle(work, name, row, Vanished(fact.time, "recomputed", fact.cause))


def _points(work: Work, ledger: LedgerRow, fact: Ruled) -> tuple[int, int]:
    rulings = [one for one in standing_rulings(ledger.facts) if one.violation_class == fact.violation_class]
    book, forfeited = Book(rulings, work.policies), set(ledger.memory.forfeited)
    before = book.before(fact.order(), forfeited, fact.time)
    return before, book.through(fact.order(), forfeited, fact.time)


def _overturns(fact: object, violation_id: str) -> bool:
    return isinstance(fact, Overturned) and fact.violation_id == violation_id


def _clears(fact: object, cause: tuple[str, str]) -> bool:
    return isinstance(fact, AppealEnded) and fact.upheld and fact.against == cause


def _fell(work: Work, fallen: Voided) -> None:
    """A ruling was overturned, or cleared by an appeal."""
    fact = fallen.fact
    name = name_of(_violation(work, fallen))
    row = guarantee_row(work, fallen.seller_id, name)
    if row is None:
        return
    reason: LiftReason = "overturned"
    if isinstance(fact, AppealEnded):
        reason = "appeal_upheld"
        row = msgspec.structs.replace(row, cleared=tuple(sorted({*row.cleared, fact.against})))
    else:
        row = msgspec.structs.replace(row, overturned=True)
    _settle(work, name, row, Vanished(fact.time, reason, fact.cause))


def _violation(work: Work, fallen: Voided) -> str:
    """Which violation it is about; an appeal names the ruling, and of a compensation the violation."""
    fact = fallen.fact
    if isinstance(fact, Overturned):
        return fact.violation_id
    _, ledger = work.ledger(fallen.seller_id)
    rulings = (known for known in ledger.facts if isinstance(known, Ruled) and known.cause == fact.against)
    ruling = next(rulings, None)
    return fact.content if ruling is None else ruling.violation_id


def _standing(row: GuaranteeRow) -> Claim | None:
    """Of rulings with one violation id the first that stands counts."""
    if row.overturned:
        return None
    return next((claim for claim in row.claims if claim.held.cause not in row.cleared), None)


def _settle(work: Work, name: str, row: GuaranteeRow, event: Vanished) -> None:
    """Let the right ruling claim its orders, and publish what every ruling owes more or less for that."""
    work.put(guarantee_key(row.seller_id, name), timed(work, row))
    now, before = _standing(row), None if row.standing is None else claim_of(row, row.standing)
    cause = None if now is None else now.held.cause
    if cause == row.standing:
        return
    lost, gained = _moved(Orders(work, row.seller_id), name, before, now)
    lifts: list[Change] = []
    for who in sorted(lost):
        why = event if who == name else Vanished(event.at, "recomputed", event.cause)
        done, rest = lift(work, row.seller_id, who, set(lost[who]), why)
        lifts += done
        gained.setdefault(who, []).extend(rest)
    row = guarantee_row(work, row.seller_id, name) or row
    work.put(guarantee_key(row.seller_id, name), msgspec.structs.replace(row, standing=cause))
    takes = [change for who in sorted(gained) for change in take(work, row.seller_id, who, set(gained[who]), event.at)]
    changes = (*sorted(lifts, key=lambda change: (change.at, change.id)), *takes)
    work.publish(work.ledger(row.seller_id)[0], row.seller_id, Difference(changes, (), {}))


def _moved(orders: Orders, name: str, before: Claim | None, now: Claim | None) -> tuple[Moves, Moves]:
    """Which orders a violation loses, which it gains, by its short name."""
    named = list(dict.fromkeys(order for claim in (before, now) if claim is not None for order in orders.of(claim)))
    old = {order: orders.owner(order) for order in named}
    if before is not None:
        orders.release(before, name)
    if now is not None:
        orders.claim(now, name)
    lost: Moves = {}
    gained: Moves = {}
    for order in named:
        owner = orders.owner(order)
        if owner != old[order] or owner == name:
            _note(lost, old[order], order)
            _note(gained, owner, order)
    return lost, gained


def _note(moves: Moves, who: str | None, order: str) -> None:
    if who is not None:
        moves.setdefault(who, []).append(order)
