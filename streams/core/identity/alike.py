"""How alike the sketches of two accounts are, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from streams.core.identity.compare import COMPARERS, LEVELS

Sketches = Mapping[str, tuple[str, ...]]
Written = tuple[tuple[str, tuple[str, ...]], ...]
"""The sketches of an account by kind, as a value that can be looked up."""
Likenesses = dict[str, tuple[int, int]]
"""Kind of likeness -> level, and how many pieces the shorter of the two has."""

_CROSSED = {
    "~address": ("~address", "~return_address"),
    "~return_address": ("~return_address", "~address"),
    "~public_place": ("~public_place", "~return_address", "~address"),
}
LEGAL_PERSON, PUBLIC = "~legal_person", "~public_place"
PAIRS = 4_000  # of accounts, remembered: in one crew the same two are compared with every answer that comes in


def closest(kind: str, mine: Sketches, theirs: Sketches) -> tuple[int | None, int]:
    """The best level of likeness (the last: unlike) and how many pieces the shorter has; None without two values."""
    best: tuple[int, int] | None = None
    for one in mine.get(kind, ()):
        for other in (value for name in _CROSSED.get(kind, (kind,)) for value in theirs.get(name, ())):
            level = COMPARERS[kind](one, other) % (LEVELS[kind] + 1)
            if best is None or level < best[0]:
                best = (level, min(len(one.partition(".")[0]), len(other.partition(".")[0])) // 4 - 1)
    return (None, 0) if best is None else best


@lru_cache(maxsize=PAIRS)
def likenesses(mine: Written, theirs: Written) -> Likenesses:
    """Every kind that both have. To be read only: it is remembered."""
    one, other = dict(mine), dict(theirs)
    found: Likenesses = {}
    for kind in (kind for kind in one if kind in COMPARERS):
        level, pieces = closest(kind, one, other)
        if level is not None:
            found[kind.removeprefix("~")] = (level, pieces)
    _add_crossed(found, one, other)
    if not found.keys() & {"name", "legal_person"}:
        level, pieces = closest(LEGAL_PERSON, _as_one(one), _as_one(other))
        if level is not None:
            found["legal_person"] = (level, pieces)
    return found


def _add_crossed(found: Likenesses, one: Sketches, other: Sketches) -> None:
    """A counter that is written without its word here, and with it there, is that counter: whoever of them applies."""
    mine = {PUBLIC: (*one.get("~address", ()), *one.get("~return_address", ()))}
    level, pieces = closest(PUBLIC, mine, {PUBLIC: other.get(PUBLIC, ())})
    if level is not None and level < LEVELS[PUBLIC]:
        found["public_place"] = min((level, pieces), found.get("public_place", (level, pieces)))


def _as_one(sketches: Sketches) -> Sketches:
    """The person's names of either kind: who opened a shop as a person opens the next as its legal person."""
    return {LEGAL_PERSON: (*sketches.get(LEGAL_PERSON, ()), *sketches.get("~name", ()))}
