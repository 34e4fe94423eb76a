"""Find the forms of terms in a folded text, and throw away what only looks like one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from streams.core.text.disguise import Form, forms
from streams.core.text.edges import cuts_word, joins_words, straddles
from streams.core.text.fold import Folded, crosses_sentence, fold
from streams.core.text.spellings import Spellings
from streams.core.text.terms import Term

_MAX_SKIPPED = 4  # more than this between two characters is no word


class Hit(msgspec.Struct, frozen=True):
    """A form of a term in a view of a text, by folded positions."""

    term: Term
    form: Form
    view: Folded
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Offsets in the original."""
        return self.view.span(self.start, self.end)

    def disguises(self) -> tuple[str, ...]:
        """How it was disguised, sorted; empty for plain words."""
        found = self.view.disguises(self.start, self.end)
        if self.term.spaced or (not self.form.how and self.form.text.isascii()):
            found.discard("separator")
        return tuple(sorted(found | ({self.form.how} if self.form.how else set())))


class Matcher:
    """One automaton over every form of every term, and the phrases in which they are innocent."""

    def __init__(self, terms: Iterable[Term], tables: Spellings) -> None:
        """Expand all terms and build the automaton."""
        self._words = tables.words
        self._by_text: dict[str, list[tuple[Term, Form]]] = {}
        self._innocent: set[str] = set()
        for term in terms:
            self._innocent |= {fold(phrase).text for phrase in term.innocent}
            for form in forms(term.name, tables, hide=term.hide, deep=term.deep):
                self._by_text.setdefault(form.text, []).append((term, form))
        self._texts = list(self._by_text.keys() | self._innocent)
        self._automaton = AhoCorasick(self._texts, matchkind=MatchKind.Standard)

    def forms_but(self, kinds: frozenset[str]) -> Iterator[str]:
        """Every text that is looked for, but those of terms of these kinds only."""
        return (text for text, found in self._by_text.items() if any(term.kind not in kinds for term, _ in found))

    @property
    def innocent(self) -> Iterable[str]:
        """Every phrase that swallows a form."""
        return self._innocent

    def hits(self, view: Folded) -> list[Hit]:
        """The hits in one view, without those inside innocent phrases or across words."""
        found = self._automaton.find_matches_as_indexes(view.text, overlapping=True)
        matches = [(self._texts[number], start, end) for number, start, end in found]
        swallowed = [(s, e) for text, s, e in matches if text in self._innocent and not joins_words(view, s, e)]
        return [hit for text, s, e in matches for hit in self._at(view, text, s, e, swallowed)]

    def _at(self, view: Folded, text: str, start: int, end: int, swallowed: Sequence[tuple[int, int]]) -> Iterator[Hit]:
        for term, form in self._by_text.get(text, ()):
            if any(s <= start and end <= e and (s, e) != (start, end) for s, e in swallowed):
                continue
            if self._holds(view, term, form, start, end):
                yield Hit(term, form, view, start, end)

    def _holds(self, view: Folded, term: Term, form: Form, start: int, end: int) -> bool:
        # A trigger is a part of what its pattern matches, so it may cut a word.
        if (not term.pattern and cuts_word(view, start, end)) or crosses_sentence(view, start, end):
            return False
        if max(view.skipped[start + 1 : end], default=0) > _MAX_SKIPPED:
            return False
        doubtful = bool(form.how) or joins_words(view, start, end)
        return not (doubtful and straddles(view, start, end, self._words))


def longest(hits: list[Hit]) -> list[Hit]:
    """Of hits of one kind that contain each other, the longest; of equal ones, the plainest."""
    ranked = sorted(hits, key=lambda hit: (hit.start - hit.end, not hit.form.sure, bool(hit.form.how), hit.start))
    kept: list[Hit] = []
    for hit in ranked:
        if not any(one.term.kind == hit.term.kind and one.start <= hit.start and hit.end <= one.end for one in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))
