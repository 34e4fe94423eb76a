"""What one violation owes its buyers: compensations taken and lifted, and how long it is remembered."""

from __future__ import annotations

import msgspec

from streams.core.compensation import owing
from streams.core.difference import Change, Difference, Vanished
from streams.core.ids import enforcement_id
from streams.core.named_orders import Orders, claim_of, kept_until
from streams.core.rows import row_key
from streams.core.state_guarantee import Claim, GuaranteeRow
from streams.core.work import Work

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
    row, fired = _run_out(row, claim, why.at)
    gone, rest = Orders(work, seller_id).taken_out(claim, orders)
    changes = [_lifted(seller_id, claim, part, why) for part in row.parts if part[0] in gone]
    row = msgspec.structs.replace(row, parts=tuple(part for part in row.parts if part[0] not in gone))
    work.put(guarantee_key(seller_id, name), timed(work, row))
    return fired + changes, rest


def take(work: Work, seller_id: str, name: str, orders: set[str], at: int) -> Change | None:
    """Publish that these orders are owed from now on; None where the term is over."""
    row = guarantee_row(work, seller_id, name)
    claim = None if row is None or row.standing is None else claim_of(row, row.standing)
    if row is None or claim is None or not orders:
        return None
    since = max(claim.held.start, at)
    if claim.held.expires_at is not None and claim.held.expires_at <= max(since, work.ticked()):
        return None
    number = claim.taken + 1
    told = Orders(work, seller_id).put_in(claim, orders, number)
    claims = tuple(msgspec.structs.replace(one, taken=number) if one is claim else one for one in row.claims)
    row = msgspec.structs.replace(row, claims=claims, parts=(*row.parts, (number, since)))
    work.put(guarantee_key(seller_id, name), timed(work, row))
    held = owing(claim.held, told, since)
    held = msgspec.structs.replace(held, id=enforcement_id("taken", seller_id, held, number - 1))
    return Change(what="taken", id=held.id, at=since, held=held, cause=held.cause)


def ticked(work: Work, key: str, row: GuaranteeRow, at: int) -> None:
    """What is owed may be claimed for its term; a violation is forgotten when nothing could change it any more."""
    claim = None if row.standing is None else claim_of(row, row.standing)
    if claim is None or not row.parts:
        work.put(key, None)
        return
    moved, changes = _run_out(row, claim, at + 1)
    work.put(key, timed(work, moved))
    work.publish(work.ledger(row.seller_id)[0], row.seller_id, Difference(tuple(changes), (), {}))


def _run_out(row: GuaranteeRow, claim: Claim, until: int) -> tuple[GuaranteeRow, list[Change]]:
    """All that a ruling owes runs out at one moment."""
    end = claim.held.expires_at
    if end is None or end >= until:
        return row, []
    why = Vanished(end, "expired", claim.held.cause)
    return msgspec.structs.replace(row, parts=()), [_lifted(row.seller_id, claim, part, why) for part in row.parts]


def _lifted(seller_id: str, claim: Claim, part: Part, why: Vanished) -> Change:
    number, since = part
    held = msgspec.structs.replace(claim.held, start=since)
    held = msgspec.structs.replace(held, id=enforcement_id("taken", seller_id, held, number - 1))
    own = enforcement_id("lifted", seller_id, held, number - 1, why.cause)
    return Change(what="lifted", id=own, at=max(why.at, since), held=held, reason=why.reason, cause=why.cause)
