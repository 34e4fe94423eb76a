"""`marketplace.listings.v1`: what sellers publish, revise and withdraw. Key: `seller_id`."""

from __future__ import annotations

from typing import Literal

from schemas.envelope import Event
from schemas.fields import Cents, Currency, Hashes, Id, Text, Texts, Wire

ProductClass = Literal[
    "ordinary_goods",
    "ordinary_food",
    "cosmetics",
    "special_cosmetics",
    "health_food",
    "medical_device",
    "drug",
    "veterinary_drug",
    "medical_service",
    "finance",
    "real_estate",
]


class ListingData(Wire, frozen=True, kw_only=True):
    """A listing as the seller wrote it; never rewritten by us."""

    listing_id: Id
    seller_id: Id
    shop_id: Id
    title: Text
    description: Text | None = None
    brand: Text | None = None
    brand_authorisation: Id | None = None
    category: Text | None = None
    product_class: ProductClass | None = None
    content_kind: Literal["listing", "advertisement", "live"] = "listing"
    price_cents: Cents | None = None
    list_price_cents: Cents | None = None
    reference_price_cents: Cents | None = None
    currency: Currency = "CNY"
    image_hashes: Hashes = ()
    ocr_text: Texts = ()
    live_room_id: Id | None = None
    agency_id: Id | None = None


class WithdrawalData(Wire, frozen=True, kw_only=True):
    """A listing taken off sale, and by whose wish."""

    listing_id: Id
    seller_id: Id
    reason: Literal["seller", "correction", "platform"]


class ListingPublished(Event, frozen=True, kw_only=True, tag="marketplace.listing.published.v1"):
    """A listing went on sale for the first time."""

    data: ListingData


class ListingRevised(Event, frozen=True, kw_only=True, tag="marketplace.listing.revised.v1"):
    """A listing was changed; the whole new version is carried."""

    data: ListingData


class ListingWithdrawn(Event, frozen=True, kw_only=True, tag="marketplace.listing.withdrawn.v1"):
    """A listing is no longer on sale."""

    data: WithdrawalData
