"""What is wrong with a policy file, and where: every problem at once, each with its line, a caret and a hint."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

import msgspec


class Place(msgspec.Struct, frozen=True):
    """Where in a file: line and column count from 1, `width` is how many characters the carets underline."""

    file: str
    line: int
    column: int
    text: str
    width: int = 1


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong: lower case, no full stop, names in back-ticks. A warning refuses nothing."""

    message: str
    place: Place
    hint: str = ""
    severity: str = "error"

    def render(self) -> str:
        """The problem as a compiler would show it."""
        place = self.place
        gutter = " " * len(str(place.line))
        shown = [f"{self.severity}: {self.message}", f"{gutter}--> {place.file}:{place.line}:{place.column}"]
        if place.text:
            shown += [f"{gutter} |", f"{place.line} | {place.text}", f"{gutter} | {_carets(place)}"]
        if self.hint:
            shown.append(f"{gutter} = hint: {self.hint}")
        return "\n".join(shown)


class PolicyError(ValueError):
    """A policy that cannot be used; lists every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """All of them."""
        self.problems = tuple(problems)
        count = len(self.problems)
        tail = f"{count} problem{'s' if count != 1 else ''} found, the policy is not used"
        super().__init__("\n\n".join([*(problem.render() for problem in self.problems), tail]))


def _carets(place: Place) -> str:
    """Blanks up to the place, then carets; a Chinese character takes two cells on a terminal."""
    before, under = place.text[: place.column - 1], place.text[place.column - 1 :][: place.width]
    return " " * _cells(before) + "^" * max(_cells(under), 1)


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known words, or all of them when they are few."""
    words = sorted(set(known))
    near = difflib.get_close_matches(word, words, n=2, cutoff=0.6) or [one for one in words if one[:3] == word[:3]]
    if near:
        return "did you mean " + " or ".join(f"`{found}`" for found in near) + "?"
    return "known are " + ", ".join(f"`{name}`" for name in words) if words else ""
