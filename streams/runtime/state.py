"""Restore: the rows of a partition number, read back from the compacted state topic before anything is decided.

A plain reader without a group, `read_committed`, up to the end offset taken after the old owner has been fenced. It
goes by position, not by the last record: compaction and transaction markers leave holes at the end.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from streams.core.rows import Rows, decode_row
from streams.runtime.errors import InfrastructureError, RestoreAbandonedError
from streams.runtime.metrics import Metrics
from streams.runtime.metrics_catalogue import BAD_ROWS

POLL_MS = 200
DECODE_SLICE = 2_000
STALLED_SECONDS = 60.0

_log = structlog.get_logger(__name__)

Latest = dict[bytes, bytes]


class Restorer:
    """Reads rows back. `still_wanted` says whether the assignment that asked for them is still the current one."""

    def __init__(self, connection: dict[str, Any], topic: str, metrics: Metrics) -> None:
        self._connection = connection
        self._topic = topic
        self._metrics = metrics

    async def rows_of(self, numbers: Collection[int], still_wanted: Callable[[], bool]) -> dict[int, Rows]:
        """The rows of these partition numbers. Raises `RestoreAbandonedError` when they are no longer wanted."""
        started = time.monotonic()
        latest = await self._read(numbers, still_wanted)
        found = {number: await self._decode(number, latest[number], still_wanted) for number in sorted(numbers)}
        seconds = time.monotonic() - started
        total = sum(len(rows) for rows in found.values())
        self._metrics.restored(seconds, total)
        _log.info("rows_restored", partitions=sorted(numbers), rows=total, seconds=round(seconds, 3))
        return found

    async def _read(self, numbers: Collection[int], still_wanted: Callable[[], bool]) -> dict[int, Latest]:
        reader = AIOKafkaConsumer(
            group_id=None, enable_auto_commit=False, isolation_level="read_committed", **self._connection
        )
        await reader.start()
        try:
            return await self._follow(reader, numbers, still_wanted)
        finally:
            await reader.stop()

    async def _follow(
        self, reader: AIOKafkaConsumer, numbers: Collection[int], still_wanted: Callable[[], bool]
    ) -> dict[int, Latest]:
        partitions = [TopicPartition(self._topic, number) for number in sorted(numbers)]
        latest: dict[int, Latest] = {number: {} for number in numbers}
        reader.assign(partitions)
        await reader.seek_to_beginning(*partitions)
        ends = await reader.end_offsets(partitions)
        left = await self._left(reader, ends)
        moved = time.monotonic()
        while left:
            if not still_wanted():
                raise RestoreAbandonedError
            if await self._take(reader, latest):
                moved = time.monotonic()
            elif time.monotonic() - moved > STALLED_SECONDS:
                raise InfrastructureError(
                    f"restoring {self._topic} stands still at partitions {[tp.partition for tp in left]}",
                    "check that these partitions have a leader, then restart the worker",
                )
            left = await self._left(reader, ends)
        return latest

    async def _left(self, reader: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> list[TopicPartition]:
        """The partitions not yet read to their end; how much that is together can be watched."""
        behind = {tp: end - await reader.position(tp) for tp, end in ends.items()}
        self._metrics.restoring(sum(max(records, 0) for records in behind.values()))
        return [tp for tp, records in behind.items() if records > 0]

    @staticmethod
    async def _take(reader: AIOKafkaConsumer, latest: dict[int, Latest]) -> bool:
        """The next records: the last one a key wins, and a tombstone takes the key away."""
        fetched = await reader.getmany(timeout_ms=POLL_MS)
        for tp, records in fetched.items():
            rows = latest[tp.partition]
            for record in records:
                if record.value is None:
                    rows.pop(record.key, None)
                else:
                    rows[record.key] = record.value
        await asyncio.sleep(0)
        return bool(fetched)

    async def _decode(self, number: int, latest: Latest, still_wanted: Callable[[], bool]) -> Rows:
        rows = Rows(number)
        items = list(latest.items())
        for start in range(0, len(items), DECODE_SLICE):
            if not still_wanted():
                raise RestoreAbandonedError
            for key, value in items[start : start + DECODE_SLICE]:
                self._put(rows, key, value)
            await asyncio.sleep(0)
        return rows

    def _put(self, rows: Rows, key: bytes, value: bytes) -> None:
        """A row that cannot be read is counted and told, never a reason to stand still for ever."""
        try:
            rows.put(key.decode(), decode_row(value))
        except (msgspec.DecodeError, UnicodeError) as error:
            self._metrics.bump(BAD_ROWS)
            _log.error("row_unreadable", partition=rows.partition, key_bytes=len(key), error=type(error).__name__)
