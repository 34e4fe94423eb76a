"""The envelope around a built event: times, deterministic ids, bytes, lines.

An id is a digest of type, subject, time and data: the same words give the same event in whatever order they are said.
The same thing twice is a duplicate, as on the wire, unless an `id` is given.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

JsonEvent = dict[str, Any]
When = datetime | str

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""When built events happen unless told otherwise: a Monday, 10:00 in Shanghai."""

SOURCE = "marketplace/test"
SELLER = "seller-1"
ENVELOPE = ("at", "id", "source", "recorded")


def later(*, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
    """A time after `START` (before it with negative numbers)."""
    return START + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def rfc3339(when: When) -> str:
    """A time as the wire has it, UTC with `Z`; a text passes as it is, so that tests can be wrong on purpose."""
    if isinstance(when, str):
        return when
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def event(
    type_: str,
    subject: str,
    data: JsonEvent,
    *,
    at: When = START,
    id: str | None = None,  # noqa: A002 - the CloudEvents attribute's own name
    source: str = SOURCE,
    recorded: When | None = None,
) -> JsonEvent:
    """A structured CloudEvent as a JSON-ready dict; None values in `data` are left out."""
    clean = {key: rfc3339(value) if isinstance(value, datetime) else value for key, value in data.items()}
    clean = {key: value for key, value in clean.items() if value is not None}
    time = rfc3339(at)
    built: JsonEvent = {
        "specversion": "1.0",
        "id": id or _id_of(type_, subject, time, clean),
        "source": source,
        "type": type_,
        "time": time,
        "subject": subject,
    }
    if recorded is not None:
        built["recordedtime"] = rfc3339(recorded)
    return built | {"data": clean}


def marketplace(type_: str, subject: str, fields: JsonEvent, more: JsonEvent) -> JsonEvent:
    """`marketplace.<type_>.v1` about `subject`; of `more`, `ENVELOPE` goes there and the rest into data."""
    envelope = {name: value for name, value in more.items() if name in ENVELOPE}
    rest = {name: value for name, value in more.items() if name not in ENVELOPE}
    return event(f"marketplace.{type_}.v1", subject, fields | rest, **envelope)


def _id_of(type_: str, subject: str, time: str, data: JsonEvent) -> str:
    """A short name of the kind of event, and a digest of what it says."""
    said = orjson.dumps([type_, subject, time, data], option=orjson.OPT_SORT_KEYS)
    return f"{type_.split('.')[-2]}-{hashlib.sha256(said).hexdigest()[:16]}"


def to_bytes(built: JsonEvent) -> bytes:
    """The value of the Kafka record."""
    return orjson.dumps(built)


def to_lines(events: Iterable[JsonEvent]) -> bytes:
    """One event a line, as replay reads it."""
    return b"".join(orjson.dumps(built, option=orjson.OPT_APPEND_NEWLINE) for built in events)


def write_lines(path: Path, events: Iterable[JsonEvent]) -> Path:
    """A `.jsonl` file, or `.jsonl.gz`, of events; returns the path."""
    content = to_lines(events)
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    return path
