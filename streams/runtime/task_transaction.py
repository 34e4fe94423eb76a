"""One Kafka transaction: rows, outputs, dead letters, hop records and source offsets, all or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.structs import OffsetAndMetadata

from streams.core.rows.store import encode_row
from streams.runtime.task_outbox import Outbox, Record

TRANSACTION_TIMEOUT_MS = 15_000
"""A dead worker holds readers of committed records back for at most this long."""
RETRY_BACKOFF_MS = 5
"""A transaction begun right after another meets 'concurrent transactions', and would wait out the default 100 ms."""
MAX_BATCH_BYTES = 512 * 1024
MAX_REQUEST_BYTES = 4 * 1024 * 1024


def new_producer(connection: dict[str, Any], transactional_id: str) -> AIOKafkaProducer:
    """The producer of one partition number. Starting it fences whoever held this id and ends what they left open."""
    return AIOKafkaProducer(
        transactional_id=transactional_id,
        enable_idempotence=True,
        acks="all",
        retry_backoff_ms=RETRY_BACKOFF_MS,
        transaction_timeout_ms=TRANSACTION_TIMEOUT_MS,
        max_batch_size=MAX_BATCH_BYTES,
        max_request_size=MAX_REQUEST_BYTES,
        **connection,
    )


async def write(producer: AIOKafkaProducer, box: Outbox, state: tuple[str, int], group: str) -> int | None:
    """Begin, write everything, commit. Whatever is raised here ends the worker; nothing of it was seen by anyone.

    Returns where in the state topic the last batch of rows begins, or None when there were no rows.
    """
    await producer.begin_transaction()
    rows = await _send(producer, state, _row_records(box, state)) if box.rows else []
    deliveries = list(rows)
    for place, records in box.by_partition():
        deliveries += await _send(producer, place, records)
    if box.offsets:
        offsets = {tp: OffsetAndMetadata(end, "") for tp, end in box.offsets.items()}
        await producer.send_offsets_to_transaction(offsets, group)
    await asyncio.gather(*deliveries)
    await producer.commit_transaction()
    return max((row.result().offset for row in rows), default=None)


def _row_records(box: Outbox, state: tuple[str, int]) -> Iterable[Record]:
    topic, partition = state
    for key, row in box.rows.items():
        yield Record(topic, partition, key.encode(), None if row is None else encode_row(row))


async def _send(
    producer: AIOKafkaProducer, place: tuple[str, int], records: Iterable[Record]
) -> list[asyncio.Future[Any]]:
    """Whole batches, built here: an order of magnitude cheaper than one `send` a record."""
    topic, partition = place
    deliveries: list[asyncio.Future[Any]] = []
    batch = producer.create_batch()
    for record in records:
        if not _append(batch, record):
            deliveries.append(await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            if not _append(batch, record):
                raise ValueError(f"a record of {len(record.value or b'')} bytes for {topic} fits no batch")
    if batch.record_count():
        deliveries.append(await producer.send_batch(batch, topic, partition=partition))
    return deliveries


def _append(batch: Any, record: Record) -> bool:
    appended = batch.append(timestamp=None, key=record.key, value=record.value, headers=list(record.headers))
    return appended is not None
