"""`governance.audit.v1`: what operators did to records. Key: the topic it was done to."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from schemas.envelope import Event
from schemas.fields import Id, Why, Wire

REDRIVEN_MAX = 1_000


class Position(Wire, frozen=True, kw_only=True):
    """Where a record lies in its topic."""

    partition: Annotated[int, Meta(ge=0)]
    offset: Annotated[int, Meta(ge=0)]


class RedrivenData(Wire, frozen=True, kw_only=True):
    """Exactly these records of a dead-letter topic were sent back to their source, in the transaction of this event."""

    topic: Id
    records: Annotated[tuple[Position, ...], Meta(min_length=1, max_length=REDRIVEN_MAX)]
    why: Why
    by: Id
    forced: bool = False


class DeadLettersRedriven(Event, frozen=True, kw_only=True, tag="governance.deadletters.redriven.v1"):
    """Dead letters were redriven; none of them is redriven a second time unless somebody insists."""

    data: RedrivenData
