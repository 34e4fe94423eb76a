"""Contrary votes: how many people looked at a target and did not report, without a row of its own for each of them.

Thirty looks for one report are ordinary, so they must not compete with reports for room. Of every hour a row keeps the
smallest hashes of who looked: enough to count few people exactly and many well, and the same in any order of arrival.
An hour counts once it is over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from hashlib import blake2b

from streams.core.time import HOUR

Hours = tuple[tuple[int, tuple[int, ...]], ...]

SAMPLE = 48  # hashes an hour
HOURS_MAX = 48
_SPACE = 2**32


def hashed(person: str) -> int:
    """A person as one number; their token is keyed already."""
    return int.from_bytes(blake2b(person.encode(), digest_size=4).digest(), "big")


def hour_of(at: int) -> int:
    """The hour that `at` falls in."""
    return at // HOUR


def looked(hours: Hours, person: str, at: int) -> Hours:
    """The hours with one more look; the same object when it changes nothing."""
    hour, value = hour_of(at), hashed(person)
    place = len(hours) - 1 if hours and hours[-1][0] == hour else bisect_left(hours, (hour, ()))
    is_new = place == len(hours) or hours[place][0] != hour
    sample = () if is_new else hours[place][1]
    if value in sample or (len(sample) >= SAMPLE and value > sample[-1]):
        return hours
    more = (hour, tuple(sorted((*sample, value))[:SAMPLE]))
    return (*hours[:place], more, *hours[place if is_new else place + 1 :])[-HOURS_MAX:]


def against(hours: Hours, since: int, until: int, reporters: Collection[str]) -> int:
    """About how many people looked, in hours that ended within (since, until], and did not report."""
    inside = [sample for hour, sample in hours if since < (hour + 1) * HOUR <= until]
    if not inside:
        return 0
    seen = sorted({value for sample in inside for value in sample} - {hashed(person) for person in reporters})
    if all(len(sample) < SAMPLE for sample in inside) or len(seen) < SAMPLE:
        return len(seen)
    return round((SAMPLE - 1) * _SPACE / max(seen[SAMPLE - 1], 1))
