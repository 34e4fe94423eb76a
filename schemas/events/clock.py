"""`governance.clock.v1`: ticks, which move idle rows. Key: the partition number as text."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from schemas.envelope import Event
from schemas.fields import Time, Wire


class TickData(Wire, frozen=True, kw_only=True):
    """The wall clock of one partition's task while it had no lag."""

    time: Time
    partition: Annotated[int, Meta(ge=0, le=1_000_000)]


class Ticked(Event, frozen=True, kw_only=True, tag="governance.clock.ticked.v1"):
    """Time passed: timers that are due by `data.time` fire."""

    data: TickData
