"""Known words, to tell a hidden term from a piece of two honest neighbours. From pypinyin and OpenCC."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from pypinyin.constants import PHRASES_DICT

_LONGEST: Final = 4


@cache
def dictionary() -> frozenset[str]:
    """Words of two to four characters, simplified."""
    text = files("opencc").joinpath("dictionary", "STPhrases.txt").read_text(encoding="utf-8")
    listed = {line.partition("\t")[0] for line in text.splitlines()}
    return frozenset(word for word in listed | set(PHRASES_DICT) if 1 < len(word) <= _LONGEST)
