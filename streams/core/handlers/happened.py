"""What every fact takes over from the event behind it: when it happened, what it was, and who said so."""

from __future__ import annotations

from typing import Any

from schemas.envelope import Event, type_of
from schemas.seal import micros


def happened(event: Event) -> dict[str, Any]:
    """Event time (microseconds), short type, source and id: the first fields of a fact."""
    return {
        "time": micros(event.time),
        "type": type_of(event).removeprefix("marketplace."),
        "source": event.source,
        "id": event.id,
    }


def happened_and_recorded(event: Event) -> dict[str, Any]:
    """The same, and when the marketplace recorded it, for facts whose clocks start there."""
    recorded = event.recordedtime
    return {**happened(event), "recorded": None if recorded is None else micros(recorded)}
