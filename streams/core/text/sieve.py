"""The first look at a batch: which texts could need reading at all. Cheap, and wrong on the safe side only.

Texts are joined, lowered and stripped of ASCII separators by one `bytes.translate`, and matched by one automaton of every form. What
a byte table cannot fold (zero-width and styled characters, separators outside ASCII) is a pattern itself: such a text is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from streams.core.text.cells import SIMPLIFIED
from streams.core.text.fold import ONE_TO_ONE, PLUS

_BETWEEN: Final = "\x1e"
_DROPPED: Final = b" \t\r\n!\"#$&'()*,-./;<=>?@[\\]^_`{|}~"
_LOWER: Final = bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in range(256))  # noqa: PLR2004 - A to Z

# Blocks whose characters are letters in disguise or invisible: whoever uses them is read with care.
_ALWAYS: Final = (
    *(
        "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u3164\u115f"
    ),
    *(chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))),
)
_ALWAYS_LEADS: Final = (
    b"\xf0\x9d", b"\xe2\x92", b"\xe2\x93", b"\xf0\x9f\x84", b"\xf0\x9f\x85", b"\xf0\x9f\x86", b"\xf0\x9f\x87",
    b"\xd0", b"\xd1", b"\xcc", b"\xcd", b"\xe2\x82", b"\xe2\x83", b"\xe1\xb4", b"\xe1\xb5", b"\xe2\x9d\xb6", b"\xe2\x9e\x8a",
    b"\xf3\xa0", b"\xe2\x81\xa6", b"\xe2\x81\xa7", b"\xe2\x81\xa8", b"\xe2\x81\xa9", b"\xe3\x88", b"\xe3\x8a", b"\xe3\x8b",
    b"\xef\xa4", b"\xef\xa5", b"\xef\xa6", b"\xef\xa7", b"\xef\xa8", b"\xe2\xbc", b"\xe2\xbd", b"\xe2\xbe", b"\xe2\xba", b"\xe2\xbb",
)  # fmt: skip
# After a character of a term these lead bytes start a separator that only a real fold can see through.
_GAP_LEADS: Final = (
    b"\xe2\x80", b"\xe2\x98", b"\xe2\x99", b"\xe2\x9c", b"\xe2\x9d", b"\xe2\x96", b"\xe2\x97", b"\xe2\x86", b"\xe2\x88", b"\xe2\xac",
    b"\xe2\x9e", b"\xe3\x80", b"\xef\xbc", b"\xef\xbd", b"\xef\xb8", b"\xef\xb9", b"\xc2", b"\xc3", b"\xcb", b"\xf0\x9f", b"\xe3\x83\xbb",
    b"\xe4\xb8\xb6", b"\xe4\xb8\xa8", b"+", b":", b"%",
)  # fmt: skip
_TOKENS: Final = {
    ONE_TO_ONE: ("1:1", "1：1", "1∶1", "一比一", "1比1", "壹比壹", "一逼一", "1比一", "一比1"),
    PLUS: ("+", "＋", "➕", "✚"),
}
_MAX_VARIANTS: Final = 12


def _traditional() -> dict[str, str]:
    found: dict[str, str] = {}
    for traditional, simple in SIMPLIFIED.items():
        found[simple] = found.get(simple, "") + traditional
    return found


_TRADITIONAL: Final = _traditional()


def variants(text: str) -> list[str]:
    """The text in every mixture of simplified and traditional characters, at most a handful."""
    ways = [char + _TRADITIONAL.get(char, "") for char in text]
    found: list[str] = []
    for mixture in product(*ways):
        found.append("".join(mixture))
        if len(found) == _MAX_VARIANTS:
            break
    return found


def squeezed(text: str) -> bytes:
    """The text as the automaton sees it: lower case, without ASCII separators."""
    return text.encode().translate(_LOWER, _DROPPED)


def _written(form: str) -> list[str]:
    """How a form with a token of the fold stands in a raw text."""
    found = [form]
    for token, ways in _TOKENS.items():
        found = [one.replace(token, way) for one in found for way in (ways if token in one else (token,))]
    return found


def gap_patterns(forms: Iterable[str]) -> set[bytes]:
    """A character of a term followed by the start of a separator that only a real fold can see through."""
    chars = {
        char for form in forms for char in form[:-1] for char in char + _TRADITIONAL.get(char, "") if char > "\x7f"
    }
    return {char.encode() + lead for char in chars for lead in _GAP_LEADS}


class Sieve:
    """Tells which texts of a batch hold any form; `innocent` phrases swallow the forms inside them."""

    def __init__(
        self, forms: Iterable[str], innocent: Iterable[str] = (), watched: Iterable[str] = (), signs: Iterable[str] = ()
    ) -> None:
        """Build the automaton: `forms` to find, `watched` those whose characters are watched for separators, `signs` as they are."""
        wanted = {squeezed(variant) for form in forms for raw in _written(form) for variant in variants(raw)}
        wanted |= (
            {squeezed(sign) for sign in signs}
            | gap_patterns(watched)
            | {char.encode() for char in _ALWAYS}
            | set(_ALWAYS_LEADS)
        )
        wanted.discard(b"")
        passed = {squeezed(variant) for phrase in innocent for variant in variants(phrase)} - wanted - {b""}
        self._first_passed = len(wanted)
        patterns = [*wanted, *passed]
        self._automaton = BytesAhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest)

    def held(self, texts: Sequence[str]) -> list[int]:
        """The indexes of the texts that hold a form, ascending."""
        joined = _BETWEEN.join(texts)
        if joined.count(_BETWEEN) != len(texts) - 1:  # a text brought the separator along
            joined = _BETWEEN.join([text.replace(_BETWEEN, " ") for text in texts])
        haystack = squeezed(joined)
        found: list[int] = []
        index = last = 0
        between = _BETWEEN.encode()
        for pattern, start, _ in self._automaton.find_matches_as_indexes(haystack):
            if pattern < self._first_passed:
                index += haystack.count(between, last, start)
                last = start
                if not found or found[-1] != index:
                    found.append(index)
        return found
