"""Find brands in a folded text, by name, nickname or disguise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from streams.core.listings.brands import Brand
from streams.core.text.cells import SOFT
from streams.core.text.disguise import Form, brand_forms
from streams.core.text.edges import cuts_word, joins_words, straddles
from streams.core.text.fold import Folded, crosses_sentence, fold
from streams.core.text.spellings import Spellings

Trust = Literal["name", "nickname", "doubtful"]
_MAX_SKIPPED: Final = 3
_BESIDE: Final = 4  # the longest overhang of a phrase that is no brand


_COLOURS: Final = frozenset("蓝橙红绿粉紫棕灰")


class Mention(msgspec.Struct, frozen=True):
    """A brand at a place of a view. `trust` says whether it needs context."""

    brand: Brand
    trust: Trust
    form: Form
    view: Folded
    start: int
    end: int

    @property
    def is_hidden(self) -> bool:
        """Whether the name was disguised on purpose."""
        return bool(self.form.how) or bool(self.view.disguises(self.start, self.end) & {"zero_width", "look_alike"})


def _spellings(brand: Brand) -> Iterator[tuple[str, Trust]]:
    yield from ((name, "name") for name in brand.names)
    yield from ((name, "nickname") for name in brand.nicknames)
    yield from ((name, "doubtful") for name in brand.doubtful)


class Mentions:
    """One automaton over all names of all brands."""

    def __init__(self, brands: Iterable[Brand], tables: Spellings, context: Mapping[str, Sequence[str]]) -> None:
        """Expand the names of brands that are often counterfeited; the others are only looked for plainly."""
        self._words = tables.words
        self._by_text: dict[str, list[tuple[Brand, Trust, Form]]] = {}
        self._whole: dict[str, Brand] = {}
        for brand in brands:
            for name, trust in _spellings(brand):
                self._whole.setdefault(fold(name).text, brand)
                hide = brand.prone and trust == "name"
                for form in brand_forms(name, tables, hide=hide):
                    self._by_text.setdefault(form.text, []).append((brand, trust, form))
        self._texts = list(self._by_text)
        self._automaton = AhoCorasick(self._texts, matchkind=MatchKind.Standard)
        self._context = {
            name.partition(".")[2]: words for name, words in context.items() if name.startswith("category.")
        }
        phrases = [fold(phrase).text for phrase in context.get("not_brand", ())]
        # 欧米茄3 is a fatty acid, 欧米茄300 a watch.
        self._not_brand = re.compile("|".join(rf"{re.escape(one)}(?!\d)" for one in phrases) or "(?!)")

    def named(self, claim: str) -> Brand | None:
        """The brand a seller claims in the brand field: the whole field, or one side of `Nike/耐克`."""
        for part in (claim, *claim.replace("（", "/").replace("(", "/").rstrip(")）").split("/")):
            brand = self._whole.get(fold(part).text)
            if brand is not None:
                return brand
        return None

    def find(self, views: Sequence[Folded], category: str, *, suspect: bool = False) -> list[Mention]:
        """The brands in these views of one text, trusted ones first, then in the order of the text.

        `suspect`: the text speaks of fakes, so a short name of a house of luxury (LV, H家) is meant.
        """
        found = [mention for view in views for mention in self._in(view)]
        kept = _outermost(found)
        sure = [one for one in kept if one.trust == "name" and self._is_clear(one)]
        brands = {one.brand.name for one in sure}
        weak = {(one.brand.name, one.form.text) for one in kept if one.trust != "name"}
        brands |= {name for name, count in Counter(name for name, _ in weak).items() if count > 1}
        doubtful = [one for one in kept if not (one.trust == "name" and self._is_clear(one))]
        asked = {(id(one.view), one.brand.name): one for one in doubtful}
        fits = {key for key, one in asked.items() if self._fits(one, brands, category)}
        rest = [
            one
            for one in doubtful
            if (suspect and one.brand.luxury and not _is_colour(one)) or (id(one.view), one.brand.name) in fits
        ]
        return sorted(
            [*sure, *rest], key=lambda one: (bool(one.form.how), one.trust != "name", not one.brand.prone, one.start)
        )

    def _in(self, view: Folded) -> Iterator[Mention]:
        for number, start, end in self._automaton.find_matches_as_indexes(view.text, overlapping=True):
            if cuts_word(view, start, end) or crosses_sentence(view, start, end):
                continue
            if max(view.skipped[start + 1 : end], default=0) > _MAX_SKIPPED:
                continue
            for brand, trust, form in self._by_text[self._texts[number]]:
                doubtful = bool(form.how) or joins_words(view, start, end, SOFT)
                if not (doubtful and straddles(view, start, end, self._words, set())) and not self._is_other(
                    view, start, end
                ):
                    yield Mention(brand, trust, form, view, start, end)

    def _is_other(self, view: Folded, start: int, end: int) -> bool:
        """Whether a phrase that is no brand stands over the name (苹果醋, 小米粥)."""
        first, last = max(start - _BESIDE, 0), min(end + _BESIDE, len(view.text))
        return any(m.start() <= start and end <= m.end() for m in self._not_brand.finditer(view.text, first, last))

    def _is_clear(self, mention: Mention) -> bool:
        return mention.form.sure and not _is_colour(mention)

    def _fits(self, mention: Mention, brands: set[str], category: str) -> bool:
        """Whether something else speaks for a doubtful name: its brand by another name, or goods of its category."""
        kinds = {mention.brand.category} | ({"luxury"} if mention.brand.luxury else set())
        nouns = [noun for kind in kinds for noun in self._context.get(kind, ())]
        text = mention.view.text
        return mention.brand.name in brands or any(noun in text or noun in category for noun in nouns)


def _is_colour(mention: Mention) -> bool:
    """Whether a house of luxury only names a colour (Tiffany蓝, 爱马仕橙): its goods have to stand beside it."""
    view, end = mention.view, mention.end
    is_next = end < len(view.text) and view.text[end] in _COLOURS and view.gaps[end] < SOFT
    return is_next and mention.brand.luxury and not mention.form.how


def _outermost(found: Sequence[Mention]) -> list[Mention]:
    """Without names inside a longer plain name (诗兰 in 雅诗兰黛)."""
    over: dict[tuple[int, int], list[Mention]] = {}
    for one in found:
        if not one.form.how:
            for place in range(one.start, one.end):
                over.setdefault((id(one.view), place), []).append(one)
    return [one for one in found if not _inside(one, over.get((id(one.view), one.start), ()))]


def _inside(one: Mention, others: Iterable[Mention]) -> bool:
    return any(one.end <= other.end and other.end - other.start > one.end - one.start for other in others)
