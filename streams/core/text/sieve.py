"""The first look at a batch: which texts could need reading at all. Cheap, and wrong on the safe side only.

Texts are joined, lowered and stripped of ASCII separators by one `bytes.translate`, and matched by one automaton of
every form. What a byte table cannot fold (zero-width and styled characters, separators outside ASCII) is a pattern
itself: such a text is read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise, product
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from streams.core.text.cells import SIMPLIFIED
from streams.core.text.fold import ONE_TO_ONE, PLUS

_BETWEEN: Final = "\x1e"
_DROPPED: Final = b" \t\r\n!\"#$&'()*,-./;<=>?[\\]^_`{|}~"
_LOWER: Final = bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in range(256))  # noqa: PLR2004 - A to Z

# Blocks whose characters are letters in disguise or invisible: whoever uses them is read with care.
_ALWAYS: Final = (
    "@",  # an account, or a letter in disguise
    *(
        "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u3164\u115f"
    ),
    *(chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))),
)
_ALWAYS_LEADS: Final = (
    *(bytes((lead,)) for lead in (0xC3, 0xC4, 0xC7, 0xC9, 0xCA, 0xCC, 0xCD, 0xCE, 0xCF, 0xD0, 0xD1)),
    *(bytes((0xE1, second)) for second in (0x8E, 0x8F, 0xB4, 0xB5)),
    *(bytes((0xE2, second)) for second in (0x82, 0x83, 0x91, 0x92, 0x93, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE)),
    *(bytes((0xE3, second)) for second in (0x88, 0x8A, 0x8B)),
    *(bytes((0xEF, second)) for second in range(0xA4, 0xA9)),
    *(b"\xe2\x81" + bytes((third,)) for third in range(0xA6, 0xAA)),
    *(b"\xe2\x9d\xb6", b"\xe2\x9e\x8a", b"\xf0\x9d", b"\xf3\xa0"),
    *(b"\xf0\x9f" + bytes((third,)) for third in range(0x84, 0x88)),
)
# After a character of a term these start a separator that only a real fold can see through: all but ideographs.
_GAP_LEADS: Final = (
    *(bytes((lead,)) for lead in (*range(0xC2, 0xE3), 0xEA, 0xEF, 0xF0, 0xF3)),
    *(b"\xe3\x80", b"\xe3\x83\xbb", b"\xe3\x85\xa4", b"\xe4\xb8\xb6", b"\xe4\xb8\xa8", b"+", b":", b"%"),
)
_NOT_PUNCTUATION: Final = tuple(lead for lead in _GAP_LEADS if lead not in {b"\xef", b"\xe3\x80"})
"""What may stand inside a word that is disguised already: signs and emoji, but no comma, bracket or stop."""
_TOKENS: Final = {
    ONE_TO_ONE: ("1:1", "1：1", "1∶1", "1；1", "一比一", "1比1", "壹比壹", "一逼一", "1比一", "一比1", "1b1"),
    PLUS: ("+", "＋", "➕", "✚"),
}
_MAX_VARIANTS: Final = 12
_COMMON_LENGTH: Final = 8
_REACH: Final = 72
"""Bytes that a form may reach beyond another match: two dozen ideographs, more than any form has."""
_AHEAD: Final = 3  # bytes looked at first: an ideograph
_CONTINUES, _IS_CONTINUED = 0xC0, 0x80  # how UTF-8 marks every byte of a character but the first


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
    """The text as the automaton sees it: lower case, without ASCII separators and half surrogate pairs."""
    return text.encode(errors="replace").translate(_LOWER, _DROPPED)  # by a question mark: dropped


def _written(form: str) -> list[str]:
    """How a form with a token of the fold stands in a raw text."""
    found = [form]
    for token, ways in _TOKENS.items():
        found = [one.replace(token, way) for one in found for way in (ways if token in one else (token,))]
    return found


def gap_patterns(forms: Iterable[str], leads: Sequence[bytes] = _GAP_LEADS) -> set[bytes]:
    """A character of a term followed by the start of a separator that only a real fold can see through."""
    pairs = {pair for form in forms for pair in pairwise(form) if not "".join(pair).isascii()}
    chars = {char for first, _ in pairs for char in first + _TRADITIONAL.get(first, "")}
    return {char.encode() + lead for char in chars for lead in leads}


class Sieve:
    """Tells which texts of a batch hold any form; `innocent` phrases swallow the forms inside them."""

    def __init__(
        self,
        forms: Iterable[str],
        lesser: Iterable[str] = (),
        innocent: Iterable[str] = (),
        watched: Iterable[str] = (),
        stand_ins: Iterable[str] = (),
        signs: Iterable[str] = (),
        close: Iterable[str] = (),
    ) -> None:
        """Build the automaton. `lesser` forms are told apart; in `watched` terms separators matter; `signs` are raw.

        `stand_ins` are watched terms that begin with another character than their own; `close` are innocent phrases
        that are none where the seller set their words apart.
        """
        forms = list(forms)
        wanted = _patterns(forms) | {squeezed(raw) for sign in signs for raw in _written(sign)} | gap_patterns(watched)
        wanted |= gap_patterns(stand_ins, _NOT_PUNCTUATION)
        wanted |= {char.encode() for char in _ALWAYS} | set(_ALWAYS_LEADS) | _selected(forms)
        second = _patterns(lesser) - wanted
        passed = _patterns(innocent) - wanted - second
        self._first_lesser, self._first_passed = len(wanted), len(wanted) + len(second)
        self._patterns = [*wanted, *second, *passed]
        self._ways_on: dict[int, frozenset[bytes]] = {}
        apart = _patterns(close)
        self._close = {number for number, pattern in enumerate(self._patterns) if pattern in apart}
        self._automaton = BytesAhoCorasick(self._patterns, matchkind=MatchKind.LeftmostLongest)

    def held(self, texts: Sequence[str]) -> dict[int, bool]:
        """The indexes of the texts that hold a form, ascending; true where it is more than a lesser one."""
        joined = _BETWEEN.join(texts)
        if joined.count(_BETWEEN) != len(texts) - 1:  # a text brought the separator along
            joined = _BETWEEN.join([text.replace(_BETWEEN, " ") for text in texts])
        haystack = squeezed(joined)
        found: dict[int, bool] = {}
        index = last = 0
        between = _BETWEEN.encode()
        for pattern, start, end in self._automaton.find_matches_as_indexes(haystack):
            index += haystack.count(between, last, start)
            last = start
            if pattern < self._first_lesser:
                found[index] = True
                continue
            if pattern < self._first_passed:
                found.setdefault(index, False)
            elif pattern in self._close and haystack[start:end].decode() not in texts[index].lower():
                found[index] = True  # 精仿 石英: what was set apart is no innocent phrase
            if not found.get(index) and (more := self._running_on(haystack, pattern, start, end)) is not None:
                found[index] = more or found.get(index, False)
        return found

    def _running_on(self, haystack: bytes, pattern: int, start: int, end: int) -> bool | None:
        """Whether a form begins inside a match and ends beyond it (拔除|根治); true for more than a lesser one."""
        ways = self._ways_on.get(pattern)
        if ways is None:
            ways = self._ways_on[pattern] = self._beyond(pattern)
        ahead = haystack[end : end + _AHEAD]
        if ahead not in ways and ahead[:1] not in ways and ahead[:2] not in ways:
            return None
        held: bool | None = None
        at = start + 1
        while at < end:
            # The matcher gives no overlaps, so what the longest match hides is looked for from its second byte on.
            matches = self._automaton.find_matches_as_indexes(haystack[at : end + _REACH])
            if not matches or at + matches[0][1] >= end:
                break
            found, first, after = matches[0]
            if at + after > end and found < self._first_passed:
                held = held or found < self._first_lesser
            at += first + 1
        return held

    def _beyond(self, pattern: int) -> frozenset[bytes]:
        """How what comes after a match may go on, in bytes, where a form begins inside it: asked of few matches."""
        text = self._patterns[pattern]
        tails = [text[cut:] for cut in range(1, len(text)) if text[cut] & _CONTINUES != _IS_CONTINUED]
        return frozenset(way for tail in tails for way in self._after(tail))

    def _after(self, tail: bytes) -> Iterator[bytes]:
        """How the forms that begin with a tail go on."""
        for place in range(bisect_right(self._ordered, tail), len(self._ordered)):
            if not self._ordered[place].startswith(tail):
                return
            yield self._ordered[place][len(tail) : len(tail) + _AHEAD]

    @cached_property
    def _ordered(self) -> list[bytes]:
        return sorted(self._patterns[: self._first_passed])


def _selected(forms: Iterable[str]) -> set[bytes]:
    """A letter of a form and a variation selector, which after an emoji is honest and after a letter never is."""
    chars = {char for form in forms if len(form) <= _COMMON_LENGTH for char in form if not char.isdigit()}
    return {(char + "\ufe0f").encode() for char in chars}


def _patterns(forms: Iterable[str]) -> set[bytes]:
    return {squeezed(variant) for form in forms for raw in _written(form) for variant in variants(raw)} - {b""}
