"""Event time as integers: microseconds since 1970, UTC. Calendar days are Asia/Shanghai."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from schemas.seal import EPOCH, micros

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no daylight saving since 1991: a fixed offset is exact

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_DURATION = re.compile(r"^(?P<count>[0-9]{1,6})(?P<unit>[smhd])$")

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "SECOND",
    "day_of",
    "duration",
    "instant",
    "is_longer",
    "micros",
    "text_of",
    "year_end",
    "year_of",
]


def instant(at: int) -> datetime:
    """The aware UTC time of `at` microseconds."""
    return EPOCH + timedelta(microseconds=at)


def text_of(at: int) -> str:
    """RFC 3339 in UTC, e.g. `2026-02-01T00:00:00Z`."""
    return instant(at).astimezone(UTC).isoformat().replace("+00:00", "Z")


def day_of(at: int) -> int:
    """The number of the calendar day in Shanghai that `at` falls on."""
    return (at + 8 * HOUR) // DAY


def year_of(at: int) -> int:
    """The calendar year in Shanghai that `at` falls in."""
    return instant(at).astimezone(SHANGHAI).year


def year_end(year: int) -> int:
    """The first moment after a calendar year in Shanghai: its 31 December, 24:00."""
    return micros(datetime(year + 1, 1, 1, tzinfo=SHANGHAI))


def duration(text: str) -> int:
    """Microseconds of `90s`, `15m`, `48h`, `7d`; raises ValueError on anything else."""
    found = _DURATION.match(text)
    if found is None:
        raise ValueError(f"`{text}` is no duration: write a number and one of s, m, h, d, for example 48h")
    return int(found["count"]) * _UNITS[found["unit"]]


def is_longer(text: str, other: str) -> bool:
    """Whether one span is longer than another; False when either is none."""
    found, bound = _DURATION.match(text), _DURATION.match(other)
    return found is not None and bound is not None and duration(text) > duration(other)
