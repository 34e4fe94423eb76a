"""Writing traffic to the broker as producers do, and reading back what was committed."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas import topics
from schemas.encode import encode_event
from streams.core.time import instant
from streams.runtime.placing import partition_of
from streams.runtime.ticker import tick_event
from streams.testing.traffic import Record

SLICE_SECONDS = 0.05


def write(bootstrap: str, records: Iterable[Record], partitions: int, rate: float = 0.0) -> None:
    """All of them, placed by murmur2 of the key, at `rate` a second (0 = as fast as it goes)."""
    asyncio.run(_write(bootstrap, list(records), partitions, rate))


async def _write(bootstrap: str, records: list[Record], partitions: int, rate: float) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=2, max_batch_size=256 * 1024)
    await producer.start()
    started, size = time.monotonic(), max(int(rate * SLICE_SECONDS), 1) if rate else 2000
    try:
        for first in range(0, len(records), size):
            sent = [
                await producer.send(r.topic, r.value, key=r.key, partition=partition_of(r.key, partitions))
                for r in records[first : first + size]
            ]
            await asyncio.gather(*sent)
            if rate:
                await asyncio.sleep(max(started + first / rate - time.monotonic(), 0))
    finally:
        await producer.stop()


def write_ticks(bootstrap: str, partitions: int, at: int) -> None:
    """A tick for every partition, as the producer of past events owes them."""
    asyncio.run(_write_ticks(bootstrap, partitions, at))


async def _write_ticks(bootstrap: str, partitions: int, at: int) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for number in range(partitions):
            value = encode_event(tick_event(number, instant(at)))
            await producer.send_and_wait(topics.CLOCK.name, value, key=str(number).encode(), partition=number)


def read(bootstrap: str, topic: str, isolation: str = "read_committed") -> list[ConsumerRecord]:
    """Everything on a topic now."""
    return asyncio.run(_read(bootstrap, topic, isolation))


async def _read(bootstrap: str, topic: str, isolation: str) -> list[ConsumerRecord]:
    reader = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=None, isolation_level=isolation, enable_auto_commit=False
    )
    await reader.start()
    try:
        return await _drain(reader, topic)
    finally:
        await reader.stop()


async def _drain(reader: AIOKafkaConsumer, topic: str) -> list[ConsumerRecord]:
    await reader._client.set_topics([topic])
    places = [TopicPartition(topic, number) for number in reader.partitions_for_topic(topic) or ()]
    reader.assign(places)
    await reader.seek_to_beginning(*places)
    ends = await reader.end_offsets(places)
    found: list[ConsumerRecord] = []
    while any([await reader.position(place) < ends[place] for place in places]):
        for records in (await reader.getmany(timeout_ms=200)).values():
            found += records
    return found


def newest(records: Sequence[ConsumerRecord]) -> dict[int, dict[bytes, bytes]]:
    """Partition -> the last value of each key, tombstones applied: what a restore must find."""
    rows: dict[int, dict[bytes, bytes]] = defaultdict(dict)
    for record in records:
        if record.value is None:
            rows[record.partition].pop(record.key, None)
        else:
            rows[record.partition][record.key] = record.value
    return dict(rows)
