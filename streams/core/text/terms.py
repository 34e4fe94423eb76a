"""A term to look for, as the lexicon declares it."""

from __future__ import annotations

from typing import Final

import msgspec

JARGON: Final = frozenset({"core", "copy", "remake", "hint", "tail", "trade", "english"})
"""Kinds of the counterfeit trade's words."""


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A word or phrase of one kind.

    `hide`: expand its disguises; `deep`: also those of both its characters at once. `innocent`: longer phrases it
    stands in that mean something else. `topics`: words that, anywhere in the text, make it innocent. `needs`: words of
    which one must stand in the text. `seen`: what a text must hold to be looked at for this term, where the
    term is too common. `pattern`: what must match around the term, a regular expression over the folded
    text in which the term stands plainly.
    """

    name: str
    kind: str
    hide: bool = False
    deep: bool = False
    innocent: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    pattern: str = ""
    spaced: bool = False
    seen: tuple[str, ...] = ()
