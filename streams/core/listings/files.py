"""Lexicon files: plain text, a head, one entry a line, columns between bars. Errors name file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from streams.core.text.fold import fold

SHAPE: Final = "shape."
"""Begins a section whose words are one regular expression."""


class LexiconError(ValueError):
    """A lexicon file cannot be used: what is wrong, in which file and line, and what to do."""

    def __init__(self, place: str, what: str, hint: str) -> None:
        """Say it in one line."""
        super().__init__(f"{place}: {what}; {hint}")


class Line(msgspec.Struct, frozen=True):
    """One entry: its columns, stripped, and where it stands."""

    place: str
    columns: tuple[str, ...]

    def words(self, column: int) -> tuple[str, ...]:
        """The comma-separated words of a column; none where there is no such column."""
        return split(self.columns[column]) if column < len(self.columns) else ()


def split(text: str) -> tuple[str, ...]:
    """Words between commas, stripped, empty ones left out."""
    return tuple(word for part in text.split(",") if (word := part.strip()))


def legible(line: Line, word: str) -> str:
    """The word, if anything of it is left to look for: signs fold away, and nothing is found everywhere."""
    if not fold(word).text:
        raise LexiconError(line.place, f"nothing is left of `{word}`", "write it with letters, digits or characters")
    return word


def read_lines(path: Path) -> Iterator[Line]:
    """The entries of a file. A file without a head that says what it holds is refused."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LexiconError(str(path), f"is not UTF-8 (byte {error.start})", "save it as UTF-8") from error
    except OSError as error:
        raise LexiconError(str(path), f"cannot be read ({error.strerror})", "check that it is there") from error
    lines = text.split("\n")
    if not lines[0].startswith("# "):
        raise LexiconError(f"{path}:1", "has no head", "begin with `# ` and say what it holds and how it was made")
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if bare and not bare.startswith("#"):
            yield Line(f"{path}:{number}", _columns(bare))


def _columns(line: str) -> tuple[str, ...]:
    """Columns between bars; a regular expression (`like:`, all of a shape) comes last, and its bars are its own."""
    if line.startswith(SHAPE):
        return tuple(part.strip() for part in line.split("|", 1))
    plain, mark, regex = line.partition("| like:")
    columns = tuple(column.strip() for column in plain.rstrip().rstrip("|").split("|"))
    return (*columns, f"like:{regex.strip()}") if mark else columns
