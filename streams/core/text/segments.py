"""Where ordinary words begin and end in a run of characters, by the dictionary and frequencies of jieba (rjieba)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

import rjieba

from streams.core.text.cells import SOFT
from streams.core.text.fold import Folded
from streams.core.text.sounds import readings

_REACH: Final = 6  # characters to each side: longer words are rare, and what lies further off claims nothing here


def _edge(view: Folded, at: int, step: int, walls: Collection[int]) -> int:
    """How far the run of ideographs reaches from a boundary, without gaps and not through a wall."""
    for _ in range(_REACH):
        if not 0 < at < len(view.text) or at in walls or view.gaps[at] >= SOFT:
            break
        if not readings(view.text[at if step > 0 else at - 1]):
            break
        at += step
    return at


def _words(view: Folded, start: int, end: int, walls: Collection[int]) -> Iterator[tuple[int, int]]:
    """The words of two characters or more that share a character with the range, as ranges."""
    at, stop = _edge(view, start, -1, walls), _edge(view, end, 1, walls)
    for word in rjieba.cut(view.text[at:stop], hmm=False):
        after = at + len(word)
        if len(word) > 1 and at < end and start < after:
            yield at, after
        at = after


def is_ordinary(view: Folded, start: int, end: int, walls: Collection[int]) -> bool:
    """Whether ordinary words explain the range: one across its edge (睫毛膏|防晕染), or all of it (妇科, 全网|低价).

    Nothing is guessed of words that the dictionary lacks: a disguise is one of them.
    """
    found = list(_words(view, start, end, walls))
    return any(at < start or after > end for at, after in found) or sum(b - a for a, b in found) == end - start


def ends_a_word(view: Folded, start: int, end: int, walls: Collection[int]) -> bool:
    """Whether the range begins inside an ordinary word (环保|分类)."""
    return any(at < start for at, _ in _words(view, start, end, walls))
