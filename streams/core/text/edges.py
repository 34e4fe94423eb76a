"""Where a word may begin and end: a hit inside another word is none."""

from __future__ import annotations

from typing import Final

from streams.core.text.cells import COMMA, SOFT
from streams.core.text.fold import Folded, is_plain

_LONGEST_WORD: Final = 4


def _same_run(left: str, right: str) -> bool:
    """Whether two neighbours belong to one Latin word or one number."""
    if left > "\u024f" or right > "\u024f":
        return False
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())


def cuts_word(view: Folded, start: int, end: int) -> bool:
    """Whether the range begins or ends inside a Latin word or a number."""
    text, gaps = view.text, view.gaps
    if start and _same_run(text[start - 1], text[start]) and is_plain(gaps[start]):
        return True
    return end < len(text) and _same_run(text[end - 1], text[end]) and is_plain(gaps[end])


def joins_words(view: Folded, start: int, end: int) -> bool:
    """Whether something visible stands inside the range."""
    return any(gap >= SOFT for gap in view.gaps[start + 1 : end])


def _word_over(view: Folded, edge: int, start: int, end: int, words: frozenset[str]) -> bool:
    """Whether a known word, written without gaps, lies over the edge and out of the range."""
    text, gaps = view.text, view.gaps
    for begin in range(max(edge - _LONGEST_WORD + 1, 0), edge):
        for stop in range(edge + 1, min(begin + _LONGEST_WORD, len(text)) + 1):
            outside = begin < start or stop > end
            if outside and text[begin:stop] in words and all(gap < SOFT for gap in gaps[begin + 1 : stop]):
                return True
    return False


def straddles(view: Folded, start: int, end: int, words: frozenset[str]) -> bool:
    """Whether a longer or neighbouring word claims a part of the range: 增高|防滑 is not 高防."""
    edges = [start, end]
    edges += [index for index in range(start + 1, end) if view.gaps[index] >= SOFT]
    return any(_word_over(view, edge, start, end, words) for edge in edges if 0 < edge < len(view.text)) or _inner(
        view, start, end, words
    )


def _inner(view: Folded, start: int, end: int, words: frozenset[str]) -> bool:
    """Fragments around an inner gap that are words with what stands outside (增高 仿皮)."""
    for index in range(start + 1, end):
        if view.gaps[index] < SOFT:
            continue
        left = any(view.text[begin:index] in words for begin in range(max(index - _LONGEST_WORD, 0), start))
        limit = min(index + _LONGEST_WORD, len(view.text))
        right = any(view.text[index:stop] in words for stop in range(end + 1, limit + 1))
        if left or right or (view.gaps[index] >= COMMA and (start == 0 or view.gaps[start] < SOFT)):
            return True
    return False
