"""Appeals against the answer to an application: every id it could have been told under, published or not.

Which rule refused first, and how often it was refused anew, hangs on what had arrived; the application's event does
not. So an appeal finds its application by any id that the rules could have given it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from schemas.seal import micros
from schemas.sealed import ShopApplied
from streams.core.fold.publish import INTERNAL
from streams.core.fold.work import Work
from streams.core.ids import enforcement_id
from streams.core.policy.model import PolicySet
from streams.core.rows.facts import Held
from streams.core.rows.state import CaseRow
from streams.core.rows.state_identity import AccountRow, Applied
from streams.core.rows.store import row_key
from streams.core.standing.difference import Change
from streams.core.standing.holding import from_hit

APPLICATION: Literal["application"] = "application"
AGAIN = 4  # so often an application may have been refused anew as it was sent in


def possible(work: Work, account_id: str) -> Iterator[tuple[str, Change]]:
    """What could have been said about an account's applications, each with the key of the row that holds it."""
    row = work.get(row_key("account", account_id))
    for fact in row.facts if isinstance(row, AccountRow) else ():
        if isinstance(fact, Applied):
            cause = (fact.source, fact.id)
            for owner, name, held, at in _of(work, account_id, fact.application_id, cause, fact.at):
                yield owner, _change(name, held, at)


def awaited(work: Work, event: ShopApplied) -> None:
    """Appeals that were here before the application they are about take effect now."""
    account_id = event.data.account_id
    cause = (event.source, event.id)
    for owner, name, held, at in _of(work, account_id, event.data.application_id, cause, micros(event.time)):
        known = work.get(row_key("case", account_id, name))
        if isinstance(known, CaseRow) and known.owner is None:
            work.open_case(owner, account_id, _change(name, held, at))


def _of(
    work: Work, account_id: str, application_id: str, cause: tuple[str, str], at: int
) -> Iterator[tuple[str, str, Held, int]]:
    """Row, id, measure and time of everything that could be said; most of it never is."""
    owner = row_key("target", account_id, APPLICATION, application_id)
    for held in _measures(work.policies, (APPLICATION, application_id), cause, at):
        for before in range(AGAIN):
            yield owner, enforcement_id("taken", account_id, held, before), held, at


def _change(name: str, held: Held, at: int) -> Change:
    return Change(what="taken", id=name, at=at, held=msgspec.structs.replace(held, id=name), cause=held.cause)


def _measures(policies: PolicySet, target: tuple[str, str], cause: tuple[str, str], at: int) -> Iterator[Held]:
    """Every measure that a rule could take on the application, and its shadow while operations only observe."""
    for hit in policies.at(at).possible(APPLICATION):
        if hit.measure not in INTERNAL:
            held = from_hit(hit, target, at, cause, basis="linkage")
            yield held
            if held.mode == "live":
                yield msgspec.structs.replace(held, mode="shadow")
