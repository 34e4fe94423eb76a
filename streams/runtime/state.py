"""Restore: the rows of a partition number, read back from the compacted state topic before anything is decided.

A plain reader without a group, `read_committed`, up to the end offset taken after the old owner has been fenced. It
goes by position, not by the last record: compaction and transaction markers leave holes at the end.

Rows kept from before a rebalance are read on from where they end, not from the beginning: what somebody else wrote in
between lies behind that.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from streams.core.rows.store import ForeignRowError, Rows
from streams.runtime.errors import InfrastructureError, RestoreAbandonedError
from streams.runtime.metrics import Metrics
from streams.runtime.metrics_catalogue import BAD_ROWS

POLL_MS = 200
DECODE_SLICE = 2_000
STALLED_SECONDS = 60.0

_log = structlog.get_logger(__name__)

Changes = dict[bytes, bytes | None]


class Restored(NamedTuple):
    """The rows of a partition number, and the offset of the state topic from which on they may lack something."""

    rows: Rows
    position: int


Kept = Mapping[int, Restored]


@contextmanager
def _collector_waiting() -> Iterator[None]:
    """Millions of new rows and no garbage among them: to walk over them again and again is a third of a restore."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Restorer:
    """Reads rows back. `still_wanted` says whether the assignment that asked for them is still the current one.

    `steps` grows as long as something comes back.
    """

    def __init__(self, connection: dict[str, Any], topic: str, metrics: Metrics) -> None:
        self._connection = connection
        self._topic = topic
        self._metrics = metrics
        self.steps = 0

    async def rows_of(
        self, numbers: Collection[int], still_wanted: Callable[[], bool], kept: Kept | None = None
    ) -> dict[int, Restored]:
        """The rows of these partition numbers; those in `kept` are brought up to date in place.

        Raises `RestoreAbandonedError` when they are no longer wanted, `InfrastructureError` on rows of another release.
        """
        started = time.monotonic()
        with _collector_waiting():
            found, kept, read = await self._found(numbers, still_wanted, kept or {})
        self._tell(found, sorted(kept), read, time.monotonic() - started)
        return found

    async def _found(
        self, numbers: Collection[int], still_wanted: Callable[[], bool], kept: Kept
    ) -> tuple[dict[int, Restored], Kept, int]:
        kept = {number: old for number, old in kept.items() if number in numbers}
        changes, ends = await self._read(sorted(numbers), kept, still_wanted)
        found: dict[int, Restored] = {}
        for number, changed in changes.items():
            rows = kept[number].rows if number in kept else Rows(number)
            await self._apply(rows, changed, still_wanted)
            found[number] = Restored(rows, ends[number])
        return found, kept, sum(map(len, changes.values()))

    def _tell(self, found: Kept, kept: list[int], read: int, seconds: float) -> None:
        self._metrics.restored(seconds, read)
        total = sum(len(restored.rows) for restored in found.values())
        _log.info(
            "rows_restored", partitions=sorted(found), kept=kept, rows=total, read=read, seconds=round(seconds, 3)
        )

    async def _read(
        self, numbers: Collection[int], kept: dict[int, Restored], still_wanted: Callable[[], bool]
    ) -> tuple[dict[int, Changes], dict[int, int]]:
        reader = AIOKafkaConsumer(
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            **self._connection,
        )
        await reader.start()
        try:
            ends = await self._seek(reader, numbers, kept)
            changes = await self._follow(reader, ends, still_wanted)
        finally:
            await reader.stop()
        return changes, {tp.partition: end for tp, end in ends.items()}

    async def _seek(
        self, reader: AIOKafkaConsumer, numbers: Collection[int], kept: dict[int, Restored]
    ) -> dict[TopicPartition, int]:
        """To the beginning, or to where kept rows end. Returns the end of each partition."""
        partitions = [TopicPartition(self._topic, number) for number in numbers]
        reader.assign(partitions)
        ends: dict[TopicPartition, int] = await reader.end_offsets(partitions)
        for tp, end in ends.items():
            if tp.partition in kept and kept[tp.partition].position > end:
                # the log is shorter than we left it: the topic was made anew, and the rows in hand are nobody's
                del kept[tp.partition]
        fresh = [tp for tp in partitions if tp.partition not in kept]
        if fresh:
            await reader.seek_to_beginning(*fresh)
        for number, old in kept.items():
            reader.seek(TopicPartition(self._topic, number), old.position)
        return ends

    async def _follow(
        self, reader: AIOKafkaConsumer, ends: Mapping[TopicPartition, int], still_wanted: Callable[[], bool]
    ) -> dict[int, Changes]:
        changes: dict[int, Changes] = {tp.partition: {} for tp in ends}
        left = await self._left(reader, ends)
        moved = time.monotonic()
        while left:
            if not still_wanted():
                raise RestoreAbandonedError
            if await self._take(reader, changes):
                moved = time.monotonic()
            elif time.monotonic() - moved > STALLED_SECONDS:
                raise InfrastructureError(
                    f"restoring {self._topic} stands still at partitions {[tp.partition for tp in left]}",
                    "check that these partitions have a leader, then restart the worker",
                )
            left = await self._left(reader, ends)
        return changes

    async def _left(self, reader: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> list[TopicPartition]:
        """The partitions not yet read to their end; how much that is together can be watched."""
        behind = {tp: end - await reader.position(tp) for tp, end in ends.items()}
        self._metrics.restoring(sum(max(records, 0) for records in behind.values()))
        return [tp for tp, records in behind.items() if records > 0]

    async def _take(self, reader: AIOKafkaConsumer, changes: dict[int, Changes]) -> bool:
        """The next records: the last one of a key wins, and a tombstone (None) takes the row away."""
        fetched = await reader.getmany(timeout_ms=POLL_MS)
        self.steps += len(fetched)
        for tp, records in fetched.items():
            changes[tp.partition].update((record.key, record.value) for record in records)
        await asyncio.sleep(0)
        return bool(fetched)

    async def _apply(self, rows: Rows, changes: Changes, still_wanted: Callable[[], bool]) -> None:
        """Taken up half, they may be taken up again from the same position: the last of a key wins."""
        items = list(changes.items())
        for start in range(0, len(items), DECODE_SLICE):
            if not still_wanted():
                raise RestoreAbandonedError
            for key, value in items[start : start + DECODE_SLICE]:
                self._put(rows, key, value)
            self.steps += 1
            await asyncio.sleep(0)

    def _put(self, rows: Rows, key: bytes, value: bytes | None) -> None:
        """Bytes that are no row are counted and told, never a reason to stand still for ever.

        A row of another release is: passed over, what a seller has done would be forgotten, and then written so.
        """
        try:
            if value is None:
                rows.put(key.decode(), None)
            else:
                rows.restore(key.decode(), value)
        except ForeignRowError as error:
            raise InfrastructureError(
                f"partition {rows.partition} of {self._topic} holds rows that this release cannot read: {error}",
                "start the release that wrote them, or a newer one; nothing was changed (docs/operations/upgrades.md)",
            ) from error
        except (msgspec.DecodeError, UnicodeError) as error:
            self._metrics.bump(BAD_ROWS)
            _log.error("row_unreadable", partition=rows.partition, key_bytes=len(key), error=type(error).__name__)
