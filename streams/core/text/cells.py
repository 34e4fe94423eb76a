"""What one character of the original becomes for matching: a cell of (folded text, class, disguise).

Cells are made on demand from the Unicode database, OpenCC's character table and three small tables below, and kept.
"""

from __future__ import annotations

import unicodedata
from importlib.resources import files
from typing import Final, NamedTuple

KEEP: Final = 0
INVISIBLE: Final = 1
MARK: Final = 2
SOFT: Final = 3
COMMA: Final = 4
END: Final = 5
"""Between characters: nothing seen, a mark nobody puts between words (*, emoji), a space or hyphen, a comma, an end."""

_ENDS: Final = "。！？!?；;\n\r…\u2028\u2029"
_COMMAS: Final = '，,、：:（）()【】[]《》<>「」『』“”"/|｜丨\\'
_SPACERS: Final = "-－–—&＆+＋\t"
_KEPT: Final = "%"

# Negative squared and circled letters and regional indicators have no decomposition in the Unicode database.
_LETTER_BLOCKS: Final = ((0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))
_DIGIT_BLOCKS: Final = ((0x2776, 1), (0x2780, 1), (0x278A, 1), (0x24F5, 1))
# Small capitals (Phonetic Extensions, IPA Extensions, Latin Extended-D), in the order of the alphabet.
_SMALL_CAPITALS: Final = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))

# Letters of phonetic script that print as plain ones.
_PHONETIC: Final = {"ɑ": "a", "ɡ": "g", "ı": "i", "ɩ": "i", "ʋ": "v", "ɯ": "w"}


class Cell(NamedTuple):
    """`text` stands for the character when matching; `how` names the disguise, empty where it is none."""

    text: str
    kind: int
    how: str


def _opencc(name: str) -> dict[str, str]:
    lines = files("opencc").joinpath("dictionary", name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {one: many.split(" ")[0] for one, many in pairs if len(one) == 1}


def _simplified() -> dict[str, str]:
    """Traditional and Japanese forms to simplified ones. Many to one: for matching only, never to rewrite a record."""
    table = {one: to for one, to in _opencc("TSCharacters.txt").items() if one != to}
    for traditional, japanese in _opencc("JPVariants.txt").items():
        table.setdefault(japanese, table.get(traditional, traditional))
    return {one: table.get(to, to) for one, to in table.items() if table.get(to, to) != one}


def _styled() -> dict[str, str]:
    table = dict(_SMALL_CAPITALS) | _PHONETIC
    for first, count in _LETTER_BLOCKS:
        table |= {chr(first + number): chr(ord("a") + number) for number in range(count)}
    for first, _ in _DIGIT_BLOCKS:
        table |= {chr(first + number): str(number + 1) for number in range(9)}
    return table


SIMPLIFIED: Final = _simplified()
_STYLED: Final = _styled()


def _kind(char: str) -> int:
    if char in _KEPT:
        return KEEP
    if char in _ENDS:
        return END
    if char in _COMMAS:
        return COMMA
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me", "Cc", "Mc"} or char in "\u115f\u1160\u3164\uffa0":
        return INVISIBLE
    if category[0] == "Z" or char in _SPACERS:
        return SOFT
    return MARK if category[0] in "PSC" and not 0xE000 <= ord(char) <= 0xF8FF else KEEP  # noqa: PLR2004 - private use is ours


def _spell(char: str) -> str:
    """The plain letters behind a styled, accented or compatible character."""
    if 0xAC00 <= ord(char) <= 0xD7AF or 0x3040 <= ord(char) <= 0x30FF:  # noqa: PLR2004 - Hangul, kana: accents are letters
        return char
    plain = unicodedata.normalize("NFKD", _STYLED.get(char, char)).lower()
    plain = "".join(_STYLED.get(one, one) for one in plain)
    kept = (SIMPLIFIED.get(one, one) for one in unicodedata.normalize("NFKD", plain) if _kind(one) == KEEP)
    return "".join(kept)


def _how(char: str, text: str) -> str:
    code = ord(char)
    if text == char.lower():
        return ""
    if 0xFF00 <= code <= 0xFFEF:  # noqa: PLR2004 - Halfwidth and Fullwidth Forms
        return "width"
    if char in SIMPLIFIED:
        return "traditional"
    enclosed = 0x2460 <= code <= 0x24FF or 0x3200 <= code <= 0x33FF or 0x1F100 <= code <= 0x1F1FF  # noqa: PLR2004 - blocks
    if enclosed or 0x2776 <= code <= 0x2793:  # noqa: PLR2004 - Dingbat circled digits
        return "enclosed"
    return "combining" if len(unicodedata.normalize("NFD", char)) > 1 else "styled"


def _cell(char: str) -> Cell:
    kind = _kind(char)
    # Symbols that spell a letter or an ideograph (circled, squared) are letters here, not separators.
    text = _spell(char) if kind in {KEEP, MARK, SOFT} else ""
    if kind != KEEP and not any(one.isalnum() for one in text):
        text = ""
    return Cell(text, KEEP if text else kind or MARK, _how(char, text) if text else "")


class Cells(dict[str, Cell]):
    """A cell for every character, made once. Bounded by Unicode, in practice a few thousand."""

    def __missing__(self, char: str) -> Cell:
        """Make the cell and keep it."""
        cell = self[char] = _cell(char)
        return cell


CELLS: Final = Cells()
