"""Whether what stands after a channel's name is an account, and not the model number of a shoe or a washing machine.

Accounts are typed in small letters or said after a colon or an at sign; models are printed in capitals. A mobile number
written out in words or circled digits is always meant: nobody writes one so by chance.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from streams.core.text.cells import MARK, SOFT
from streams.core.text.fold import Folded
from streams.core.text.sounds import readings, spoken

_SIGNS: Final = frozenset(":：∶@＠➕💬📞☎")
_HANDLE: Final = re.compile(r"[a-z][a-z0-9_.\-]{5,31}")
_MIXED: Final = re.compile(r"(?=.*[a-z])(?=.*[0-9])[a-z0-9_\-]{7,20}")
_MOBILE: Final = re.compile(r"(?:86)?1[3-9]\d{9}")
_NAME_LENGTHS: Final = (2, 3, 4)
_NUMBER: Final = re.compile(r"\d{5,12}")


def is_account(view: Folded, start: int, end: int) -> bool:
    """Whether the folded range, or what stands before its first gap, is written as an account."""
    gap = next((at for at in range(start + 1, end) if view.gaps[at] >= SOFT), end)
    return _is_account(view, start, end) or (gap < end and _is_account(view, start, gap))


def _is_account(view: Folded, start: int, end: int) -> bool:
    original = view.original
    piece = unicodedata.normalize("NFKC", original[view.starts[start] : view.ends[end - 1]])
    if _spells_what_stands_before(view, start, piece.lower()):
        return False
    before = original[view.ends[start - 1] if start else 0 : view.starts[start]]
    bare = re.sub(r"[\s\-]", "", piece)
    if _MOBILE.fullmatch(bare):
        return True
    if not _SIGNS.isdisjoint(before):
        return len(bare) >= 5 and bare.isascii()  # noqa: PLR2004 - the shortest account of any channel
    has_digit = any(char.isdigit() for char in piece)
    if _HANDLE.fullmatch(piece) and (has_digit or "_" in piece):
        return bool(before) or (_count(piece) >= 3 and _is_named(view, start))  # noqa: PLR2004 - vx12 is a model
    return bool(_MIXED.fullmatch(piece)) and _is_named(view, start)


def _spells_what_stands_before(view: Folded, start: int, piece: str) -> bool:
    """Whether the letters are the Latin name of the word before them (耐威naiwei2000), as makers print it."""
    words = [view.text[start - length : start] for length in _NAME_LENGTHS if length <= start]
    return any(all(readings(char) for char in word) and piece.startswith("".join(spoken(word))) for word in words)


def _is_named(view: Folded, start: int) -> bool:
    """Whether more than one letter names the channel that an account is written on to (vxgoods88, 微goods88)."""
    named = view.text[max(start - 2, 0) : start]
    if not named[-1:].isascii():
        return True
    written = view.original[view.starts[max(start - 2, 0)] : view.ends[start - 1]] if start else ""
    is_one_word = view.gaps[start - 1] < MARK
    return is_one_word and len(named) > 1 and named.isascii() and named.isalpha() and written.islower()


def is_told(view: Folded, start: int, end: int) -> bool:
    """Whether the folded range is an account that the seller calls one: by a sign, or as the id, number or name."""
    before = view.original[view.ends[start - 1] if start else 0 : view.starts[start]]
    named = view.text[:start].endswith(("id", "号", "搜"))
    return is_account(view, start, end) and (named or not _SIGNS.isdisjoint(before))


def is_number(view: Folded, start: int, end: int) -> bool:
    """Whether the folded range is a number of its own, as the channels that go by numbers give them."""
    piece = unicodedata.normalize("NFKC", view.original[view.starts[start] : view.ends[end - 1]])
    before = view.original[view.ends[start - 1] if start else 0 : view.starts[start]]
    bare = re.sub(r"[\s\-]", "", piece)
    said = view.text[:start]
    is_told_so = not _SIGNS.isdisjoint(before) or not said.endswith("q")
    return bool(_NUMBER.fullmatch(bare)) and (is_told_so or (len(bare) > 6 and bare == piece and said.endswith("qq")))  # noqa: PLR2004 - QQ-2100


def is_veiled(view: Folded, start: int, end: int) -> bool:
    """Whether a mobile number is written in words, circled or wide digits, wholly or in part."""
    return not all(char.isascii() for char in view.original[view.starts[start] : view.ends[end - 1]])


def _count(piece: str) -> int:
    return sum(char.isdigit() for char in piece)


CHECKS: Final = {"id": is_account, "account": is_told, "number": is_number, "veiled": is_veiled}
"""Named groups of a pattern (`like:`) and what must hold of what they matched."""
