"""How a name sounds: toneless pinyin, so that homophones, traditional characters and Latin spellings come together."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin.constants import PINYIN_DICT

from streams.core.identity import pinyin

_PARTS = re.compile(r"[a-z]+|[0-9]+|[^\W_]")
_MIXED_UP = ((re.compile("^([zcs])h"), r"\1"), (re.compile("^l"), "n"), (re.compile("ng$"), "n"))
"""What half of the country does not tell apart: zh and z, ch and c, sh and s, l and n, and a final n and ng."""


@lru_cache(maxsize=30_000)
def syllable(character: str) -> str:
    """The first reading of a Chinese character without its tone; anything else as it is."""
    readings = PINYIN_DICT.get(ord(character))
    if readings is None:
        return character
    first = readings.partition(",")[0].replace("ü", "v")
    return "".join(sign for sign in unicodedata.normalize("NFD", first) if sign.isascii() and sign.isalpha())


@lru_cache(maxsize=1_000)
def near(sound: str) -> str:
    """A syllable as those say it who mix up what is near: zhang and zan are one, yang and wang are not."""
    for mixed_up, one in _MIXED_UP:
        sound = mixed_up.sub(one, sound)
    return sound


def folded(value: str) -> str:
    """NFKC, case folded, Latin letters without their marks."""
    if value.isascii():
        return value.lower()
    text = unicodedata.normalize("NFKC", value).casefold()
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def syllables(value: str) -> tuple[str, ...]:
    """The sounding parts of a name in their order: a syllable a character, a part a Latin word or number."""
    parts = _PARTS.findall(folded(value))
    return tuple(sound for part in parts for sound in ((syllable(part),) if len(part) == 1 else _apart(part)))


@lru_cache(maxsize=10_000)
def _apart(word: str) -> tuple[str, ...]:
    """A Latin word that is nothing but pinyin, as its syllables; any other as it is."""
    return pinyin.taken_apart(word) or (word,)
