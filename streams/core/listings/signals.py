"""What was seen in a text: flat values that a rule may name, and the evidence in the original."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from schemas.enforcement import Evidence

SignalValue = bool | int | float | str


class Signals(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Signals, not verdicts. A field at its default means "nothing seen"; counts are distinct affirmed terms."""

    brand_found: bool = False
    brand: str = ""
    brand_authorised: bool = False
    brand_claimed_differs: bool = False
    brand_prone: bool = False
    brand_luxury: bool = False
    brand_outlet: bool = False
    brand_fits: bool = False
    brand_hidden: bool = False
    jargon_core: int = 0
    jargon_copy: int = 0
    jargon_tail: int = 0
    jargon_remake: int = 0
    jargon_trade: int = 0
    jargon_english: int = 0
    hidden: int = 0
    price_to_reference: float = 1.0
    price_to_list: float = 1.0
    list_to_reference: float = 1.0
    absolute_terms: int = 0
    medical_claims: int = 0
    cure_guarantees: int = 0
    efficacy_claims: int = 0
    investment_claims: int = 0
    education_claims: int = 0
    off_platform: int = 0
    urgency: int = 0
    hype: int = 0
    product_class: str = ""
    class_inferred: str = ""
    content_kind: str = "listing"
    category: str = ""
    evidence: tuple[Evidence, ...] = ()
    speaks_for: tuple[tuple[str, ...], ...] = ()

    def evidence_for(self, names: Collection[str]) -> tuple[Evidence, ...]:
        """What speaks for one of these signals: a host has to see the words that a rule means, and no others."""
        pairs = zip(self.evidence, self.speaks_for, strict=True)
        return tuple(item for item, signals in pairs if not set(signals).isdisjoint(names))

    def values(self) -> dict[str, SignalValue]:
        """The signals by name, without the evidence."""
        return {name: getattr(self, name) for name in _NAMES}


_NAMES = tuple(name for name in Signals.__struct_fields__ if name not in {"evidence", "speaks_for"})
