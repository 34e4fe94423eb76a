"""A measure that rests on links to others: how it looks, and the row of its own that it is held in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from schemas.enforcement import LiftReason, Linked, LinkEvidence
from streams.core.fold.waking import due
from streams.core.fold.work import Work
from streams.core.identity.fallen import is_taken_back
from streams.core.identity.outcome import JoiningLink, Reviewed
from streams.core.policy.model import Hit
from streams.core.rows.facts import Held
from streams.core.rows.state import TargetRow
from streams.core.rows.state_identity import AccountRow
from streams.core.rows.store import row_key
from streams.core.standing.difference import Vanished, difference
from streams.core.standing.holding import from_hit
from streams.core.standing.standing import Standing

ACCOUNT = "account"
LINKAGE = "linkage"
LINKED_MAX = 16
STEP = " → "
"""Between what joins two accounts and the next: one step where nobody stands between."""


class Moment(NamedTuple):
    """When something became known (event time), and by which event; hop records name none."""

    at: int
    cause: tuple[str, str] = ("", "")


def on_links(hit: Hit, target: tuple[str, str], at: int, cause: tuple[str, str], links: Sequence[JoiningLink]) -> Held:
    """The measure of a hit, with who is joined and by which paths."""
    accounts: dict[tuple[str, str | None], list[str]] = {}
    for link in links:
        accounts.setdefault((link.account_id, link.offender_id), []).append(link.path)
    joined = [
        Linked(account_id=who, offender_id=offender, path=tuple(path)) for (who, offender), path in accounts.items()
    ]
    return from_hit(
        hit,
        target,
        at,
        cause,
        basis=LINKAGE,
        evidence=tuple(
            LinkEvidence(link=link.kind, masked=link.masked, weight=link.weight) for link in links[:LINKED_MAX]
        ),
        linked=tuple(joined[:LINKED_MAX]),
    )


def review(work: Work, row: AccountRow, reviewed: Reviewed | None, moment: Moment) -> None:
    """What is known of an open account by now: a person is to look, or no longer has to."""
    account_id, held = row.account_id, None
    if reviewed is not None:
        hit = msgspec.structs.replace(reviewed.hit, measure="review", duration=None)
        cause = (reviewed.source, reviewed.event_id)
        held = on_links(hit, (ACCOUNT, account_id), reviewed.at, cause, reviewed.links)
    told = work.get(row_key("target", account_id, ACCOUNT, account_id, LINKAGE))
    stand(work, account_id, LINKAGE, held, moment, why_lifted(row, told.held if isinstance(told, TargetRow) else ()))


def why_lifted(row: AccountRow, held: Sequence[Held]) -> LiftReason:
    """Why what an account, or an application of its, was told is lifted: mostly that other things are known now."""
    told = next((one for one in held if one.basis == LINKAGE), None)
    if told is None or not told.linked:
        return "recomputed"
    form = None if told.target_kind == ACCOUNT else told.cause
    return "overturned" if all(_fell(row, form, one) for one in told.linked) else "recomputed"


def _fell(row: AccountRow, form: tuple[str, str] | None, one: Linked) -> bool:
    is_direct = all(path.count(STEP) == 1 for path in one.path)
    return is_taken_back(row, form, (one.account_id, one.offender_id), is_direct=is_direct)


def stand(
    work: Work, account_id: str, ground: str, held: Held | None, moment: Moment, why: LiftReason = "recomputed"
) -> None:
    """Let exactly this measure stand on an account on this ground, or none; `moment`, `why`: what a lift comes of.

    A row of its own for each ground, so that nothing else said about the account is folded together with it.
    """
    key = row_key("target", account_id, ACCOUNT, account_id, ground)
    known = work.get(key)
    row = known if isinstance(known, TargetRow) else None
    if row is None:
        if held is None:
            return
        row = TargetRow(seller_id=account_id, target_kind=ACCOUNT, target_id=account_id)
    standing = Standing((), row.memory, work.policies.controls)
    if held is not None and row.held and not _says_more(held, row.held[0]):
        standing.take(msgspec.structs.replace(held, start=row.held[0].start))
    elif held is not None:
        standing.answered = {told.id for told in row.held}
        standing.take(held)
    vanished = Vanished(max(moment.at, row.clock), why, moment.cause)
    changed = difference(account_id, row.held, row.spent, standing, row.clock, vanished)
    if changed.changes:
        clock = max(row.clock, moment.at, 0 if held is None else held.start)
        moved = msgspec.structs.replace(
            row, clock=clock, held=changed.held, spent=changed.spent, base_held=changed.held, base_clock=clock
        )
        work.put(key, msgspec.structs.replace(moved, due=due(moved, work.policies)))
        work.publish(key, account_id, changed)


def _says_more(held: Held, told: Held) -> bool:
    """Whether a person who was told of one has to hear of the other: of somebody else, or of graver grounds.

    Or of what came before what was told, and was heard of later.
    """
    return _whom(held) != _whom(told) or held.score > told.score or held.cause != told.cause


def _whom(held: Held) -> tuple[str, str | None] | None:
    return (held.linked[0].account_id, held.linked[0].offender_id) if held.linked else None
