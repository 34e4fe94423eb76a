"""Other ways to look at a text, tried only where it holds what they are for. All map to the same original."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from streams.core.text.disguise import MASK
from streams.core.text.fold import Folded, fold

# A cover stands between two letters or ideographs: Di*r, 香*儿. Two in a row cover two.
_COVERS: Final = "*＊●○◯×✱※#_?？@$!|"
_COVERED: Final = re.compile(rf"(?<=[A-Za-z\u4e00-\u9fff])[{_COVERS}](?=[{_COVERS}]?[A-Za-z\u4e00-\u9fff])")
_SIGNS: Final = frozenset(_COVERS)


def uncovered(text: str) -> Folded | None:
    """The view in which a cover stands for one character; None where nothing is covered."""
    if _SIGNS.isdisjoint(text):
        return None
    seen = _COVERED.sub(MASK, text)
    seen = re.sub(f"(?<={MASK})[{_COVERS}]", MASK, seen)
    return None if seen == text else msgspec.structs.replace(fold(seen), original=text)


def in_words(text: str, emoji: Mapping[str, str]) -> Folded | None:
    """The view in which emoji that stand for a word are read; None where there is none."""
    if text.isascii() or emoji.keys().isdisjoint(text):
        return None
    return fold(text, emoji)
