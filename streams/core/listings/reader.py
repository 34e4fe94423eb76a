"""Read listings and live speech into signals, a batch at a time. Policy decides what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from schemas.events.listings import ListingData
from schemas.events.live import UtteranceData
from streams.core.listings.goods import inferred, is_classed
from streams.core.listings.lexicons import Lexicons
from streams.core.listings.mentions import Mention, Mentions
from streams.core.listings.prices import Prices, needs_reading, prices_of
from streams.core.listings.reading import Field, Reading, speaks_of_fakes
from streams.core.listings.signals import Signals
from streams.core.listings.tally import Subject, tally
from streams.core.text.disguise import first_stand_ins
from streams.core.text.fold import fold, whole
from streams.core.text.matcher import Matcher
from streams.core.text.sieve import Sieve
from streams.core.text.terms import JARGON

_BETWEEN: Final = "\x1f"  # no separator of the sieve's: forms do not reach from one field into the next
_COMPANIONS: Final = frozenset({"soft", "trade", "urgency", "hype", "fits"})
"""Kinds that say nothing alone: no reason to read a listing."""
_CLASSED: Final = frozenset({"special", "ailing"})
"""Kinds that matter only where the class of goods is known."""


class Reader:
    """Reads what sellers write. Build it once a policy version: it holds the automata."""

    def __init__(self, lexicons: Lexicons) -> None:
        """Expand the lexicons."""
        self._lexicons = lexicons
        self._reading = Reading(lexicons.terms, lexicons.tables, lexicons.context)
        self._mentions = Mentions(lexicons.brands, lexicons.tables, lexicons.context)
        matcher = self._reading.matcher
        self._sieve = _sieve(lexicons, matcher, _COMPANIONS)
        spoken = [fold(term.name).text for term in lexicons.terms if term.kind in {"urgency", "hype"}]
        self._scripts = Sieve(spoken)

    def read(self, listings: Sequence[ListingData]) -> list[Signals | None]:
        """One entry a listing; None where no rule could need anything."""
        found: list[Signals | None] = [None] * len(listings)
        for index, fully in self._sieve.held([_text(listing) for listing in listings]).items():
            if fully or is_classed(listings[index]):
                found[index] = self._read(listings[index])
        for index, listing in enumerate(listings):
            if needs_reading(listing) and found[index] is None:
                found[index] = self._read(listing)
        return found

    def hear(self, utterances: Sequence[UtteranceData]) -> list[Signals | None]:
        """One entry an utterance; speech counts as advertising of whatever is sold."""
        found: list[Signals | None] = [None] * len(utterances)
        texts = [utterance.text for utterance in utterances]
        for index in {*self._sieve.held(texts), *self._scripts.held(texts)}:
            fields = [self._reading.field("text", utterances[index].text)]
            found[index] = self._signals(fields, Subject(content_kind="live"), Prices())
        return found

    def _read(self, listing: ListingData) -> Signals | None:
        texts = [("title", listing.title), ("description", listing.description or "")]
        texts += [(f"ocr_text[{number}]", text) for number, text in enumerate(listing.ocr_text)]
        fields = [self._reading.field(name, text) for name, text in texts if text]
        subject = Subject(
            claimed=listing.brand or "",
            authorised=listing.brand_authorisation is not None,
            category=whole(listing.category or ""),
            product_class=listing.product_class or "",
            content_kind=listing.content_kind,
        )
        return self._signals(fields, subject, prices_of(listing))

    def _signals(self, fields: Sequence[Field], subject: Subject, prices: Prices) -> Signals | None:
        hits = self._reading.hits(fields)
        if not prices.are_odd and not self._reading.could_mean(hits):
            return None
        suspect, category = speaks_of_fakes(hits), subject.category
        mentions = [
            (field.name, one) for field in fields for one in self._mentions.find(field.views, category, suspect=suspect)
        ]
        kinds = _kinds([mention for _, mention in mentions])
        about = _BETWEEN.join([*(field.views[0].text for field in fields), subject.category, *sorted(kinds)])
        labels = self._reading.labels(fields[0].views[0], subject.category, kinds)
        found = self._reading.meant(hits, about, labels, _names(mentions))
        if not found and not prices.are_odd:
            return None
        claimed = self._mentions.named(subject.claimed) if subject.claimed else None
        kind = subject.product_class or inferred(subject.category, about, self._lexicons.context)
        return tally(found, mentions, claimed, subject, prices, kind)


def _kinds(mentions: Sequence[Mention]) -> set[str]:
    """What the brands are brands of, as labels; a doubtful name (蝴蝶) excuses nothing where a plain one stands."""
    firm = [mention for mention in mentions if mention.trust != "doubtful"] or mentions
    kinds = {f"@{mention.brand.category}" for mention in firm} | ({"@brand"} if mentions else set())
    marks = {"@reissues": any(one.brand.reissues for one in firm), "@house": any(one.brand.luxury for one in firm)}
    return kinds | {mark for mark, holds in marks.items() if holds}


def _names(mentions: Sequence[tuple[str, Mention]]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for _, mention in mentions:
        if not mention.form.how:
            found.setdefault(id(mention.view), []).append((mention.start, mention.end))
    return {view: sorted(places) for view, places in found.items()}


def _signs(lexicons: Lexicons) -> set[str]:
    """Raw texts to look for: emoji in the place of a word, numbers after a colon, and what terms ask to be seen by."""
    signs = {
        term.name.replace(word, sign)
        for term in lexicons.terms
        if term.hide or term.deep or term.kind == "contact"
        for sign, word in lexicons.tables.emoji.items()
        if word in term.name
    }
    numbered = [term.name for term in lexicons.terms if term.kind == "contact" and term.name.endswith("1")]
    signs |= {f"{name[:-1]}{mark}1" for name in numbered for mark in ":："}
    signs |= {sign.replace(mark, f"{mark}\ufe0f") for sign in signs for mark in lexicons.tables.emoji}  # as phones type
    return signs | {sign for term in lexicons.terms for sign in term.seen}


def _sieve(lexicons: Lexicons, matcher: Matcher, companions: frozenset[str]) -> Sieve:
    """The first look, for every form of the terms that can matter alone."""
    hidden = {term.name for term in lexicons.terms if term.deep or (term.hide and term.kind in JARGON)}
    deep = [term.name for term in lexicons.terms if term.deep]
    others = {first + term[1:] for term in deep for first in first_stand_ins(fold(term).text, lexicons.tables)}
    rest = frozenset(term.kind for term in lexicons.terms) - _CLASSED
    forms, lesser = matcher.forms_but(companions | _CLASSED), matcher.forms_but(rest)
    return Sieve(forms, lesser, matcher.innocent, hidden, others, _signs(lexicons), matcher.close)


def _text(listing: ListingData) -> str:
    """Everything a listing says, as one text."""
    if listing.description is None and not listing.ocr_text:
        return listing.title
    return _BETWEEN.join((listing.title, listing.description or "", *listing.ocr_text))
