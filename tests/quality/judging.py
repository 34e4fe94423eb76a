"""What the shipped policy does with a listing of a seller without history, and whether that is right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from schemas.events.listings import ListingData
from streams.core.listings.lexicons import Lexicons, load_lexicons
from streams.core.listings.reader import Reader
from streams.core.policy.load import load_policies
from streams.core.policy.model import Policy

POLICIES = Path(__file__).parents[2] / "deploy" / "policies"
AT = 1_780_000_000_000_000
STRONG = frozenset({"review", "block_listing", "limit_function", "limit_traffic"})


@cache
def lexicons() -> Lexicons:
    """The shipped lexicons."""
    return load_lexicons(POLICIES / "lexicons")


@cache
def reader() -> Reader:
    """The shipped reader."""
    return Reader(lexicons())


@cache
def policy() -> Policy:
    """The shipped policy."""
    return load_policies(POLICIES / "default.yaml").at(AT)


def flagged(listings: Sequence[ListingData]) -> list[set[str]]:
    """The classes each listing is flagged as: a counterfeit needs a review or more, others a reminder or more."""
    found: list[set[str]] = []
    for signals in reader().read(listings):
        hits = policy().hits("listing", signals.values(), AT) if signals is not None else ()
        live = [hit for hit in hits if hit.mode == "live"]
        found.append({h.violation_class for h in live if h.violation_class != "counterfeit" or h.measure in STRONG})
    return found
