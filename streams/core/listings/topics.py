"""What a title is about, as labels (#print, #pests): what a word means hangs on the goods it is said of.

根治 is a promised cure of a foot bath and plain speech of a drain cleaner; 高仿 is a fake bag and a silk rose.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from streams.core.listings.files import SHAPE
from streams.core.text.cells import SOFT
from streams.core.text.fold import Folded, fold

_WORDS: Final = "topic."


def spaced(view: Folded) -> str:
    """The folded text with a space wherever the seller set words apart."""
    return "".join(f" {char}" if gap >= SOFT else char for char, gap in zip(view.text, view.gaps, strict=True))


def _sets(sections: Mapping[str, Sequence[str]], prefix: str) -> dict[str, frozenset[str]]:
    found = {name: frozenset(words) for name, words in sections.items() if name.startswith(prefix)}
    return {name.removeprefix(prefix): words for name, words in found.items()}


class Topics:
    """Nouns that make a topic plain, and the kinds of terms that mean nothing of it."""

    def __init__(self, sections: Mapping[str, Sequence[str]]) -> None:
        """Take `topic.<name>` (words), `shape.<name>` (expressions over the spaced text), and so on."""
        self._names: dict[str, set[str]] = {}
        for name, words in sections.items():
            if name.startswith(_WORDS):
                for word in words:
                    self._names.setdefault(fold(word).text, set()).add(f"#{name.removeprefix(_WORDS)}")
        self._words = list(self._names)
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.Standard)
        self._shapes = {
            name.removeprefix(SHAPE): re.compile("|".join(words))
            for name, words in sections.items()
            if name.startswith(SHAPE)
        }
        self._guards = _sets(sections, "guard.")
        self._only = _sets(sections, "only.")
        self._never = _sets(sections, "never.")

    def of(self, title: Folded, category: str, marks: Collection[str]) -> list[str]:
        """The labels of a title under its category path; `marks` say what is known of the brands in it (@reissues)."""
        text = f"{title.text}\n{category.lower()}"
        shape = f"{spaced(title)} \n{category.lower()}"
        numbers = {number for number, *_ in self._automaton.find_matches_as_indexes(text, overlapping=True)}
        found = {label for number in numbers for label in self._names[self._words[number]]}
        found |= {f"#{name}" for name, pattern in self._shapes.items() if pattern.search(shape)}
        known = found | set(marks)
        return sorted(label for label in found if self._stands(label[1:], known))

    def _stands(self, name: str, known: set[str]) -> bool:
        return self._only.get(name, frozenset()) <= known and self._never.get(name, frozenset()).isdisjoint(known)

    def muted(self, labels: Sequence[str]) -> frozenset[str]:
        """The kinds of terms that mean nothing under these labels."""
        return frozenset().union(*(self._guards.get(label[1:], frozenset()) for label in labels))
