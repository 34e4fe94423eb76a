"""A task: one assigned partition number, its rows, its transactional producer, and the loop that commits.

Nothing awaits inside a decision; what a list did is handed over whole, and the loop writes it in one transaction: a
few milliseconds after the first change when nothing else waits, at the latest after the commit interval. Lists that
change nothing only bring offsets, and those may wait a second for company.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import structlog
from aiokafka import AIOKafkaProducer
from faust.types import TP

from streams.core.rows.store import Rows
from streams.runtime.lane_ledger import Ledger
from streams.runtime.metrics import Metrics
from streams.runtime.metrics_catalogue import TRANSACTION_FAILURES
from streams.runtime.placing import Placement
from streams.runtime.state import Restored
from streams.runtime.task_outbox import Outbox
from streams.runtime.task_transaction import write

FILL_SECONDS = 0.007
OFFSETS_SECONDS = 1.0
RELEASE_SECONDS = 10.0
MAX_LISTS = 32
"""Lists with changes that may wait for a transaction: a slow broker slows the reader instead of growing memory."""

_log = structlog.get_logger(__name__)


class TaskContext:
    """What all tasks of a worker share."""

    def __init__(
        self,
        *,
        state_topic: str,
        group: str,
        interval: float,
        ledger: Ledger,
        metrics: Metrics,
        crash: Callable[[BaseException], Awaitable[None]],
    ) -> None:
        self.state_topic = state_topic
        self.group = group
        self.interval = interval
        self.ledger = ledger
        self.metrics = metrics
        self.crash = crash


class Task:
    """One partition number at work."""

    def __init__(
        self, number: int, partitions: int, restored: Restored, producer: AIOKafkaProducer, context: TaskContext
    ) -> None:
        self.number = number
        self.partitions = partitions
        self.rows = restored.rows
        self._position = restored.position
        self.placement = Placement(number, partitions)
        self.box = Outbox()
        self.read: dict[TP, int] = {}
        self._producer = producer
        self._context = context
        self._first_write: float | None = None
        self._writing_since: float | None = None
        self._something = asyncio.Event()
        self._writes = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._loop: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()
        self._failed = False

    def start(self) -> None:
        """Begin to commit."""
        self._loop = asyncio.get_running_loop().create_task(self._run(), name=f"task-{self.number}")

    async def room(self) -> None:
        """Wait while too many changed lists are under way."""
        await self._room.wait()

    def handed_over(self) -> None:
        """Something was put into `box`: wake the loop."""
        self._something.set()
        if self.box.writes():
            if self._first_write is None:
                self._first_write = time.monotonic()
            self._writes.set()
            if self.box.lists >= MAX_LISTS:
                self._room.clear()

    def idle(self) -> bool:
        """Whether nothing waits and nothing is being written."""
        return not self.box and self._room.is_set() and not self._something.is_set()

    def under_way(self, now: float) -> float:
        """How long the present transaction has taken so far; 0 between two."""
        return 0.0 if self._writing_since is None else now - self._writing_since

    async def _run(self) -> None:
        try:
            while True:
                await self._something.wait()
                await self._fill()
                await self._commit()
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  # any failed write ends the worker: a restart replays
            self._failed = True
            self._context.metrics.bump(TRANSACTION_FAILURES)
            _log.error("transaction_failed", partition=self.number, error=repr(error))
            await self._context.crash(error)

    async def _fill(self) -> None:
        """Give the transaction time to fill."""
        if not self._writes.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._writes.wait(), OFFSETS_SECONDS)
        if self._first_write is None:
            return
        deadline = self._first_write + self._context.interval
        await asyncio.sleep(FILL_SECONDS)
        while self._context.ledger.waiting() and time.monotonic() < deadline:  # noqa: ASYNC110  # many may wait, none is told
            await asyncio.sleep(FILL_SECONDS / 2)

    def _swap(self) -> Outbox:
        box, self.box = self.box, Outbox()
        self._first_write = None
        self._something.clear()
        self._writes.clear()
        self._room.set()
        return box

    async def _commit(self) -> None:
        async with self._writing:
            box = self._swap()
            if box:
                await self._write(box)

    async def _write(self, box: Outbox) -> None:
        started = self._writing_since = time.monotonic()
        try:
            at = await write(self._producer, box, (self._context.state_topic, self.number), self._context.group)
        finally:
            self._writing_since = None
        self._position = self._position if at is None else at
        self._context.ledger.committed(box.offsets)
        self._context.metrics.committed(box, time.monotonic() - started, time.time())

    async def release(self, *, commit: bool) -> Restored | None:
        """End: commit what is open (or leave it to abort), stop the producer.

        Returns the rows and how far into the state topic they reach, or None when not all of them was committed.
        """
        clean = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RELEASE_SECONDS), self._writing:  # never cancel a transaction half way
                await self._stop_loop()
                if commit and not self._failed and self.box:
                    await self._write(self._swap())
                clean = commit and not self._failed
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._producer.stop(), RELEASE_SECONDS)
        rows, self.rows = self.rows, Rows(self.number)
        return Restored(rows, self._position) if clean else None

    async def _stop_loop(self) -> None:
        loop, self._loop = self._loop, None
        if loop is None or loop is asyncio.current_task():
            return
        loop.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await loop
