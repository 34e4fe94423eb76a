"""Events to bytes: structured-mode CloudEvents JSON, the only form the service writes.

What readers may count on: `specversion`, `type` and `datacontenttype` are always there, times are UTC with `Z`, and a
field that has no value is absent, never null.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from schemas.envelope import Event
from schemas.times import time_fields

CONTENT_TYPE = "application/cloudevents+json"
"""The `content-type` header of a record that holds a whole CloudEvent."""

JSON = "application/json"

_ENCODER = msgspec.json.Encoder()
_S = TypeVar("_S", bound=msgspec.Struct)


def encode_event(event: Event) -> bytes:
    """One CloudEvent as JSON. Raises ValueError on a time without zone: a fault of the caller."""
    utc = _in_utc(event)
    if utc.datacontenttype is None:
        utc = msgspec.structs.replace(utc, datacontenttype=JSON)
    return _ENCODER.encode(utc)


def _in_utc(value: _S) -> _S:
    """The same value with every time in UTC; itself, when it is so already."""
    changes: dict[str, Any] = {}
    for name in time_fields(type(value)):
        old = getattr(value, name)
        new = _time_in_utc(old) if isinstance(old, datetime) else old if old is None else _in_utc(old)
        if new is not old:
            changes[name] = new
    return msgspec.structs.replace(value, **changes) if changes else value


def _time_in_utc(time: datetime) -> datetime:
    if time.tzinfo is UTC:
        return time
    if time.utcoffset() is None:
        raise ValueError("an event holds a time without zone: build times with UTC")
    return time.astimezone(UTC)
