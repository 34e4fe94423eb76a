"""Short builders for what happens on a marketplace: JSON-ready CloudEvents with sane defaults, one place to import.

Every builder takes the contract's fields by name and passes further ones through, so that a test says only what it is
about: `listing(title="莆田 高仿 AJ1", brand="Nike")`. `at`, `id`, `source` and `recorded` belong to the envelope.
"""

from __future__ import annotations

from streams.testing.envelopes import (
    SELLER,
    SOURCE,
    START,
    JsonEvent,
    When,
    event,
    later,
    rfc3339,
    to_bytes,
    to_lines,
    write_lines,
)
from streams.testing.goods import (
    countered,
    dismissed_view,
    escalated,
    listing,
    report,
    report_ruled,
    reports,
    revision,
    withdrawal,
)
from streams.testing.identities import bank_account, id_number, phone, uscc
from streams.testing.people import (
    application,
    attribute,
    banned,
    delisted,
    offender,
    price_called,
    reinstated,
    room_closed,
    room_opened,
    utterance,
)
from streams.testing.rulings import (
    acknowledged,
    appeal,
    appeal_decided,
    corrected,
    overturned,
    tick,
    violation,
)

__all__ = [
    "SELLER",
    "SOURCE",
    "START",
    "JsonEvent",
    "When",
    "acknowledged",
    "appeal",
    "appeal_decided",
    "application",
    "attribute",
    "bank_account",
    "banned",
    "corrected",
    "countered",
    "delisted",
    "dismissed_view",
    "escalated",
    "event",
    "id_number",
    "later",
    "listing",
    "offender",
    "overturned",
    "phone",
    "price_called",
    "reinstated",
    "report",
    "report_ruled",
    "reports",
    "revision",
    "rfc3339",
    "room_closed",
    "room_opened",
    "tick",
    "to_bytes",
    "to_lines",
    "uscc",
    "utterance",
    "violation",
    "withdrawal",
    "write_lines",
]
