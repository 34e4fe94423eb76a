"""Quotas kept: the worker with partition 0 counts all enforcements, and pulls a brake where a minute has too many.

The brake is a record on the policies topic, written in a transaction of partition 0's task, so that a worker that lost
the partition cannot write one. It takes effect a few seconds ahead: by then every worker has learnt of it, and a replay
that reads it decides the same.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas import topics
from schemas.decode import decode_output
from schemas.encode import encode_event
from schemas.enforcement import EnforcementTaken
from schemas.events.control import BrakeData, MeasureBraked, key_of
from streams.core.policy.model import PolicySet
from streams.core.quota import Exceeded, QuotaCount
from streams.core.time import SECOND, instant
from streams.runtime.metrics import Metrics
from streams.runtime.task import Task
from streams.runtime.task_outbox import Record

LEADER = 0
LEAD = 10 * SECOND
RECENT_SECONDS = 600.0
"""Older enforcements are history: a brake for them would come after the fact, perhaps after its release."""
LOOK_BACK = 1_000
"""Records a partition that a new leader reads again: the minute that is running has begun before it led."""
POLL_MS = 250
IDLE_SECONDS = 1.0
SOURCE = "pinocchio/quota"

_log = structlog.get_logger(__name__)


class QuotaWatch:
    """Counts while this worker leads; silent while it does not."""

    def __init__(
        self,
        connection: dict[str, Any],
        tasks: Mapping[int, Task],
        policies: Callable[[], PolicySet],
        metrics: Metrics,
        partitions: Callable[[], int],
    ) -> None:
        self._partitions = partitions
        self._connection = connection
        self._tasks = tasks
        self._policies = policies
        self._metrics = metrics
        self._count = QuotaCount()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            while not self._leads():  # noqa: ASYNC110 - partitions come and go without telling
                await asyncio.sleep(IDLE_SECONDS)
            reader = AIOKafkaConsumer(
                group_id=None, enable_auto_commit=False, isolation_level="read_committed", **self._connection
            )
            await reader.start()
            try:
                await self._lead(reader)
            finally:
                await reader.stop()

    def _leads(self) -> bool:
        """Without quotas there is nothing to count."""
        return LEADER in self._tasks and any(policy.quotas for policy in self._policies().versions)

    async def _lead(self, reader: AIOKafkaConsumer) -> None:
        self._count = QuotaCount()
        await _look_back(reader, self._partitions())
        _log.info("quotas_watched")
        while self._leads():
            for records in (await reader.getmany(timeout_ms=POLL_MS)).values():
                for record in records:
                    self._hear(record)
            await asyncio.sleep(0)

    def _hear(self, record: ConsumerRecord) -> None:
        if record.value is None or record.timestamp / 1000.0 < time.time() - RECENT_SECONDS:
            return
        said = decode_output(record.value)
        exceeded = self._count.add(said, self._policies()) if isinstance(said, EnforcementTaken) else None
        task = self._tasks.get(LEADER)
        if exceeded is not None and task is not None:
            # whose clock is behind would write a brake that is past for everybody else
            self._pull(task, exceeded, max(time.time_ns() // 1_000_000, record.timestamp) * 1000)

    def _pull(self, task: Task, exceeded: Exceeded, now: int) -> None:
        name = f"quota-{exceeded.measure}-{exceeded.minute}-"
        controls = self._policies().controls
        was_pulled = any(switch.id.startswith(name) for switch in controls.switches.get(exceeded.measure, ()))
        if was_pulled or controls.braked(exceeded.measure, now + LEAD):
            return
        control = _brake(exceeded, name, now)
        headers = (("content-type", b"application/cloudevents+json"),)
        key = key_of(control).encode()
        task.box.records.append(Record(topics.POLICIES.name, 0, key, encode_event(control), headers))
        task.handed_over()
        self._metrics.over_quota(exceeded.measure)
        _log.warning("quota_exceeded", measure=exceeded.measure, why=control.data.why)


def _brake(exceeded: Exceeded, name: str, now: int) -> MeasureBraked:
    """Its id says for which minute, so that no minute is braked twice, and when, so that no two share a record."""
    data = BrakeData(
        measure=exceeded.measure, state="on", effective_from=instant(now + LEAD), why=exceeded.words(), by=SOURCE
    )
    return MeasureBraked(id=f"{name}{now}", source=SOURCE, time=datetime.fromtimestamp(now / 1e6, UTC), data=data)


async def _look_back(reader: AIOKafkaConsumer, partitions: int) -> None:
    """Begin a little before the end of every partition."""
    places = [TopicPartition(topics.ENFORCEMENTS.name, number) for number in range(partitions)]
    reader.assign(places)
    begins, ends = await reader.beginning_offsets(places), await reader.end_offsets(places)
    for place in places:
        reader.seek(place, max(begins[place], ends[place] - LOOK_BACK))
