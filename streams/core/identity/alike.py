"""How alike the sketches of two accounts are, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from streams.core.identity.compare import COMPARERS, LEVELS, syllable_pieces
from streams.core.identity.sketch import PIECE

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
NAME, LEGAL_PERSON, PUBLIC = "~name", "~legal_person", "~public_place"
SYLLABLE = 6
"""Pieces that a syllable of a whole Chinese name is worth: three of them are a full name, few as their letters are."""
PAIRS = 4_000  # of accounts, remembered: in one crew the same two are compared with every answer that comes in


def closest(kind: str, mine: Sketches, theirs: Sketches) -> tuple[int | None, int]:
    """The best level of likeness (the last: unlike) and how many pieces the shorter has; None without two values."""
    best: tuple[int, int] | None = None
    for one in mine.get(kind, ()):
        for other in (value for name in _CROSSED.get(kind, (kind,)) for value in theirs.get(name, ())):
            level = COMPARERS[kind](one, other) % (LEVELS[kind] + 1)
            if best is None or level < best[0]:
                best = (level, _pieces_of(kind, level, one, other))
    return (None, 0) if best is None else best


def _pieces_of(kind: str, level: int, one: str, other: str) -> int:
    """How many pieces the shorter of two has; a whole Chinese name says what its syllables do, however few letters."""
    (whole, _, mine), (other_whole, _, yours) = one.partition("."), other.partition(".")
    letters = min(len(whole), len(other_whole)) // PIECE - 1
    if kind != NAME or (level > 0 and syllable_pieces(one) != syllable_pieces(other)):
        return letters
    return max(letters, SYLLABLE * min(len(mine), len(yours)) // PIECE)


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
