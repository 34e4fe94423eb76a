"""Reports that do not count yet: a word is weighed by its author's row, which answers from another partition.

A report counts when its answer is there, and after those before it: else a brigade that is muted would remind until the
answers are back, and of a crowd in haste every answer could move the moment from which a host's window runs. The report
itself travels with the question, so that nothing here is needed to count it: whatever becomes of this queue, only the
order is lost, never a report.
"""

from __future__ import annotations

from bisect import bisect_right
from hashlib import blake2b

import msgspec

from streams.core.rows.facts import Reported
from streams.core.rows.state import Awaited, TargetRow, Waiting
from streams.core.time import MINUTE

PATIENCE = MINUTE
"""So long after a report the others wait for its answer: a stalled partition holds back what it knows, nothing else."""

AWAITED_MAX = 320
HELD_BYTES = 48 * 1024
LOOK_FROM = 16  # fewer answered reports than this are never too heavy
_ENCODER = msgspec.msgpack.Encoder()


def noted(row: TargetRow, at: int, name: int) -> TargetRow:
    """The row that waits for the answer about a report, unless it waits for very many already."""
    awaited, until = row.awaited, at + PATIENCE
    if len(awaited) >= AWAITED_MAX:
        return row
    place = bisect_right(awaited, at, key=_time) if awaited else 0
    awaited = (*awaited[:place], (at, name), *awaited[place:]) if awaited else ((at, name),)
    due = until if row.due is None or until < row.due else row.due
    return msgspec.structs.replace(row, awaited=awaited, due=due)


def is_awaited(row: TargetRow, at: int, source: str, name: str) -> bool:
    """Whether the row waits for this report, or with it for another."""
    return (at, name_of(source, name)) in row.awaited or any(
        isinstance(entry, Reported) and (entry.id, entry.source) == (name, source) for entry in row.awaited
    )


def name_of(source: str, name: str) -> int:
    """A report's name as a number; with its time it tells one from another.

    A checksum of 32 bits took one of two reports of a moment for the other once in four thousand million pairs.
    """
    return int.from_bytes(blake2b(f"{source}\x1f{name}".encode(), digest_size=8).digest(), "big")


def answered(row: TargetRow, told: Reported) -> tuple[TargetRow, list[Reported]]:
    """The row that waits for this report no longer, and the reports that count now, in order."""
    awaited, asked = row.awaited, (told.time, name_of(told.source, told.id))
    if awaited == (asked,):
        return msgspec.structs.replace(row, awaited=()), [told]
    if asked not in awaited:
        return row, [told]
    place = awaited.index(asked)
    return _released(row, (*awaited[:place], told, *awaited[place + 1 :]))


def overdue(row: TargetRow, at: int) -> tuple[TargetRow, list[Reported]]:
    """The same when time has passed: nobody waits for an answer that has not come by `at`."""
    return _released(row, tuple(one for one in row.awaited if isinstance(one, Reported) or one[0] > at - PATIENCE))


def known_better(row: TargetRow, told: Reported) -> TargetRow:
    """The row with an answered report replaced that still waits for another."""
    awaited = (told if isinstance(entry, Reported) and entry.cause == told.cause else entry for entry in row.awaited)
    return msgspec.structs.replace(row, awaited=tuple(awaited))


def alarm(awaited: Awaited) -> int:
    """When a row stops waiting for the first answer."""
    return _time(awaited[0]) + PATIENCE


def _released(row: TargetRow, awaited: Awaited) -> tuple[TargetRow, list[Reported]]:
    first = next((place for place, entry in enumerate(awaited) if isinstance(entry, tuple)), len(awaited))
    if _is_heavy(awaited[first:]):
        first = len(awaited)
    ready = [entry for entry in awaited[:first] if isinstance(entry, Reported)]
    still = tuple(entry for place, entry in enumerate(awaited) if place >= first or isinstance(entry, tuple))
    return msgspec.structs.replace(row, awaited=still), sorted(ready, key=Reported.order)


def _is_heavy(awaited: Awaited) -> bool:
    return len(awaited) > LOOK_FROM and len(_ENCODER.encode(awaited)) > HELD_BYTES


def _time(entry: Waiting) -> int:
    return entry[0] if isinstance(entry, tuple) else entry.time
