"""Ratios of the prices of one listing; 1.0 stands for unknown."""

from __future__ import annotations

from typing import Final

import msgspec

from schemas.enforcement import NumberEvidence
from schemas.events.listings import ListingData

LOW: Final = 0.3
"""Below this share of the reference price a listing is read even when no word was found in it."""
TALL: Final = 1.8
"""A struck-through price above this multiple of the reference price is worth a look."""


class Prices(msgspec.Struct, frozen=True):
    """Price to the brand's usual price, price to the struck-through price, and the second to the first."""

    to_reference: float = 1.0
    to_list: float = 1.0
    list_to_reference: float = 1.0

    @property
    def are_odd(self) -> bool:
        """Whether the ratios alone could matter to a rule."""
        return self.to_reference < LOW or self.list_to_reference > TALL

    def evidence(self) -> tuple[NumberEvidence, ...]:
        """The ratios that call for a look."""
        found: list[NumberEvidence] = []
        if self.to_reference < 1.0:  # rules draw their own lines; the threshold told is the one that calls for a look
            threshold = LOW if self.to_reference < LOW else None
            found.append(NumberEvidence(name="price_to_reference", value=self.to_reference, threshold=threshold))
        if self.list_to_reference > TALL:
            found.append(NumberEvidence(name="list_to_reference", value=self.list_to_reference, threshold=TALL))
        return tuple(found)


def _ratio(part: int | None, whole: int | None) -> float:
    return 1.0 if not part or not whole else round(part / whole, 4)


def prices_of(listing: ListingData) -> Prices:
    """The ratios of a listing. A price of nothing is no price: gifts and deposits are listed so."""
    price, usual, struck = listing.price_cents, listing.reference_price_cents, listing.list_price_cents
    return Prices(_ratio(price, usual), _ratio(price, struck), _ratio(struck, usual))


def needs_reading(listing: ListingData) -> bool:
    """Whether the prices alone call for a look."""
    usual, price, struck = listing.reference_price_cents, listing.price_cents, listing.list_price_cents
    if not usual:
        return False
    return (price is not None and 0 < price < usual * LOW) or (struck is not None and struck > usual * TALL)
