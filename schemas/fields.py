"""Bounded field types, shared by everything on the wire.

Every bound exists because a record is read before anyone has vouched for it: ids are opaque and at most
128 characters, texts at most 20,000, a record at most 1 MiB. What is longer is a dead letter.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

MAX_RECORD_BYTES = 1024 * 1024
MAX_TEXT = 20_000
MAX_ID = 128

Id = Annotated[str, Meta(min_length=1, max_length=MAX_ID, description="opaque id, 1-128 characters")]
Text = Annotated[str, Meta(max_length=MAX_TEXT, description="text, at most 20,000 characters")]
Cents = Annotated[int, Meta(ge=0, le=10**15, description="money in minor units (CNY unless `currency` says otherwise)")]
Time = Annotated[datetime, Meta(tz=True, description="RFC 3339 with zone")]
Why = Annotated[str, Meta(min_length=1, max_length=1_000, description="a reason, 1-1,000 characters")]
Texts = Annotated[tuple[Text, ...], Meta(max_length=100)]
Ids = Annotated[tuple[Id, ...], Meta(max_length=1_000)]
Hash = Annotated[str, Meta(max_length=MAX_ID, description="a hash made by the producer, hex")]
Hashes = Annotated[tuple[Hash, ...], Meta(max_length=100)]
# `$` also matches before a final line end, hence the length
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3, description="ISO 4217 code of the currency")]

TargetKind = Literal["listing", "room", "shop", "account"]
ViolationClass = Literal[
    "counterfeit",
    "false_advertising",
    "hyped_selling",
    "off_platform",
    "price_fraud",
    "prohibited",
    "other",
    "repeat_offender",
    "agency",
    "trade_fraud",
]
ReportReason = Literal[
    "counterfeit", "false_advertising", "hyped_selling", "off_platform", "price_fraud", "prohibited", "other"
]
Severity = Literal["slight", "general", "serious", "very_serious"]


class Wire(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A value on the wire: frozen, unknown fields tolerated on reading, defaults not written.

    `gc=False` because wire values never hold cycles and a worker holds hundreds of thousands of them.
    """
