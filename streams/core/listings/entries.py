"""The lines of a lexicon as values: terms, tables and context words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from streams.core.listings.files import SHAPE, LexiconError, Line, legible, split
from streams.core.text.fold import PLUS
from streams.core.text.spellings import Spellings
from streams.core.text.terms import Term

KINDS: Final = frozenset({
    "core", "copy", "remake", "hint", "tail", "trade", "english", "absolute", "grade", "soft", "price", "cure",
    "ailing", "guarantee", "special", "effect", "investment", "education", "contact", "channel", "urgency", "hype",
    "fits", "debunk", "genuine",
})  # fmt: skip
_KEYS: Final = {"not": "innocent", "topic": "topics", "need": "needs", "seen": "seen"}
_TERM_COLUMNS: Final = 2
_SET: Final = re.compile(r"\{([a-z_]+)\}")
Sets = dict[str, tuple[str, ...]]
"""Words under a name (`set | ailment | 鼻炎, 失眠`), which terms and patterns use as {ailment}."""


def _options(line: Line, sets: Sets) -> dict[str, object]:
    found: dict[str, object] = {}
    for column in line.columns[_TERM_COLUMNS:]:
        key, _, value = column.partition(":")
        if column in {"hide", "deep", "spaced"}:
            found[column] = True
        elif key in _KEYS:
            found[_KEYS[key]] = tuple(one for word in split(value) for one in _each(line, word, sets))
        elif key == "like":
            found["pattern"] = _regex(line, _filled(line, value.strip().replace("＋", PLUS), sets))
        else:
            hint = "use hide, deep, spaced, not:, topic:, need:, seen: or like:"
            raise LexiconError(line.place, f"unknown column `{column}`", hint)
    return found


def _regex(line: Line, pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise LexiconError(line.place, f"`{pattern}` is no regular expression ({error})", "correct it") from error
    return pattern


def _named(line: Line, name: str, sets: Sets) -> tuple[str, ...]:
    if name not in sets:
        raise LexiconError(line.place, f"unknown set `{{{name}}}`", "declare it: `set | name | word, word`")
    return sets[name]


def _each(line: Line, word: str, sets: Sets) -> list[str]:
    """The word with every member of the sets it names."""
    match = _SET.search(word)
    if match is None:
        return [word]
    members = _named(line, match.group(1), sets)
    return [one for member in members for one in _each(line, word.replace(match.group(), member, 1), sets)]


def _filled(line: Line, pattern: str, sets: Sets) -> str:
    """The pattern with every set it names as an alternation, the longest member first."""

    def _alternation(match: re.Match[str]) -> str:
        members = sorted(_named(line, match.group(1), sets), key=lambda word: (-len(word), word))
        return f"(?:{'|'.join(members)})"

    return _SET.sub(_alternation, pattern)


def _sets(lines: Iterable[Line]) -> Sets:
    found: Sets = {}
    for line in lines:
        words = tuple(one for word in line.words(2) for one in _each(line, word, found))
        found[line.columns[1]] = found.get(line.columns[1], ()) + words
    return found


def terms_of(lines: Iterable[Line]) -> list[Term]:
    """`kind | term, term | hide | not: phrase, phrase | topic: word | need: word | like: regex`, and sets of words."""
    listed = list(lines)
    sets = _sets(line for line in listed if line.columns[0] == "set")
    found: list[Term] = []
    for line in (one for one in listed if one.columns[0] != "set"):
        if len(line.columns) < _TERM_COLUMNS or line.columns[0] not in KINDS:
            kinds = ", ".join(sorted(KINDS))
            raise LexiconError(line.place, f"unknown kind `{line.columns[0]}`", f"begin with one of {kinds}")
        options = _options(line, sets)
        innocent = options.pop("innocent", ())
        for name in (one for word in line.words(1) for one in _each(line, word, sets)):
            legible(line, name)
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
        is_shape = line.columns[0].startswith(SHAPE)
        words = (_regex(line, line.columns[1]),) if is_shape else tuple(legible(line, word) for word in line.words(1))
        found[line.columns[0]] = found.get(line.columns[0], ()) + words
    return found
