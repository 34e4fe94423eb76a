"""Builders for who applies for shops, who was banned, and what is said in live rooms.

All identity values are made up; `streams.testing.identities` makes ones whose checksums hold.
"""

from __future__ import annotations

from typing import Any

from streams.testing.envelopes import START, JsonEvent, marketplace


def _account(type_: str, account_id: str, fields: JsonEvent, more: JsonEvent) -> JsonEvent:
    return marketplace(type_, account_id, {"account_id": account_id} | fields, more)


def application(
    application_id: str = "application-1", account_id: str = "account-1", shop_name: str = "新店", **more: Any
) -> JsonEvent:
    """A shop is applied for; give identity fields by name (`phone=`, `bank_account=` …)."""
    return _account("shop.applied", account_id, {"application_id": application_id, "shop_name": shop_name}, more)


def offender(
    offender_id: str = "offender-1", account_id: str = "old-account-1", reason: str = "counterfeit", **more: Any
) -> JsonEvent:
    """A past offender is listed, banned at that time unless `banned_at` says else; `term_end` ends the term."""
    fields = {"offender_id": offender_id, "reason": reason, "banned_at": more.pop("banned_at", more.get("at", START))}
    return _account("offender.listed", account_id, fields, more)


def delisted(offender_id: str = "offender-1", account_id: str = "old-account-1", **more: Any) -> JsonEvent:
    """An offender leaves the list."""
    return _account("offender.delisted", account_id, {"offender_id": offender_id}, more)


def attribute(account_id: str = "account-1", kind: str = "phone", value: str = "13800138000", **more: Any) -> JsonEvent:
    """An identifying attribute becomes known later."""
    return _account("account.attribute", account_id, {"kind": kind, "value": value}, more)


def banned(account_id: str = "account-1", reason: str = "counterfeit", **more: Any) -> JsonEvent:
    """An account is banned by somebody else than the service."""
    return _account("account.banned", account_id, {"reason": reason}, more)


def reinstated(account_id: str = "account-1", **more: Any) -> JsonEvent:
    """A ban is taken back."""
    return _account("account.reinstated", account_id, {}, more)


def _room(kind: str, room_id: str, seller_id: str, fields: JsonEvent, more: JsonEvent) -> JsonEvent:
    presenter = more.pop("presenter_id", f"host-of-{seller_id}")
    place = {"room_id": room_id, "seller_id": seller_id, "presenter_id": presenter}
    return marketplace(f"live.{kind}", seller_id, place | fields, more)


def room_opened(room_id: str = "room-1", seller_id: str = "seller-1", **more: Any) -> JsonEvent:
    """A live room opens."""
    return _room("opened", room_id, seller_id, {}, more)


def utterance(
    text: str = "家人们晚上好", room_id: str = "room-1", seller_id: str = "seller-1", **more: Any
) -> JsonEvent:
    """Something is said in a live room."""
    return _room("utterance", room_id, seller_id, {"text": text, "offset_ms": more.pop("offset_ms", 0)}, more)


def price_called(
    listing_id: str = "listing-1",
    price_cents: int = 9_900,
    room_id: str = "room-1",
    seller_id: str = "seller-1",
    **more: Any,
) -> JsonEvent:
    """A price is called for a listing."""
    return _room("price_called", room_id, seller_id, {"listing_id": listing_id, "price_cents": price_cents}, more)


def room_closed(room_id: str = "room-1", seller_id: str = "seller-1", viewers: int = 1_000, **more: Any) -> JsonEvent:
    """A live room closes."""
    return _room("closed", room_id, seller_id, {"viewers": viewers}, more)
