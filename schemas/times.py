"""Which times an event may carry: those that stay times when they are made UTC and when a term is added to them.

Python's calendar ends with the year 9999. An event time at its very end would make every deadline counted from it
overflow, and `0001-01-01T00:00:00+14:00` has no UTC form at all: both are refused before anything computes with them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any, get_args

import msgspec

from schemas.seal import micros

LAST_YEAR = 8999
"""The last year of a time that terms are counted from."""

OPEN_ENDED = frozenset({"term_end"})
"""Fields nothing is added to: `9999-12-31`, a common way to write "for ever", is a time like others there."""

_FIRST = micros(datetime.min.replace(tzinfo=UTC))
_LAST = micros(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)) - 1
_END = micros(datetime.max.replace(tzinfo=UTC))


@cache
def time_fields(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """Names of the fields that are a time, or a struct that holds one; the contract has no times inside lists."""
    return tuple(field.name for field in msgspec.structs.fields(kind) if _holds_time(field.type))


def _holds_time(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return bool(time_fields(annotation))
    return annotation is datetime or any(_holds_time(part) for part in get_args(annotation))


def unusable_time(value: msgspec.Struct, path: str = "$") -> str | None:
    """Where the first time lies that cannot be computed with, such as `$.data.occurred_at`; None when all can."""
    for name in time_fields(type(value)):
        part = getattr(value, name)
        if part is None:
            continue
        if not isinstance(part, datetime):
            found = unusable_time(part, f"{path}.{name}")
            if found is not None:
                return found
        elif not 1 < part.year < LAST_YEAR and not _usable(micros(part), name):
            return f"{path}.{name}"
    return None


def _usable(time: int, field: str) -> bool:
    return _FIRST <= time <= (_END if field in OPEN_ENDED else _LAST)
