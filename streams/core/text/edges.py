"""Where a word may begin and end: a hit inside another word is none."""

from __future__ import annotations

from typing import Final

from streams.core.text.cells import COMMA, SOFT
from streams.core.text.fold import Folded, is_plain

_LONGEST_WORD: Final = 4


_STYLES: Final = frozenset({"enclosed", "styled", "width"})


def _restyled(one: str, other: str) -> bool:
    """Whether exactly one of two neighbours is styled (kⒶ): whoever styles a letter sets it apart."""
    return (one in _STYLES) != (other in _STYLES)


def _same_run(left: str, right: str) -> bool:
    """Whether two neighbours belong to one Latin word or one number."""
    if left > "\u024f" or right > "\u024f":
        return False
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())


def cuts_word(view: Folded, start: int, end: int) -> bool:
    """Whether the range begins or ends inside a Latin word or a number."""
    return any(0 < edge < len(view.text) and _joined(view, edge) for edge in (start, end))


def _joined(view: Folded, edge: int) -> bool:
    same = is_plain(view.gaps[edge]) and _same_run(view.text[edge - 1], view.text[edge])
    return same and not _restyled(view.hows[edge - 1], view.hows[edge])


def begins_inside(view: Folded, start: int) -> bool:
    """Whether the range begins inside a Latin word or a number."""
    return 0 < start < len(view.text) and _joined(view, start)


def joins_words(view: Folded, start: int, end: int, strongest: int) -> bool:
    """Whether something of this class or stronger stands inside the range."""
    return any(gap >= strongest for gap in view.gaps[start + 1 : end])


def _word_over(view: Folded, edge: int, start: int, end: int, words: frozenset[str]) -> bool:
    """Whether a known word, written without gaps, lies over the edge and out of the range."""
    text, gaps = view.text, view.gaps
    for begin in range(max(edge - _LONGEST_WORD + 1, 0), edge):
        for stop in range(edge + 1, min(begin + _LONGEST_WORD, len(text)) + 1):
            outside = begin < start or stop > end
            if outside and text[begin:stop] in words and all(gap < SOFT for gap in gaps[begin + 1 : stop]):
                return True
    return False


def claims_end(view: Folded, start: int, end: int, words: frozenset[str]) -> bool:
    """Whether a known word begins inside the range and ends beyond it."""
    return end < len(view.text) and _word_over(view, end, start, end, words)


def torn(view: Folded, start: int, end: int, words: frozenset[str]) -> bool:
    """Whether known words claim the range from both sides: 增高|仿皮 leaves nothing of 高仿."""
    return (
        start > 0 and end < len(view.text) and all(_word_over(view, edge, start, end, words) for edge in (start, end))
    )


def straddles(view: Folded, start: int, end: int, words: frozenset[str], walls: set[int]) -> bool:
    """Whether a neighbouring word claims a part of the range (增高|防滑). No word goes through `walls`."""
    edges = [start, end]
    edges += [index for index in range(start + 1, end) if view.gaps[index] >= SOFT]
    open_edges = [edge for edge in edges if 0 < edge < len(view.text) and edge not in walls]
    return any(_word_over(view, edge, start, end, words) for edge in open_edges) or _inner(
        view, start, end, words, walls
    )


def _inner(view: Folded, start: int, end: int, words: frozenset[str], walls: set[int]) -> bool:
    """Fragments around an inner gap that are words with what stands outside (增高 仿皮)."""
    for index in range(start + 1, end):
        if view.gaps[index] < SOFT:
            continue
        left = any(view.text[begin:index] in words for begin in range(max(index - _LONGEST_WORD, 0), start))
        limit = min(index + _LONGEST_WORD, len(view.text))
        right = any(view.text[index:stop] in words for stop in range(end + 1, limit + 1))
        if left or right or (view.gaps[index] >= COMMA and start and start not in walls and view.gaps[start] < SOFT):
            return True
    return False
