"""What a list told that metrics count: who reports what, who watched, who appealed, who was right, what was late."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from aiokafka.structs import ConsumerRecord

from schemas.deadletter import DeadLetter
from schemas.envelope import Event
from schemas.events.live import RoomClosed
from schemas.events.reports import ReportFiled, ReportRuled
from schemas.events.violations import AppealDecided, EnforcementAppealed
from schemas.topics import LIVE, REPORTS, VIOLATIONS, Topic
from streams.core.hops import AnyHop
from streams.core.step import Step
from streams.runtime.metrics_catalogue import SLOW_SECONDS
from streams.runtime.task_outbox import Tally

TOPICS: tuple[Topic, ...] = (REPORTS, VIOLATIONS, LIVE)
"""Where there is something to hear; the listings, nine records of ten, are passed over."""
_APPENDED = attrgetter("timestamp")


def heard(tally: Tally, items: Sequence[Event | AnyHop | DeadLetter], steps: Sequence[Step]) -> None:
    """How many report what, and how many watched: the share is what governance is measured by."""
    for item, step in zip(items, steps, strict=True):
        if isinstance(item, RoomClosed):
            tally.viewers += item.data.viewers
        elif step.verdict != "decided":
            continue
        elif isinstance(item, ReportFiled):
            tally.reports[item.data.reason] += 1
        elif isinstance(item, ReportRuled):
            tally.rulings[item.data.ruling] += 1
        elif isinstance(item, EnforcementAppealed):
            tally.appeals["filed"] += 1
        elif isinstance(item, AppealDecided):
            tally.appeals[item.data.outcome] += 1


def slow(records: Sequence[ConsumerRecord], now: float) -> int:
    """How many of these were appended longer ago than the promise; append times rise within a partition."""
    cut = (now - SLOW_SECONDS) * 1000
    return 0 if records[0].timestamp >= cut else bisect_left(records, cut, key=_APPENDED)
