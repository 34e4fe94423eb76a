"""Cyrillic, Greek and Cherokee letters that look Latin, read as Latin inside Latin words only.

A table that also touched ideographs or whole Russian words would corrupt honest text, so a word is changed only when
it mixes scripts or consists of nothing but look-alikes:
three of them, or capitals. Pairs by the shapes in Unicode's confusables (UTS 39).
"""

from __future__ import annotations

import re
from typing import Final

_PAIRS: Final = (
    "аaеeоoрpсcуyхxіiѕsјjԁdһhԛqԝwӏlАAВBЕEКKМMНHОOРPСCТTХXУYІIЅSЈJ"  # Cyrillic
    "αaοoνvιiκkρpτtυuχxΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX"  # Greek
    "ᎪAᏴBᏟCᎠDᎬEᏀGᎻHᎥIᎫJᏦKᏞLᎷMᏢPᏒRᏚSᎢTᏙVᎳWᏃZ"  # Cherokee
)
_TABLE: Final = {ord(_PAIRS[index]): _PAIRS[index + 1] for index in range(0, len(_PAIRS), 2)}
_FOREIGN: Final = re.compile("[\u0370-\u03ff\u0400-\u052f\u13a0-\u13f5]")
_WORD: Final = re.compile("[A-Za-z\u0370-\u03ff\u0400-\u052f\u13a0-\u13f5]+")
_LATIN: Final = re.compile("[A-Za-z]")
_MIN_WHOLE: Final = 3


def _word(match: re.Match[str]) -> str:
    word = match.group()
    latin = word.translate(_TABLE)
    mixed = bool(_LATIN.search(word))
    whole = (len(word) >= _MIN_WHOLE or word.isupper()) and not _FOREIGN.search(latin)
    return latin if mixed or whole else word


def latinised(text: str) -> str:
    """The text with look-alike letters read as Latin, character for character."""
    if text.isascii() or not _FOREIGN.search(text):
        return text
    return _WORD.sub(_word, text)
