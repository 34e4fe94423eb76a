"""All tasks of a worker: made when partition numbers are assigned, ended before they are given away.

Order on assignment: start the producers (which fences the previous owner and ends its open transaction), then read
the rows back, and only then lets Faust seek to the committed offsets: before the fence, rows and offsets may still be
moving.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer

from streams.runtime.errors import InfrastructureError, RestoreAbandonedError
from streams.runtime.state import Restored, Restorer
from streams.runtime.task import Task, TaskContext
from streams.runtime.task_transaction import new_producer

START_SECONDS = 60.0
GC_THRESHOLDS = (20_000, 20, 100)
SWEEP_SECONDS = 3600.0
KEPT_SECONDS = 600.0
"""Rows given away are good for so long: tombstones stay in the state topic for a day, and must be met on reading on."""

_log = structlog.get_logger(__name__)


class TaskGroup(Mapping[int, Task]):
    """Partition number -> task. Empty while a rebalance is under way."""

    def __init__(
        self, connection: dict[str, Any], restorer: Restorer, context: TaskContext, partitions: Callable[[], int]
    ) -> None:
        self._connection = connection
        self._restorer = restorer
        self._context = context
        self._partitions = partitions
        self._tasks: dict[int, Task] = {}
        self._kept: dict[int, Restored] = {}
        self._kept_at = 0.0
        self._swept_at = float("-inf")
        self._round = 0
        self._turn = asyncio.Lock()
        self.ready = False

    @property
    def restored(self) -> int:
        """A number that grows as long as rows are read back."""
        return self._restorer.steps

    def under_way(self, now: float) -> dict[int, float]:
        """Partition number -> how long its present transaction has taken so far."""
        return {number: task.under_way(now) for number, task in self._tasks.items()}

    def __getitem__(self, number: int) -> Task:
        return self._tasks[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._tasks)

    def __len__(self) -> int:
        return len(self._tasks)

    async def assign(self, numbers: Collection[int]) -> None:
        """Take these partition numbers over. Returns without tasks when another rebalance came in between."""
        this_round = self._round
        async with self._turn:
            try:
                await self._assign(numbers, lambda: self._round == this_round)
            except RestoreAbandonedError:
                _log.info("restore_abandoned", partitions=sorted(numbers))

    async def _assign(self, numbers: Collection[int], wanted: Callable[[], bool]) -> None:
        await self._drop(commit=False)
        producers, kept = await self._start_producers(numbers), self._still_good()
        try:
            found = await self._restorer.rows_of(numbers, wanted, kept) if numbers else {}
        except BaseException:
            await asyncio.gather(*(producer.stop() for producer in producers.values()))
            raise
        anew = not set(numbers) <= set(kept)
        self._kept.clear()
        self._begin(producers, found)
        if anew:
            self._settle_memory()
        self.ready = True
        _log.info("tasks_ready", partitions=sorted(self._tasks))

    def _settle_memory(self) -> None:
        """Take restored rows out of the collector's sight: walking a million of them stops the loop for half a second.

        What earlier rebalances left in there is looked through now and then only: partitions wait meanwhile.
        """
        if time.monotonic() - self._swept_at > SWEEP_SECONDS:
            self._swept_at = time.monotonic()
            gc.unfreeze()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)

    def _still_good(self) -> dict[int, Restored]:
        """The rows of before the rebalance, with which a restore need only read on."""
        return self._kept if time.monotonic() - self._kept_at < KEPT_SECONDS else {}

    def _begin(self, producers: Mapping[int, AIOKafkaProducer], found: Mapping[int, Restored]) -> None:
        total = self._partitions()
        for number, producer in producers.items():
            task = Task(number, total, found[number], producer, self._context)
            self._tasks[number] = task
            task.start()

    async def _start_producers(self, numbers: Collection[int]) -> dict[int, AIOKafkaProducer]:
        started = time.monotonic()
        producers = {n: new_producer(self._connection, f"{self._context.group}-{n}") for n in numbers}
        try:
            async with asyncio.timeout(START_SECONDS):
                await asyncio.gather(*(producer.start() for producer in producers.values()))
        except TimeoutError as error:
            raise InfrastructureError(
                f"the transaction coordinator did not answer for {START_SECONDS:.0f} s",
                "check that the broker's transaction state topic has its replicas, then restart the worker",
            ) from error
        _log.info("producers_started", partitions=sorted(numbers), seconds=round(time.monotonic() - started, 3))
        return producers

    async def release(self, *, commit: bool) -> None:
        """Give everything away: what is decided is committed first, unless the worker is crashing."""
        self._round += 1
        self.ready = False
        async with self._turn:
            await self._drop(commit=commit)

    async def _drop(self, *, commit: bool) -> None:
        tasks, self._tasks = list(self._tasks.values()), {}
        results = await asyncio.gather(*(task.release(commit=commit) for task in tasks), return_exceptions=True)
        for task, result in zip(tasks, results, strict=True):
            if isinstance(result, BaseException):
                raise result
            if result is not None:
                self._kept[task.number] = result
                self._kept_at = time.monotonic()
