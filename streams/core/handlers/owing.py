"""What one violation owes its buyers: compensations taken and lifted, and how long it is remembered."""

from __future__ import annotations

import msgspec

from streams.core.fold.work import Work
from streams.core.handlers.named_orders import Orders, claim_of, kept_until
from streams.core.ids import enforcement_id
from streams.core.ledger.compensation import owing
from streams.core.rows.facts import Held
from streams.core.rows.state_guarantee import Claim, GuaranteeRow
from streams.core.rows.store import row_key
from streams.core.standing.difference import Change, Difference, Vanished
from streams.core.standing.restraint import forms

Part = tuple[int, int]


def guarantee_key(seller_id: str, name: str) -> str:
    """The key of a violation's row, by its short name."""
    return row_key("guarantee", seller_id, name)


def guarantee_row(work: Work, seller_id: str, name: str) -> GuaranteeRow | None:
    """A violation's row."""
    row = work.get(guarantee_key(seller_id, name))
    return row if isinstance(row, GuaranteeRow) else None


def timed(work: Work, row: GuaranteeRow) -> GuaranteeRow:
    """The row with its next timer: what is in force runs out, and later all of it is forgotten."""
    claim = None if row.standing is None else claim_of(row, row.standing)
    if claim is not None and row.parts:
        return msgspec.structs.replace(row, due=claim.held.expires_at)
    return msgspec.structs.replace(row, due=max(kept_until(work, claim.held) for claim in row.claims))


def lift(work: Work, seller_id: str, name: str, orders: set[str], why: Vanished) -> tuple[list[Change], list[str]]:
    """Lift the compensations that hold these orders; what else they held is to be taken anew."""
    row = guarantee_row(work, seller_id, name)
    claim = None if row is None or row.standing is None else claim_of(row, row.standing)
    if row is None or claim is None:
        return [], []
    row, fired = _run_out(work, row, claim, why.at)
    gone, rest = Orders(work, seller_id).taken_out(claim, orders)
    changes = [change for part in row.parts if part[0] in gone for change in _lifted(work, seller_id, claim, part, why)]
    row = msgspec.structs.replace(row, parts=tuple(part for part in row.parts if part[0] not in gone))
    work.put(guarantee_key(seller_id, name), timed(work, row))
    return fired + changes, rest


def take(work: Work, seller_id: str, name: str, orders: set[str], at: int) -> list[Change]:
    """Publish that these orders are owed from now on; nothing where the term is over."""
    row = guarantee_row(work, seller_id, name)
    claim = None if row is None or row.standing is None else claim_of(row, row.standing)
    if row is None or claim is None or not orders:
        return []
    since = max(claim.held.start, at)
    if claim.held.expires_at is not None and claim.held.expires_at <= max(since, work.ticked()):
        return []
    number = claim.taken + 1
    told = Orders(work, seller_id).put_in(claim, orders, number)
    claims = tuple(msgspec.structs.replace(one, taken=number) if one is claim else one for one in row.claims)
    row = msgspec.structs.replace(row, claims=claims, parts=(*row.parts, (number, since)))
    work.put(guarantee_key(seller_id, name), timed(work, row))
    named = _named(work, seller_id, owing(claim.held, told, since), number)
    return [Change(what="taken", id=held.id, at=since, held=held, cause=held.cause) for held in named]


def _named(work: Work, seller_id: str, owed: Held, number: int) -> list[Held]:
    """A compensation with its id, in the form that operations left of it: a shadow perhaps, and a review beside it."""
    return [
        msgspec.structs.replace(form, id=enforcement_id("taken", seller_id, form, number - 1))
        for form in forms(owed, work.policies.controls, owed.start)
    ]


def ticked(work: Work, key: str, row: GuaranteeRow, at: int) -> None:
    """What is owed may be claimed for its term; a violation is forgotten when nothing could change it any more."""
    claim = None if row.standing is None else claim_of(row, row.standing)
    if claim is None or not row.parts:
        work.put(key, None)
        return
    moved, changes = _run_out(work, row, claim, at + 1)
    work.put(key, timed(work, moved))
    work.publish(work.ledger(row.seller_id)[0], row.seller_id, Difference(tuple(changes), (), {}))


def _run_out(work: Work, row: GuaranteeRow, claim: Claim, until: int) -> tuple[GuaranteeRow, list[Change]]:
    """All that a ruling owes runs out at one moment."""
    end = claim.held.expires_at
    if end is None or end >= until:
        return row, []
    why = Vanished(end, "expired", claim.held.cause)
    changes = [change for part in row.parts for change in _lifted(work, row.seller_id, claim, part, why)]
    return msgspec.structs.replace(row, parts=()), changes


def _lifted(work: Work, seller_id: str, claim: Claim, part: Part, why: Vanished) -> list[Change]:
    number, since = part
    changes = []
    for held in _named(work, seller_id, msgspec.structs.replace(claim.held, start=since), number):
        own, at = enforcement_id("lifted", seller_id, held, number - 1, why.cause), max(why.at, since)
        changes.append(Change(what="lifted", id=own, at=at, held=held, reason=why.reason, cause=why.cause))
    return changes
