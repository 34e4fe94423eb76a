"""The CloudEvents 1.0 envelope of every event, and the orders that replay and ledgers sort by."""

from __future__ import annotations

from typing import Literal

import msgspec

from schemas.fields import Id, Time, Wire


def _specversion() -> Literal["1.0"]:
    return "1.0"


class Event(Wire, frozen=True, kw_only=True, tag_field="type"):
    """One CloudEvent. `type` is the tag of the subclass; `data` is typed there.

    `time` is event time, the only clock that decides; `recordedtime` is when the producer learnt of it.
    """

    id: Id
    source: Id
    time: Time
    specversion: Literal["1.0"] = msgspec.field(default_factory=_specversion)  # a factory's value is always written
    subject: Id | None = None
    recordedtime: Time | None = None
    datacontenttype: Id | None = None


def type_of(event: Event) -> str:
    """The CloudEvents `type`, e.g. `marketplace.listing.published.v1`."""
    return str(event.__struct_config__.tag)
