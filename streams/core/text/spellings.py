"""What no library holds: similar glyphs, split characters, emoji read as words, characters too common to trust."""

from __future__ import annotations

import msgspec


class Spellings(msgspec.Struct, frozen=True, kw_only=True):
    """Small tables from the lexicon folder.

    `common` are characters so frequent in honest titles that a homophone made of them needs a second signal.
    """

    glyphs: dict[str, str] = {}
    splits: dict[str, tuple[str, ...]] = {}
    emoji: dict[str, str] = {}
    common: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
