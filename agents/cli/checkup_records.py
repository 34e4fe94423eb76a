"""When records were appended: the doctor's only look into partitions. Reads nothing of what they say.

Not by kafka-python: without further libraries it reads none that a producer compressed by lz4, snappy or zstd.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from streams.runtime.security import security_for

_PATIENCE_SECONDS = 5.0
_SLICE_SECONDS = 0.1
Place = tuple[str, int]


def first_appended(broker: str, at: Mapping[Place, int]) -> dict[Place, int | None]:
    """The append time, in ms, of the first record at or after each offset; None where the broker did not answer.

    A place with nothing but markers of transactions is left out: no record waits there.
    """
    found, unanswered = _appended(broker, at, first=True)
    return {**found, **dict.fromkeys(unanswered)}


def last_appended(broker: str, at: Mapping[Place, int]) -> list[int]:
    """The append time, in ms, of each partition's last record from the offset on."""
    found, _ = _appended(broker, at, first=False)
    return list(found.values())


def _appended(broker: str, at: Mapping[Place, int], *, first: bool) -> tuple[dict[Place, int], set[Place]]:
    found: dict[Place, int] = {}
    left, deadline = set(at), time.monotonic() + _PATIENCE_SECONDS
    consumer = _consumer(broker)
    try:
        consumer.assign([TopicPartition(*place, offset) for place, offset in at.items()])
        while left and time.monotonic() < deadline:
            for message in consumer.consume(500, _SLICE_SECONDS):
                place = (message.topic(), message.partition())
                if message.error() is None and (place in left or not first):
                    found[place] = message.timestamp()[1]
                if _is_done(message, first=first):
                    left.discard(place)
                    consumer.pause([TopicPartition(*place)])  # behind it a whole backlog may lie
    finally:
        consumer.close()
    return found, left - found.keys()


def _is_done(message: Message, *, first: bool) -> bool:
    error = message.error()
    return first if error is None else error.code() == KafkaError._PARTITION_EOF  # noqa: SLF001 - its own name


def _consumer(broker: str) -> Any:
    return Consumer(
        {
            "bootstrap.servers": broker,
            **security_for(broker).for_librdkafka(),
            "group.id": "pinocchio-doctor",  # the client wants a name; nothing is committed under it
            "isolation.level": "read_uncommitted",  # what an open transaction holds back waits too
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "log_level": 0,
            "error_cb": lambda _: None,  # librdkafka would print
        }
    )
