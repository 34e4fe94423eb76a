"""Find the forms of terms in a folded text, and throw away what only looks like one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from streams.core.text.cells import COMMA, MARK, SOFT
from streams.core.text.disguise import Form, forms
from streams.core.text.edges import claims_end, cuts_word, hangs, joins_words, straddles, torn
from streams.core.text.fold import Folded, crosses_sentence, fold
from streams.core.text.segments import ends_a_word, is_ordinary
from streams.core.text.sounds import readings
from streams.core.text.spellings import Spellings
from streams.core.text.terms import JARGON, Term

_SHORT = 2
_FEW = 3
_CLOSE: Final = JARGON | {"contact", "channel"}
"""Kinds whose innocent phrases are none where the seller set their words apart (精仿 石英)."""
_OTHER_WORDS: Final = frozenset(
    f"{how}{pair}" for how in ("homophone", "near_homophone", "similar_glyph") for pair in ("", "_pair")
)
"""Disguises made of other characters, which may be words of their own."""
_MAX_SKIPPED = 4  # more than this between two characters is no word


class Hit(msgspec.Struct, frozen=True):
    """A form of a term in a view of a text, by folded positions."""

    term: Term
    form: Form
    view: Folded
    start: int
    end: int
    claimed: bool = False
    """Whether a known word claims its end (高仿|皮 as 高|仿皮): it counts only beside a second signal."""

    @property
    def is_sure(self) -> bool:
        """Whether it stands alone."""
        return self.form.sure and not self.claimed

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
        """Expand all terms and build the automaton. `close` phrases are innocent only where nothing sets them apart."""
        self._words = tables.words
        self._by_text: dict[str, list[tuple[Term, Form]]] = {}
        self._innocent: dict[str, set[str]] = {}
        self.close: set[str] = set()
        folded: dict[tuple[str, ...], set[str]] = {}  # the terms of a line share their phrases
        for term in terms:
            if term.innocent not in folded:
                folded[term.innocent] = {fold(phrase).text for phrase in term.innocent}
            phrases = folded[term.innocent]
            for phrase in phrases:
                self._innocent.setdefault(phrase, set()).add(term.name)
            self.close |= phrases if term.kind in _CLOSE else set()
            for form in forms(term.name, tables, hide=term.hide, deep=term.deep):
                if term.pattern and form.how and (form.how == "near_homophone" or form.text in tables.words):
                    continue  # 微型 is not 微信, whatever stands around it
                self._by_text.setdefault(form.text, []).append((term, form))
        self._texts = list(self._by_text.keys() | self._innocent.keys())
        self._automaton = AhoCorasick(self._texts, matchkind=MatchKind.Standard)

    def forms_but(self, kinds: frozenset[str]) -> Iterator[str]:
        """Every text worth a look, but those of terms of these kinds only; initials need two other signals anyway."""
        return (
            text
            for text, found in self._by_text.items()
            if any(term.kind not in kinds and form.how != "initials" and not term.seen for term, form in found)
        )

    @cached_property
    def innocent(self) -> Iterable[str]:
        """Every phrase that swallows all that is said plainly in it: 高仿高 makes 仿高 innocent, and 高仿 not."""
        plain = [
            (text, {term.name for term, form in found if not form.how})
            for text, found in self._by_text.items()
            if any(not form.how for _, form in found)
        ]
        return [
            phrase
            for phrase, owners in self._innocent.items()
            if not any(text in phrase and text != phrase and names - owners for text, names in plain)
        ]

    def hits(self, view: Folded) -> list[Hit]:
        """The hits in one view, without those inside innocent phrases."""
        found = self._automaton.find_matches_as_indexes(view.text, overlapping=True)
        if not found:
            return []
        matches = [(self._texts[number], start, end) for number, start, end in found]
        over: dict[int, list[tuple[int, int, set[str]]]] = {}
        for text, s, e in matches:
            if text in self._innocent and not joins_words(view, s, e, MARK if text in self.close else COMMA):
                for place in range(s, e):
                    over.setdefault(place, []).append((s, e, self._innocent[text]))
        return [hit for text, s, e in matches for hit in self._at(view, text, s, e, over.get(s, ()))]

    def _at(
        self, view: Folded, text: str, start: int, end: int, phrases: Iterable[tuple[int, int, set[str]]]
    ) -> Iterator[Hit]:
        """The terms at a place that no innocent phrase swallows; a term said plainly only falls to its own."""
        covers = [owners for s, e, owners in phrases if end <= e and (s, e) != (start, end)]
        for term, form in self._by_text.get(text, ()):
            if any(form.how or term.name in owners for owners in covers):
                continue
            if self._holds(view, term, form, start, end):
                yield Hit(term, form, view, start, end)

    def _holds(self, view: Folded, term: Term, form: Form, start: int, end: int) -> bool:
        if form.how == "initials" and _is_model(view, start, end):
            return False
        # A trigger is a part of what its pattern matches, so it may cut a word.
        if not term.pattern and cuts_word(view, start, end):
            return False
        longest_gap = max(view.skipped[start + 1 : end], default=0)
        return longest_gap <= (1 if crosses_sentence(view, start, end) else _MAX_SKIPPED)

    def stands(self, hit: Hit, names: Sequence[tuple[int, int]]) -> bool:
        """Whether no neighbouring word and none of the `names` (of brands, as ranges) explains the hit away."""
        view, start, end = hit.view, hit.start, hit.end
        walls = {edge for name in names for edge in name}
        if any(s < end and start < e and (hit.form.how or not (start <= s and e <= end)) for s, e in names):
            return False  # a piece of a name and the next word (施华洛世奇 仿水晶, 钟薛高 仿皮) spell nothing
        if hit.form.how in _OTHER_WORDS and is_ordinary(view, start, end, walls):
            return False
        if hit.term.pattern:  # what stands around it was asked for
            return hit.term.kind in _CLOSE or not _is_pieced(view, start, end, walls)
        if hit.form.how or joins_words(view, start, end, SOFT):
            return not straddles(view, start, end, self._words, walls)
        return end - start != _SHORT or not torn(view, start, end, self._words)

    def weighed(self, hit: Hit) -> Hit:
        """The hit, doubtful where a known word claims its end."""
        short = hit.end - hit.start == _SHORT and not hit.term.pattern
        claimed = short and claims_end(hit.view, hit.start, hit.end, self._words)
        claimed = claimed or crosses_sentence(hit.view, hit.start, hit.end)
        return msgspec.structs.replace(hit, claimed=True) if claimed else hit


def _is_pieced(view: Folded, start: int, end: int, walls: set[int]) -> bool:
    """Whether a short claim is made of the pieces of its neighbours (单肩包 白, 环保|分类); a long one never is."""
    is_short = end - start <= _FEW and all(readings(char) for char in view.text[start:end])
    return is_short and (hangs(view, start, end) or ends_a_word(view, start, end, walls))


def _is_model(view: Folded, start: int, end: int) -> bool:
    """Whether a number stands beside two letters: GF-1670 is a model, no abbreviation."""
    return view.text[end : end + 1].isdigit() or view.text[max(start - 1, 0) : start].isdigit()


_FAMILIES: Final = {
    "core": "jargon",
    "copy": "jargon",
    "hint": "jargon",
    "remake": "jargon",
    "tail": "jargon",
    "english": "jargon",
    "trade": "jargon",
    "grade": "absolute",
    "price": "absolute",
    "soft": "absolute",
}


def _family(hit: Hit) -> str:
    return _FAMILIES.get(hit.term.kind, hit.term.kind)


def _rank(hit: Hit) -> tuple[bool, int, bool, bool, int]:
    """Initials last, then the longest, the sure, the plain and the first."""
    return hit.form.how == "initials", hit.start - hit.end, not hit.form.sure, bool(hit.form.how), hit.start


def longest(hits: list[Hit]) -> list[Hit]:
    """Of hits of one family that contain each other, the longest; of equal ones, the plainest."""
    kept: list[Hit] = []
    over: dict[tuple[str, int], list[Hit]] = {}  # by position: comparing all with all takes a minute for a long text
    for hit in sorted(hits, key=_rank):
        family = _family(hit)
        rivals = over.get((family, hit.start), ())
        if any((one.form.sure or not hit.form.sure) and hit.end <= one.end for one in rivals):
            continue
        kept.append(hit)
        for place in range(hit.start, hit.end):
            over.setdefault((family, place), []).append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))
