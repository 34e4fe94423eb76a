"""Fold a text for matching, with a map from every folded character back into the original.

What the seller wrote is never rewritten: `Folded` stands beside it. Folding is idempotent, and neither zero-width characters nor
width, case, accents, styled letters, traditional forms or separators change the folded text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from streams.core.text.cells import CELLS, COMMA, INVISIBLE, KEEP, SOFT
from streams.core.text.lookalikes import latinised

ONE_TO_ONE: Final = "\ue001"
"""Stands for `1:1`, which would otherwise fold to `11`: a scale, a ratio or replica wording, by context."""
PLUS: Final = "\ue002"
"""Stands for a plus sign before a channel's name (+V), which invites to leave the marketplace."""

_ONE_TO_ONE: Final = re.compile(
    r"[一1１壹][ \u200b]*[比逼][ \u200b]*[一1１壹](?![0-9０-９])|(?<![0-9０-９.:：])[1１][ \u200b]*[:：∶﹕︰][ \u200b]*[1１](?![0-9０-９.:：])"
)
_PLUS: Final = re.compile(r"[+＋➕✚]\ufe0f?(?=[\s\u200b]*[vwqVWQｖＶｗＷｑＱ微薇威徽葳崴卫蔚溦扣裙群莪我❤V])")


class Folded(msgspec.Struct, frozen=True):
    """A folded text. For folded position i: it stands in the original from `starts[i]` to `ends[i]`, `gaps[i]` the strongest class of what
    was left out before it, `skipped[i]` how many characters, `hows[i]` its disguise.
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


def _tokens(text: str) -> dict[int, tuple[str, int]]:
    """Where a ratio or a plus stands: start to its token and how many characters it takes."""
    found: dict[int, tuple[str, int]] = {}
    if "1" in text or "１" in text or "比" in text or "逼" in text:
        found |= {match.start(): (ONE_TO_ONE, len(match.group())) for match in _ONE_TO_ONE.finditer(text)}
    if "+" in text or "＋" in text or "➕" in text or "✚" in text:
        found |= {match.start(): (PLUS, len(match.group())) for match in _PLUS.finditer(text)}
    return found


def fold(text: str, emoji: Mapping[str, str] | None = None) -> Folded:
    """The text for matching: compatible forms, lower case, simplified, nothing between the characters.

    With `emoji`, signs that stand for a word are read as that word.
    """
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[int] = []
    skipped: list[int] = []
    hows: list[str] = []
    tokens, seen = _tokens(text), latinised(text)
    gap = skip = until = 0
    for index, char in enumerate(seen):
        if index < until:
            continue
        if tokens and index in tokens:
            spelled, width = tokens[index]
            how, until = "", index + width
        else:
            spelled, kind, how = CELLS[char]
            if emoji and char in emoji:
                spelled, kind, how = emoji[char], KEEP, "emoji"
            if kind != KEEP:
                gap, skip = max(gap, kind), skip + 1
                continue
            if char is not text[index] and char != text[index]:
                how = "look_alike"
        for one in spelled:
            out.append(one)
            starts.append(index)
            ends.append(max(until, index + 1))
            gaps.append(gap)
            skipped.append(skip)
            hows.append(how)
            gap = skip = 0
    return Folded(text, "".join(out), starts, ends, gaps, skipped, hows)


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
    keep = [index for index in range(len(text)) if not index or text[index] != text[index - 1]]
    return None if len(keep) == len(text) else pick(folded, keep)


def crosses_sentence(folded: Folded, start: int, end: int) -> bool:
    """Whether a sentence ends inside the folded range."""
    return any(gap > COMMA for gap in folded.gaps[start + 1 : end])


def is_plain(gap: int) -> bool:
    """Whether two folded neighbours also are neighbours in the original, but for invisible characters."""
    return gap < SOFT
