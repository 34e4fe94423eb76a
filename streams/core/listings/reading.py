"""Read one text thoroughly: its views, the hits in them, and which of those are meant."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from streams.core.listings.accounts import CHECKS
from streams.core.listings.context import Context, ends_of
from streams.core.listings.topics import Topics
from streams.core.text.edges import begins_inside
from streams.core.text.fold import Folded, collapsed, fold, whole
from streams.core.text.matcher import Hit, Matcher, longest
from streams.core.text.spellings import Spellings
from streams.core.text.terms import Term
from streams.core.text.views import in_words, uncovered

_AROUND: Final = 24  # a pattern sees so many characters to each side of its trigger
_NAMED: Final = 128  # no name of a brand is longer
Names = Mapping[int, Sequence[tuple[int, int]]]
"""Where brands are plainly named, by the identity of the view."""


class Field(msgspec.Struct, frozen=True):
    """One text of a listing under the name evidence uses, with its views: the folded one first."""

    name: str
    views: tuple[Folded, ...]


class Found(msgspec.Struct, frozen=True):
    """A hit that is meant, and where."""

    field: str
    hit: Hit


def views_of(text: str, tables: Spellings) -> tuple[Folded, ...]:
    """Every way to look at a text; most have one."""
    main = fold(text)
    more = (collapsed(main), in_words(text, tables.emoji), uncovered(text))
    return (main, *(view for view in more if view is not None))


def speaks_of_fakes(hits: Sequence[tuple[str, list[Hit]]]) -> bool:
    """Whether a word that only fakes say, or two for goods made again, stand in the text, meant or not."""
    kinds = [hit.term for _, raw in hits for hit in raw]
    remakes = {term.name for term in kinds if term.kind in {"remake", "hint"}}
    return len(remakes) > 1 or any(term.kind in {"core", "copy"} for term in kinds)


Reach = dict[tuple[str, str, int], int]
"""How far what was found reaches from each place of the original, by field and kind of term."""


def _is_known(field: str, hit: Hit, reach: Reach) -> bool:
    """Whether another view of the field already gave this."""
    start, end = hit.span
    return end <= reach.get((field, hit.term.kind, start), -1)


def _remember(found: Iterable[Found], reach: Reach) -> None:
    for one in found:
        start, end = one.hit.span
        for place in range(start, end):
            key = (one.field, one.hit.term.kind, place)
            reach[key] = max(end, reach.get(key, end))


def _near(names: Sequence[tuple[int, int]], hit: Hit) -> Sequence[tuple[int, int]]:
    """The names, in order, that could touch the hit or what stands beside it."""
    first = bisect_left(names, (hit.start - _NAMED, 0))
    return names[first : bisect_left(names, (hit.end + _NAMED, 0))]


def _holds(hit: Hit, match: re.Match[str], end: int) -> bool:
    """Whether the match cuts no word and its named groups are what their names say; the trigger ends at `end`."""
    if begins_inside(hit.view, match.start()):
        return False
    moved = hit.end - end
    spans = [(CHECKS[name], *match.span(name)) for name in match.groupdict() if match.group(name) is not None]
    return all(check(hit.view, s + (moved if s >= end else 0), e + (moved if e >= end else 0)) for check, s, e in spans)


class Reading:
    """Terms, their patterns and their context, ready to read."""

    def __init__(self, terms: Sequence[Term], tables: Spellings, context: Mapping[str, Sequence[str]]) -> None:
        """Build the matcher once."""
        self._tables = tables
        self._context = Context(context)
        self._topics = Topics(context)
        self.matcher = Matcher(terms, tables)
        self._triggers = {term.name: fold(term.name).text for term in terms if term.pattern}
        self._patterns = {term.pattern: re.compile(term.pattern) for term in terms if term.pattern}

    def field(self, name: str, text: str) -> Field:
        """A text under its name."""
        return Field(name, views_of(whole(text), self._tables))

    def hits(self, fields: Sequence[Field]) -> list[tuple[str, list[Hit]]]:
        """The hits of every view of every field under the field's name; views without any are left out."""
        found = [(field.name, self._shaped_hits(view)) for field in fields for view in field.views]
        return [(name, hits) for name, hits in found if hits]

    def _shaped_hits(self, view: Folded) -> list[Hit]:
        return [one for hit in self.matcher.hits(view) if (one := self._shaped(hit)) is not None]

    def could_mean(self, hits: Sequence[tuple[str, list[Hit]]]) -> bool:
        """Whether any hit is claimed by its own context: most texts that are looked at twice only warn of fakes."""
        return any(self._context.is_claimed(hit, ends) for _, raw in hits for ends in (ends_of(raw),) for hit in raw)

    def labels(self, title: Folded, category: str, marks: Collection[str]) -> list[str]:
        """The topics of a title, as labels that terms and guards name; `marks`: what is known of its brands."""
        return self._topics.of(title, category, marks)

    def meant(
        self, hits: Sequence[tuple[str, list[Hit]]], about: str, labels: Sequence[str], names: Names
    ) -> list[Found]:
        """The hits that are meant; `about`: all that is said, folded; `names`: where brands are named."""
        muted = self._topics.muted(labels)
        hits = [(field, kept) for field, raw in hits if (kept := [one for one in raw if one.term.kind not in muted])]
        about = "\n".join((about, *labels))
        found: list[Found] = []
        reach: Reach = {}
        for field, raw in hits:
            named = names.get(id(raw[0].view), ())
            terms = {id(hit.term): hit.term for hit in raw}
            spoken_of = {known for known, term in terms.items() if self._is_about(term, about)}
            about_it = [hit for hit in raw if id(hit.term) in spoken_of]
            stands = [hit for hit in about_it if self.matcher.stands(hit, _near(named, hit))]
            standing = longest([self.matcher.weighed(hit) for hit in stands])
            ends = ends_of(standing)
            new = [hit for hit in standing if not _is_known(field, hit, reach)]
            meant = [Found(field, hit) for hit in new if self._context.is_claimed(hit, ends)]
            _remember(meant, reach)
            found += meant
        return found

    def _shaped(self, hit: Hit) -> Hit | None:
        """A term with a pattern is a trigger: the hit is what the pattern matches around it."""
        if not hit.term.pattern:
            return hit
        name = self._triggers[hit.term.name]
        text = hit.view.text[: hit.start] + name + hit.view.text[hit.end :]  # a disguised trigger reads as its term
        end = hit.start + len(name)
        for match in self._patterns[hit.term.pattern].finditer(text, max(hit.start - _AROUND, 0), end + _AROUND):
            if match.start() <= hit.start and end <= match.end() and _holds(hit, match, end):
                return Hit(hit.term, hit.form, hit.view, match.start(), match.end() - end + hit.end)
        return None

    @staticmethod
    def _is_about(term: Term, about: str) -> bool:
        """Whether the text's topic lets the term mean what it says."""
        if any(topic in about for topic in term.topics):
            return False
        return not term.needs or any(need in about for need in term.needs)
