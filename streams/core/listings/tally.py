"""Count what was found into signals: distinct terms, weighed by what kind of goods says them and what else was seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from schemas.enforcement import Evidence, SpanEvidence
from streams.core.listings.brands import Brand
from streams.core.listings.goods import MEDICAL
from streams.core.listings.masking import masked
from streams.core.listings.mentions import Mention
from streams.core.listings.prices import TALL, Prices
from streams.core.listings.reading import Found
from streams.core.listings.signals import Signals
from streams.core.text.terms import JARGON

_CHEAP: Final = 0.4
_SHOWN: Final = 12  # spans shown as evidence: enough for a person, bounded for a row
_OTHER_SIGNS: Final = frozenset({"homophone", "near_homophone", "similar_glyph"})
_CONTACT: Final = frozenset({"contact", "channel"})
_INNOCENT_FOLDS: Final = frozenset({"traditional", "width"})


_SPEAKS: Final = {
    "core": ("jargon_core",),
    "copy": ("jargon_copy",),
    "remake": ("jargon_tail", "jargon_remake"),
    "hint": ("jargon_tail", "jargon_remake"),
    "tail": ("jargon_tail",),
    "trade": ("jargon_trade",),
    "english": ("jargon_english",),
    "absolute": ("absolute_terms",),
    "grade": ("absolute_terms",),
    "price": ("absolute_terms",),
    "soft": ("absolute_terms",),
    "cure": ("medical_claims",),
    "ailing": ("medical_claims",),
    "guarantee": ("cure_guarantees",),
    "effect": ("efficacy_claims",),
    "special": ("efficacy_claims",),
    "investment": ("investment_claims",),
    "education": ("education_claims",),
    "contact": ("off_platform",),
    "channel": ("off_platform",),
    "urgency": ("urgency",),
    "hype": ("hype",),
}
"""Which signals a kind of term is evidence of."""
_BRAND_SIGNALS: Final = ("brand_found", "brand", "brand_hidden", "brand_claimed_differs")


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What the listing says of itself outside its texts."""

    claimed: str = ""
    authorised: bool = False
    category: str = ""
    product_class: str = ""
    content_kind: str = "listing"


def _names(found: Iterable[Found], *kinds: str) -> set[str]:
    return {one.hit.term.name for one in found if one.hit.term.kind in kinds}


def _is_far_fetched(one: Found) -> bool:
    """Whether honest trade's own words are read into another word (鼠尾草): few hide what they may say."""
    term = one.hit.term
    return term.kind in {"remake", "hint", "tail"} and not term.deep and one.hit.form.how in _OTHER_SIGNS


def _trusted(found: Sequence[Found], has_brand: bool, prices: Prices) -> list[Found]:
    """The hits that stand: doubtful forms count only beside a second signal."""
    sure = [one for one in found if one.hit.is_sure]
    cues = has_brand + (prices.to_reference < _CHEAP) + bool(_names(sure, *JARGON - {"trade"}))
    kept = []
    for one in found:
        needed = 2 if one.hit.form.how == "initials" or _is_far_fetched(one) else 1
        shaped = bool(one.hit.term.pattern) and one.hit.form.how != "initials"  # what stands around it speaks for it
        plain = one.hit.is_sure and not _is_far_fetched(one)
        if plain or shaped or (one.hit.term.kind in JARGON and cues >= needed):
            kept.append(one)
    return kept


def _remakes(found: Sequence[Found]) -> set[str]:
    """Words for goods made again; hints (真标, 通货) are honest words alone and count in company only."""
    all_ = _names(found, "remake", "hint")
    return all_ if len(all_) > 1 else _names(found, "remake")


def _medical(found: Sequence[Found], subject: Subject, kind: str) -> set[str]:
    """Claims to treat: a registered medicine may make them; soft words need a class that somebody answers for."""
    if kind in MEDICAL:
        return set()
    soft = subject.product_class not in {"", "health_food", "finance", "real_estate"}
    return _names(found, "cure") | (_names(found, "ailing") if soft else set())


def _absolute(found: Sequence[Found], content_kind: str) -> set[str]:
    """Hard terms count; soft ones in company, or in advertising proper."""
    hard, soft = _names(found, "absolute", "grade", "price"), _names(found, "soft")
    return hard | soft if hard or len(soft) > 1 or content_kind == "advertisement" else set()


def _effects(found: Sequence[Found], subject: Subject, kind: str) -> set[str]:
    """Promised effects. Registered special cosmetics may whiten, and a category path does not tell them from others."""
    if kind in MEDICAL:
        return set()
    special = _names(found, "special") if subject.product_class == "cosmetics" else set()
    return _names(found, "effect") | special


def _disguised(found: Sequence[Found]) -> int:
    """How many jargon and contact terms were hidden on purpose."""
    kinds = JARGON | _CONTACT
    return len({one.hit.term.name for one in found
                if one.hit.term.kind in kinds and _hiding(one)})  # fmt: skip


def _span(one: Found) -> SpanEvidence:
    hit = one.hit
    start, end = hit.span
    text = hit.view.original[start:end]
    shown = masked(text) if hit.term.kind in _CONTACT else text
    how = tuple(fold for fold in hit.disguises() if fold in _INNOCENT_FOLDS or fold in _hiding(one))
    return SpanEvidence(field=one.field, start=start, end=end, text=shown, term=hit.term.name, fold=how)


def _brand_span(field: str, mention: Mention) -> SpanEvidence:
    start, end = mention.view.span(mention.start, mention.end)
    seen = mention.view.disguises(mention.start, mention.end) - {"separator"}  # Louis Vuitton is written so
    fold = tuple(sorted(seen | ({mention.form.how} if mention.form.how else set())))
    return SpanEvidence(
        field=field, start=start, end=end, text=mention.view.original[start:end], term=mention.brand.name, fold=fold
    )


def _evidence(
    found: Sequence[Found], named: Sequence[tuple[str, Mention]], prices: Prices
) -> dict[Evidence, tuple[str, ...]]:
    """Each piece of evidence once, with the signals that it speaks for."""
    spans: dict[Evidence, tuple[str, ...]] = {}
    for one in [one for one in found if one.hit.term.kind in _SPEAKS][:_SHOWN]:
        said = _SPEAKS[one.hit.term.kind] + (("hidden",) if _hiding(one) else ())
        span = _span(one)
        spans[span] = tuple(dict.fromkeys((*spans.get(span, ()), *said)))
    spans |= {_brand_span(*one): _BRAND_SIGNALS for one in named}
    return spans | {number: (number.name,) for number in prices.evidence()}


def _hiding(one: Found) -> set[str]:
    """How a term was hidden on purpose; a plain space between whole words hides nothing."""
    folds = set(one.hit.disguises()) - _INNOCENT_FOLDS
    start, end = one.hit.span
    pieces = one.hit.view.original[start:end].split()
    is_spaced = len(pieces) > 1 and all(len(piece) > 1 and piece.isalnum() for piece in pieces)
    return folds - {"separator"} if is_spaced else folds


def _counts(found: Sequence[Found], subject: Subject, kind: str) -> dict[str, Any]:
    return {
        "jargon_core": len(_names(found, "core")),
        "jargon_copy": len(_names(found, "copy")),
        "jargon_tail": len(_names(found, "tail", "remake", "hint")),
        "jargon_remake": len(_remakes(found)),
        "jargon_trade": len(_names(found, "trade")),
        "jargon_english": len(_names(found, "english")),
        "hidden": _disguised(found),
        "absolute_terms": len(_absolute(found, subject.content_kind)),
        "medical_claims": len(_medical(found, subject, kind)),
        "cure_guarantees": len(_names(found, "guarantee")),
        "efficacy_claims": len(_effects(found, subject, kind)),
        "investment_claims": len(_names(found, "investment")),
        "education_claims": len(_names(found, "education")),
        "off_platform": len(_names(found, "contact")),
        "urgency": len(_names(found, "urgency")),
        "hype": len(_names(found, "hype")),
    }


def tally(
    found: Sequence[Found],
    mentions: Sequence[tuple[str, Mention]],
    claimed: Brand | None,
    subject: Subject,
    prices: Prices,
    kind: str,
) -> Signals | None:
    """The signals; None when nothing in them could matter to a rule."""
    brand = _brand(mentions, claimed)
    trusted = _trusted(found, brand is not None, prices)
    counts = _counts(trusted, subject, kind)
    odd_prices = prices.list_to_reference > TALL or (brand is not None and prices.are_odd)
    if not any(counts.values()) and not odd_prices:
        return None
    evidence = _evidence(trusted, [one for one in mentions if one[1].brand is brand][:1], prices)
    return Signals(
        evidence=tuple(evidence),
        speaks_for=tuple(evidence.values()),
        **counts,
        **_of_brand(brand, mentions, claimed, subject),
        brand_fits=bool(_names(found, "fits")),
        price_to_reference=prices.to_reference,
        price_to_list=prices.to_list,
        list_to_reference=prices.list_to_reference,
        product_class=subject.product_class,
        class_inferred=kind,
        content_kind=subject.content_kind,
        category=subject.category,
    )


def _brand(mentions: Sequence[tuple[str, Mention]], claimed: Brand | None) -> Brand | None:
    """The claimed brand where the text names it too, else the first the text names, else the claimed one."""
    named = [mention.brand for _, mention in mentions]
    return claimed if claimed in named or not named else named[0]


def _of_brand(
    brand: Brand | None, mentions: Sequence[tuple[str, Mention]], claimed: Brand | None, subject: Subject
) -> dict[str, Any]:
    if brand is None:
        return {"brand_authorised": subject.authorised}
    return {
        "brand_found": True,
        "brand": brand.name,
        "brand_authorised": subject.authorised,
        "brand_claimed_differs": bool(mentions and subject.claimed) and (claimed is None or claimed.name != brand.name),
        "brand_prone": brand.prone,
        "brand_luxury": brand.luxury,
        "brand_outlet": brand.outlet,
        "brand_hidden": any(mention.is_hidden for _, mention in mentions[:1]),
    }
