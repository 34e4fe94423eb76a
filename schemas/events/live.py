"""`marketplace.live.v1`: what is said and priced in a live room. Key: `seller_id`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from schemas.envelope import Event
from schemas.fields import Cents, Id, Text, Wire

Count = Annotated[int, Meta(ge=0, le=10**12)]


class RoomData(Wire, frozen=True, kw_only=True):
    """Where it happens, whose shop it is and who presents."""

    room_id: Id
    seller_id: Id
    presenter_id: Id


class UtteranceData(RoomData, frozen=True, kw_only=True):
    """A stretch of speech, as text; `offset_ms` from the opening of the room."""

    text: Text
    offset_ms: Count


class PriceCallData(RoomData, frozen=True, kw_only=True):
    """A price said aloud for a listing."""

    listing_id: Id
    price_cents: Cents
    list_price_cents: Cents | None = None


class ClosingData(RoomData, frozen=True, kw_only=True):
    """The room closed, with its audience."""

    viewers: Count


class RoomOpened(Event, frozen=True, kw_only=True, tag="marketplace.live.opened.v1"):
    """A live room opened."""

    data: RoomData


class UtteranceHeard(Event, frozen=True, kw_only=True, tag="marketplace.live.utterance.v1"):
    """Something was said."""

    data: UtteranceData


class PriceCalled(Event, frozen=True, kw_only=True, tag="marketplace.live.price_called.v1"):
    """A price was called."""

    data: PriceCallData


class RoomClosed(Event, frozen=True, kw_only=True, tag="marketplace.live.closed.v1"):
    """A live room closed."""

    data: ClosingData
