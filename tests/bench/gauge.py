"""Reading how far a process has come, and what it cost in CPU."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from schemas import topics

WARM, DONE = 0.1, 0.95


@dataclass(frozen=True)
class Speed:
    """Events a second by the wall, and microseconds of CPU an event, between 10 % and 95 % of the backlog."""

    events_per_second: float
    cpu_micros: float


def measure(pid: int, done: Callable[[], float], total: int, most_seconds: float) -> Speed:
    """Watch a process work a backlog off; start-up is left out."""
    process = psutil.Process(pid)
    first: tuple[float, float, float] | None = None
    while True:
        now, count = time.monotonic(), done()
        used = sum(process.cpu_times()[:2])
        if first is None and count >= total * WARM:
            first = (now, count, used)
        if first and (count >= total * DONE or now - first[0] > most_seconds) and count > first[1]:
            events = count - first[1]
            return Speed(events / (now - first[0]), (used - first[2]) / events * 1e6)
        time.sleep(0.05)


def committed(bootstrap: str, group: str, partitions: int) -> Callable[[], float]:
    """How many source records a group has committed."""
    places = [TopicPartition(topic.name, number) for topic in topics.SOURCES for number in range(partitions)]

    async def ask() -> float:
        reader = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
        await reader.start()
        try:
            reader.assign(places)
            return float(sum([await reader.committed(place) or 0 for place in places]))
        finally:
            await reader.stop()

    return lambda: asyncio.run(ask())
