"""Comparing sketches: how alike two values are, as a level. Level 0 is the most alike; the last level is unlike."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from streams.core.identity.sketch import PIECE

Level = int
UNLIKE = -1


@lru_cache(maxsize=20_000)
def _pieces(sketch: str) -> tuple[str, ...]:
    return tuple(sketch[place : place + PIECE] for place in range(0, len(sketch), PIECE))


@lru_cache(maxsize=20_000)
def _set(sketch: str) -> frozenset[str]:
    """The pieces without the first, which is the whole value's."""
    return frozenset(_pieces(sketch)[1:])


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice: twice the common over both."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def words(one: str, other: str) -> Level:
    """0 the same; 1, 2, 3 ever less alike; -1 unlike."""
    if one[:PIECE] == other[:PIECE]:
        return 0
    alike = _overlap(_set(one), _set(other))
    return 1 if alike >= 0.8 else 2 if alike >= 0.6 else 3 if alike >= 0.4 else UNLIKE  # noqa: PLR2004 - the levels


def person(one: str, other: str) -> Level:
    """As words; Chinese names no more alike than their syllables: wang and zhang share letters, and are two names."""
    (whole, _, mine), (other_whole, _, yours) = one.partition("."), other.partition(".")
    level = words(whole, other_whole)
    if level in (0, UNLIKE) or not mine or not yours:
        return level
    fewer, more = sorted((frozenset(_pieces(mine)), frozenset(_pieces(yours))), key=len)
    common = len(fewer & more)
    if common == len(fewer):
        return level
    return UNLIKE if not common else max(level, 2 if common > 1 else 3)


def syllable_pieces(sketch: str) -> frozenset[str]:
    """Those of a Chinese person's name; of any other none."""
    return frozenset(_pieces(sketch.partition(".")[2]))


def name(one: str, other: str) -> Level:
    """As a person's; a name that stands whole in the longer one, such as a surname alone, is at least at level 2."""
    level = person(one, other)
    if level in (0, 1, 2):
        return level
    one, other = one.partition(".")[0], other.partition(".")[0]
    mine, yours = _set(one), _set(other)
    shorter = min(len(mine), len(yours))
    return 2 if shorter >= 4 and len(mine & yours) >= 0.9 * shorter else level  # noqa: PLR2004 - four pairs: a syllable


def company(one: str, other: str) -> Level:
    """As words, but only where the firms' own names are as alike: thousands share town and trade."""
    (whole, _, mine), (other_whole, _, yours) = one.partition("."), other.partition(".")
    level = words(whole, other_whole)
    if level not in (1, 2):
        return level
    own = _overlap(frozenset(_pieces(mine)), frozenset(_pieces(yours))) if mine and yours else 1.0
    if level == 1 and own < 0.75:  # noqa: PLR2004 - one part of three may be left out
        return 2
    return 3 if level == 2 and own < 0.5 else level  # noqa: PLR2004 - the levels


def birth(one: str, other: str) -> Level:
    """0 the same; 1 month and day exchanged or one digit wrong; 2 two of three parts; 3 the year; -1 unlike."""
    mine, yours = _pieces(one), _pieces(other)
    if mine == yours:
        return 0
    digits = sum(a == b for a, b in zip(mine[3:], yours[3:], strict=True))
    swapped = mine[0] == yours[0] and (mine[1], mine[2]) == (yours[2], yours[1])
    if swapped or digits >= 7:  # noqa: PLR2004 - of eight
        return 1
    parts = sum(a == b for a, b in zip(mine[:3], yours[:3], strict=True))
    year = sum(a == b for a, b in zip(mine[3:7], yours[3:7], strict=True))
    crossed = (mine[1], mine[2]) == (yours[2], yours[1]) and year >= 3  # noqa: PLR2004 - of four
    return 2 if parts >= 2 or digits >= 6 or crossed else 3 if mine[0] == yours[0] else UNLIKE  # noqa: PLR2004 - of three, of eight


def postcode(one: str, other: str) -> Level:
    """0 the same; 1 one place differs, is missing or too many; 2 the same outer part; -1 unlike."""
    mine, yours = _pieces(one), _pieces(other)
    if mine[0] == yours[0]:
        return 0
    length, others = (len(mine) - 2) // 2, (len(yours) - 2) // 2
    same = _run(mine[2 : 2 + length], yours[2 : 2 + others]) + _run(mine[2 + length :], yours[2 + others :])
    if min(length, others) and abs(length - others) <= 1 and same >= max(length, others) - 1:
        return 1
    return 2 if mine[1] == yours[1] else UNLIKE


def _run(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many are equal before the first that is not."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def word(one: str, other: str) -> Level:
    """0 the same, -1 not."""
    return 0 if one == other else UNLIKE


def address(one: str, other: str) -> Level:
    """0 the same; 1 the same place, a part left out; 2 alike with most numbers; -1 unlike: neighbours are alike."""
    text, numbers, marks = (*one.split("."), "", "")[:3]
    other_text, other_numbers, other_marks = (*other.split("."), "", "")[:3]
    is_same = text[:PIECE] == other_text[:PIECE]
    fewer, more = sorted((_pieces(numbers), _pieces(other_numbers)), key=len)
    same = len(frozenset(fewer) & frozenset(more))
    if not is_same and (not same or same < len(fewer)):  # nearly all strangers: asked first, for it costs least
        return UNLIKE
    if _contradict(marks, other_marks):
        return UNLIKE
    if is_same:
        return 0
    mine, yours = _set(text), _set(other_text)
    alike = _overlap(mine, yours)
    inside = len(mine & yours) / max(min(len(mine), len(yours)), 1)
    if _is_one_place(fewer, more, alike, inside):
        return 1
    return 2 if alike >= 0.6 or inside >= 0.8 else UNLIKE  # noqa: PLR2004 - the levels


def _contradict(one: str, other: str) -> bool:
    """Whether both say which town, county, building, entrance, side or letter it is, and not the same."""
    mine, yours = _by_kind(one), _by_kind(other)
    return any(mine[kind].isdisjoint(yours[kind]) for kind in mine.keys() & yours.keys())


def _by_kind(marks: str) -> dict[str, set[str]]:
    pieces = _pieces(marks)
    found: dict[str, set[str]] = {}
    for kind, mark in zip(pieces[::2], pieces[1::2], strict=True):
        found.setdefault(kind, set()).add(mark)
    return found


def _is_one_place(fewer: tuple[str, ...], more: tuple[str, ...], alike: float, inside: float) -> bool:
    """Of two addresses, all of whose numbers the longer has: whether nothing but parts was left out."""
    if len(fewer) == len(more):
        return alike >= 0.5 or (len(fewer) > 2 and inside >= 0.4)  # noqa: PLR2004 - three numbers are few strangers'
    return fewer[0] == more[0] and len(fewer) > 1 and inside >= 0.6  # noqa: PLR2004 - the room and what is named


def photo(one: str, other: str) -> Level:
    """0 the same but one nibble; 1 twelve of sixteen; 2 nine; -1 unlike: two strangers share nine once in 6 million."""
    same = sum(a == b for a, b in zip(_pieces(one), _pieces(other), strict=True))
    return 0 if same >= 15 else 1 if same >= 12 else 2 if same >= 9 else UNLIKE  # noqa: PLR2004 - the levels


_COMPARERS: dict[str, Callable[[str, str], Level]] = {
    "~name": name,
    "~legal_person": person,
    "~company": company,
    "~birth": birth,
    "~birth_place": words,
    "~postcode": postcode,
    "~occupation": words,
    "~gender": word,
    "~address": address,
    "~return_address": address,
    "~public_place": address,
    "~licence_phash": photo,
}
COMPARED = 50_000  # pairs remembered: in one crew the same two are compared with every answer that comes in
COMPARERS = {kind: lru_cache(maxsize=COMPARED // len(_COMPARERS))(compare) for kind, compare in _COMPARERS.items()}
"""Which sketches compare how. Addresses also compare across the two kinds."""

LEVELS: dict[str, int] = {
    **dict.fromkeys(COMPARERS, 3),
    **dict.fromkeys(("~name", "~legal_person", "~company", "~birth", "~birth_place", "~occupation"), 4),
    "~gender": 1,
}
"""Levels of likeness a kind has, without unlike."""
