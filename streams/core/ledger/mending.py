"""Clean versions of a listing, as a seller's ledger sees them: what a ruling's reminder asked for is done.

A ledger knows the last clean version before a ruling on the listing and the first one after it; what lies further
corrects nothing more, and a seller who edits prices all day would fill their ledger with corrections of nothing. Which
versions these are goes by event time. One that came when a nearer one was not known yet is left out of the fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from streams.core.rows.facts import Corrected, Fact, Ruled, Shown

BY_HOST = "violation.corrected.v1"


def mended(fact: Shown, listing_id: str) -> Corrected:
    """A clean version as a fact of the ledger."""
    return Corrected(
        time=fact.time, type=fact.type, source=fact.source, id=fact.id, target_kind="listing", target_id=listing_id
    )


def is_version(fact: Fact) -> TypeGuard[Corrected]:
    """Whether a correction is a clean version, not what a host declared."""
    return isinstance(fact, Corrected) and fact.type != BY_HOST


def rules_on(fact: Fact, listing_id: str) -> bool:
    """Whether a fact is a ruling on this listing."""
    return isinstance(fact, Ruled) and fact.target_kind == "listing" and fact.target_id == listing_id


def mends(facts: Sequence[Fact], version: Corrected) -> bool:
    """Whether a clean version among `facts` is next to a ruling on its listing, with no other version between."""
    about = [
        known
        for known in facts
        if rules_on(known, version.target_id) or (is_version(known) and known.target_id == version.target_id)
    ]
    order = version.order()
    before = max((known for known in about if known.order() < order), key=_order, default=None)
    after = min((known for known in about if known.order() > order), key=_order, default=None)
    return any(isinstance(neighbour, Ruled) for neighbour in (before, after))


def _order(fact: Fact) -> tuple[int, str, str, str]:
    return fact.order()
