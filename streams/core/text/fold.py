"""Fold a text for matching, with a map from every folded character back into the original.

What the seller wrote is never rewritten: `Folded` stands beside it. Folding is idempotent, and neither zero-width
characters nor width, case, accents, styled letters, traditional forms or separators change the folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from streams.core.text.cells import CELLS, COMMA, INVISIBLE, KEEP, MARK, SOFT
from streams.core.text.lookalikes import latinised

ONE_TO_ONE: Final = "\ue001"
"""Stands for `1:1`, which would otherwise fold to `11`: a scale, a ratio or replica wording, by context."""
PLUS: Final = "\ue002"
"""Stands for a plus sign before a channel's name (+V), which invites to leave the marketplace."""

_COLON, _ADD = ":", "+"
_SIGNS: Final = dict.fromkeys(":：∶﹕︰;；", _COLON) | dict.fromkeys("+＋➕✚", _ADD)
_COLON_RATIO: Final = re.compile("1:1")
_SPOKEN_RATIO: Final = re.compile("[1一壹][比逼][1一壹]|(?<![a-z0-9])1b1(?![a-z0-9])")
_SPEAKS_OF_RATIO: Final = re.compile("[比逼]|1[bB]1")
_DOUBLED: Final = re.compile(r"(.)\1", re.DOTALL)
_CHANNEL: Final = frozenset("vwq微薇威徽葳崴卫蔚溦扣裙群莪我心绿❤💚♥")


_HALF_PAIR: Final = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text without half surrogate pairs, which no encoding can carry; every character keeps its place."""
    return text if text.isascii() else _HALF_PAIR.sub("\ufffd", text)


class Folded(msgspec.Struct, frozen=True):
    """A folded text.

    Position i stands in the original from `starts[i]` to `ends[i]`. `gaps[i]` is the strongest class of what was left
    out before it, `skipped[i]` how many characters, `hows[i]` its disguise.
    """

    original: str
    text: str
    starts: list[int]
    ends: list[int]
    gaps: list[int]
    skipped: list[int]
    hows: list[str]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The folded range as offsets (code points) in the original."""
        return self.starts[start], self.ends[end - 1]

    def disguises(self, start: int, end: int) -> set[str]:
        """How the folded range was disguised in the original."""
        found = {how for how in self.hows[start:end] if how}
        for gap in self.gaps[start + 1 : end]:
            if gap:
                found.add("zero_width" if gap == INVISIBLE else "separator")
        return found


Piece = tuple[str, int, int, int, int, str]
"""A folded character: text, start and end in the original, the gap before it, how much was skipped, its disguise."""


def _pieces(text: str, words: Mapping[str, str]) -> Iterator[Piece]:
    """What is kept of a text, in order; `words` says what some signs are read as."""
    seen, cells = latinised(text), CELLS
    gap = skip = 0
    for index, char in enumerate(seen):
        spelled, kind, how = cells[char]
        if char in words:
            spelled, kind, how = words[char], KEEP, "emoji" if char not in _SIGNS else ""
        if kind != KEEP:
            gap, skip = max(gap, kind), skip + 1
            continue
        if seen is not text and char != text[index]:
            how = "look_alike"
        for one in spelled:
            yield one, index, index + 1, gap, skip, how
            gap = skip = 0


def _merged(pieces: list[Piece], ratio: re.Pattern[str]) -> list[Piece]:
    """The pieces with every ratio of one to one as one token."""
    text = "".join(piece[0] for piece in pieces)
    for match in reversed(list(ratio.finditer(text))):
        start, end = match.span()
        if not (_numeric(pieces, start - 1, start) or _numeric(pieces, end, end)):
            first, last = pieces[start], pieces[end - 1]
            pieces[start:end] = [(ONE_TO_ONE, first[1], last[2], first[3], first[4], "")]
    return pieces


def _numeric(pieces: list[Piece], at: int, edge: int) -> bool:
    """Whether the piece at `at` continues a number over the `edge`."""
    if not 0 <= at < len(pieces) or pieces[edge][3] >= MARK:
        return False
    return pieces[at][0].isdigit() or pieces[at][0] == _COLON


def _without_signs(pieces: list[Piece]) -> list[Piece]:
    """A plus before a channel becomes its token; other signs become gaps."""
    kept: list[Piece] = []
    gap = skip = 0
    for index, (text, start, end, before, skipped, how) in enumerate(pieces):
        if text == _ADD and index + 1 < len(pieces) and pieces[index + 1][0] in _CHANNEL:
            kept.append((PLUS, start, end, max(gap, before), skip + skipped, how))
        elif text in {_ADD, _COLON}:
            gap, skip = max(gap, before, SOFT if text == _ADD else COMMA), skip + skipped + 1
            continue
        else:
            kept.append((text, start, end, max(gap, before), skip + skipped, how))
        gap = skip = 0
    return kept


def fold(text: str, emoji: Mapping[str, str] = MappingProxyType({})) -> Folded:
    """The text for matching: compatible forms, lower case, simplified, nothing between the characters.

    With `emoji`, signs that stand for a word are read as that word.
    """
    if _SIGNS.keys().isdisjoint(text):
        pieces = list(_pieces(text, emoji))
    else:
        pieces = _without_signs(_merged(list(_pieces(text, {**_SIGNS, **emoji})), _COLON_RATIO))
    if _SPEAKS_OF_RATIO.search(text):
        pieces = _merged(pieces, _SPOKEN_RATIO)
    if not pieces:
        return Folded(text, "", [], [], [], [], [])
    chars, starts, ends, gaps, skipped, hows = map(list, zip(*pieces, strict=True))
    # Once more on the folded text: a styled Greek letter is Greek only now.
    return Folded(text, latinised("".join(chars)), starts, ends, gaps, skipped, hows)


def pick(folded: Folded, keep: list[int]) -> Folded:
    """The same text with only some of its folded positions."""
    return Folded(
        folded.original,
        "".join([folded.text[index] for index in keep]),
        [folded.starts[index] for index in keep],
        [folded.ends[index] for index in keep],
        [folded.gaps[index] for index in keep],
        [folded.skipped[index] for index in keep],
        [folded.hows[index] for index in keep],
    )


def collapsed(folded: Folded) -> Folded | None:
    """The view without doubled characters (高高仿仿); None where nothing is doubled."""
    text = folded.text
    if not _DOUBLED.search(text):
        return None
    keep = [index for index in range(len(text)) if not index or text[index] != text[index - 1]]
    return pick(folded, keep)


def crosses_sentence(folded: Folded, start: int, end: int) -> bool:
    """Whether a sentence ends inside the folded range."""
    return any(gap > COMMA for gap in folded.gaps[start + 1 : end])


def is_plain(gap: int) -> bool:
    """Whether two folded neighbours also are neighbours in the original, but for invisible characters."""
    return gap < MARK
