"""Clock ticks: the wall clock of one partition number, written by its task as an event, only while it has no lag.

A backlog must not age the rows: time passes for a seller when everything said about them so far has been decided.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime

from schemas import topics
from schemas.encode import encode_event
from schemas.events.clock import TickData, Ticked
from streams.runtime.metrics import Metrics
from streams.runtime.metrics_catalogue import TICKS
from streams.runtime.task import Task
from streams.runtime.task_group import TaskGroup
from streams.runtime.task_outbox import Record

SOURCE = "pinocchio/clock"


def tick_event(partition: int, at: datetime) -> Ticked:
    """The tick of a partition at a time: the same partition and time give the same id."""
    named = hashlib.sha256(f"{partition}|{at.isoformat()}".encode()).hexdigest()[:32]
    data = TickData(time=at, partition=partition)
    return Ticked(id=named, source=SOURCE, time=at, subject=str(partition), data=data)


class Ticker:
    """Ticks for every idle task."""

    def __init__(self, tasks: TaskGroup, no_lag: Callable[[int], bool], seconds: float, metrics: Metrics) -> None:
        self._tasks = tasks
        self._no_lag = no_lag
        self._seconds = seconds
        self._metrics = metrics

    async def run(self) -> None:
        """Until cancelled; at once when ticks are off."""
        while self._seconds > 0:
            await asyncio.sleep(self._seconds)
            for number, task in list(self._tasks.items()):
                if task.idle() and self._no_lag(number):
                    self._tick(number, task)

    def _tick(self, number: int, task: Task) -> None:
        now = datetime.fromtimestamp(time.time_ns() // 1_000_000 / 1000, UTC)
        value = encode_event(tick_event(number, now))
        headers = (("content-type", b"application/cloudevents+json"),)
        task.box.records.append(Record(topics.CLOCK.name, number, str(number).encode(), value, headers))
        self._metrics.bump(TICKS)
        task.handed_over()
