"""What the shipped policy does with a listing of a seller without history, and whether that is right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from schemas.enforcement import SpanEvidence
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


class Verdict(NamedTuple):
    """The classes a listing is flagged as, and how the words that led to it were hidden."""

    classes: frozenset[str]
    folds: frozenset[str]


def verdicts(listings: Sequence[ListingData]) -> list[Verdict]:
    """What each listing is flagged as: a counterfeit needs a review or more, others a reminder or more."""
    found: list[Verdict] = []
    for signals in reader().read(listings):
        hits = policy().hits("listing", signals.values(), AT) if signals is not None else ()
        live = [hit for hit in hits if hit.mode == "live"]
        classes = {h.violation_class for h in live if h.violation_class != "counterfeit" or h.measure in STRONG}
        seen = signals.evidence if signals is not None and classes else ()
        folds = {fold for item in seen if isinstance(item, SpanEvidence) for fold in item.fold}
        found.append(Verdict(frozenset(classes), frozenset(folds)))
    return found


def flagged(listings: Sequence[ListingData]) -> list[set[str]]:
    """The classes each listing is flagged as."""
    return [set(verdict.classes) for verdict in verdicts(listings)]
