"""Which class of goods a listing is of: what the marketplace says, else what category and text make plain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from schemas.events.listings import ListingData

MEDICAL: Final = frozenset({"drug", "medical_device", "medical_service", "veterinary_drug"})
"""Classes that may say what they treat."""

_ORDER: Final = (
    "veterinary_drug", "drug", "medical_device", "medical_service", "health_food", "special_cosmetics", "cosmetics",
    "ordinary_food", "finance", "real_estate", "ordinary_goods",
)  # fmt: skip


def is_classed(listing: ListingData) -> bool:
    """Whether the class of goods is given, and is not one that may say what it treats."""
    return bool(listing.product_class) and listing.product_class not in MEDICAL


def inferred(category: str, text: str, marks: Mapping[str, Sequence[str]]) -> str:
    """The class that words of category or text stand for, or empty. Medical classes win, for they may say more."""
    for name in _ORDER:
        if any(mark in text for mark in marks.get(f"text.{name}", ())):
            return name
        if category and any(mark in category for mark in marks.get(f"path.{name}", ())):
            return name
    return ""
