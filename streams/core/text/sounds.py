"""How characters sound: readings without tones, and who else sounds so. Data from pypinyin, characters from GB 2312."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache
from typing import Final

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

from streams.core.text.cells import CELLS

_READINGS: Final = 2  # the third and later readings of a character are literary: nobody writes by them


def fold_of(char: str) -> str:
    """What a character is read as when matching: traditional forms are their simplified ones."""
    return CELLS[char].text


def _plain(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading)
    return "".join(one for one in decomposed if not unicodedata.combining(one) or one == "\u0308").replace(
        "u\u0308", "v"
    )


@cache
def readings(char: str) -> tuple[str, ...]:
    """The common readings of one character without tones; empty for what is no ideograph."""
    known = str(PINYIN_DICT.get(ord(char), ""))
    return tuple(dict.fromkeys(_plain(one) for one in known.split(",")[:_READINGS] if one))


@cache
def _by_sound() -> dict[str, str]:
    """Sound to the characters of GB 2312 that have it: the ones people can type."""
    found: dict[str, list[str]] = defaultdict(list)
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            char = bytes((high, low)).decode("gb2312", errors="ignore")
            for sound in readings(char) if char else ():
                found[sound].append(char)
    return {sound: "".join(chars) for sound, chars in found.items()}


def homophones(sound: str) -> str:
    """All characters that can be read so."""
    return _by_sound().get(sound, "")


@cache
def _rare_by_sound() -> dict[str, str]:
    """Sound to the characters of the two oldest ideograph blocks that GB 2312 does not have."""
    known = set("".join(_by_sound().values()))
    found: dict[str, list[str]] = defaultdict(list)
    for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)):
        char = chr(code)
        if char not in known and fold_of(char) == char:
            for sound in readings(char)[:1]:
                found[sound].append(char)
    return {sound: "".join(chars) for sound, chars in found.items()}


def rare_homophones(sound: str) -> str:
    """Characters that can be read so and that everyday text never holds."""
    return _rare_by_sound().get(sound, "")


_NEAR: Final = (("zh", "z"), ("sh", "s"), ("ch", "c"), ("ing", "in"), ("eng", "en"), ("ang", "an"), ("n", "l"))


def near_homophones(sound: str) -> str:
    """Characters that sound so in many mouths: no tongue curled, no nasal held, n for l."""
    found = ""
    for one, other in _NEAR:
        for a, b in ((one, other), (other, one)):
            if (len(a) > 1 and a.endswith("ng")) or a in {"in", "en", "an"}:
                changed = sound[: -len(a)] + b if sound.endswith(a) else ""
            else:
                starts = sound.startswith(a) and (len(a) > 1 or not sound.startswith(a + "h"))
                changed = b + sound[len(a) :] if starts else ""
            found += homophones(changed) if changed else ""
    return found


def _each(unread: str) -> list[str]:
    return list(unread)


def spoken(term: str) -> tuple[str, ...]:
    """The sound of each character as read in this term; what is no ideograph stands for itself."""
    return tuple(lazy_pinyin(term, style=Style.NORMAL, v_to_u=False, errors=_each))  # type: ignore[arg-type]  # its own stub forgets that a list is allowed
