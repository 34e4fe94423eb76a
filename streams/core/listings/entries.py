"""The lines of a lexicon as values: terms, tables and context words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from streams.core.listings.files import LexiconError, Line, split
from streams.core.text.fold import PLUS
from streams.core.text.spellings import Spellings
from streams.core.text.terms import Term

KINDS: Final = frozenset({
    "core", "tail", "trade", "english", "absolute", "soft", "price", "cure", "ailing", "guarantee", "special", "effect",
    "investment", "education", "contact", "channel", "urgency", "hype", "fits", "debunk", "genuine",
})  # fmt: skip
_KEYS: Final = {"not": "innocent", "topic": "topics", "need": "needs"}
_TERM_COLUMNS: Final = 2


def _options(line: Line) -> dict[str, object]:
    found: dict[str, object] = {}
    for column in line.columns[_TERM_COLUMNS:]:
        key, _, value = column.partition(":")
        if column in {"hide", "deep", "spaced"}:
            found[column] = True
        elif key in _KEYS:
            found[_KEYS[key]] = split(value)
        elif key == "like":
            found["pattern"] = _regex(line, value.strip().replace("＋", PLUS))
        else:
            hint = "use hide, deep, spaced, not:, topic:, need: or like:"
            raise LexiconError(line.place, f"unknown column `{column}`", hint)
    return found


def _regex(line: Line, pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise LexiconError(line.place, f"`{pattern}` is no regular expression ({error})", "correct it") from error
    return pattern


def terms_of(lines: Iterable[Line]) -> list[Term]:
    """`kind | term, term | hide | not: phrase, phrase | topic: word | need: word | like: regex`."""
    found: list[Term] = []
    for line in lines:
        if len(line.columns) < _TERM_COLUMNS or line.columns[0] not in KINDS:
            kinds = ", ".join(sorted(KINDS))
            raise LexiconError(line.place, f"unknown kind `{line.columns[0]}`", f"begin with one of {kinds}")
        options = _options(line)
        innocent = options.pop("innocent", ())
        for name in line.words(1):
            own = tuple(phrase for phrase in innocent)  # type: ignore[attr-defined]
            found.append(Term(name=name, kind=line.columns[0], innocent=own, **options))  # type: ignore[arg-type]
    return found


def tables_of(glyphs: Iterable[Line], splits: Iterable[Line], emoji: Iterable[Line], words: frozenset[str],
              common: Iterable[Line]) -> Spellings:  # fmt: skip
    """The small tables: `char | others`, `char | way, way`, `emoji | word`, and runs of common characters."""
    return Spellings(
        glyphs={line.columns[0]: "".join(line.columns[1].split()) for line in glyphs},
        splits={line.columns[0]: line.words(1) for line in splits},
        emoji={line.columns[0]: line.columns[1] for line in emoji},
        common=frozenset(char for line in common for column in line.columns for char in "".join(column.split())),
        words=words,
    )


def sections_of(lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    """`section | word, word`: sections may go over several lines."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        found[line.columns[0]] = found.get(line.columns[0], ()) + line.words(1)
    return found
