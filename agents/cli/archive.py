"""Enforcements as they were published: from a file that `replay --out` or anybody wrote, or from the broker's topic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from agents.cli.recorded import lines_of
from agents.cli.sending import PATIENCE_SECONDS
from schemas.enforcement import Enforcement
from schemas.topics import ENFORCEMENTS
from streams.runtime.errors import InfrastructureError

_DECODER: msgspec.json.Decoder[Enforcement] = msgspec.json.Decoder(Enforcement)
_MARK = b'"governance.enforcement.'


def holds_enforcements(path: Path) -> bool:
    """Whether the file holds published enforcements, not the events that led to them."""
    return any(_MARK in line for line in lines_of(path))


def in_file(path: Path) -> Iterator[Enforcement]:
    """The enforcements of a file, in its order; other lines are passed over."""
    for line in lines_of(path):
        if _MARK in line:
            yield _DECODER.decode(line)


def on_topic(broker: str) -> Iterator[Enforcement]:
    """All committed enforcements up to the end; raises `InfrastructureError` when the broker does not answer."""
    consumer = Consumer(
        {
            "bootstrap.servers": broker,
            "group.id": "pinocchio-explain",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "log_level": 0,
            "error_cb": lambda _: None,  # librdkafka would print; what matters is raised below
        }
    )
    try:
        yield from _to_the_end(consumer, broker)
    finally:
        consumer.close()


def _to_the_end(consumer: Consumer, broker: str) -> Iterator[Enforcement]:
    open_ones = _partitions(consumer, broker)
    consumer.assign([TopicPartition(ENFORCEMENTS.name, number, 0) for number in open_ones])
    while open_ones:
        messages = consumer.consume(500, PATIENCE_SECONDS)
        if not messages:
            raise InfrastructureError(f"{broker} sent nothing for {PATIENCE_SECONDS:g} s", "look at the broker's log")
        for message in messages:
            error = message.error()
            if error is not None and error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - the client's own name
                open_ones.discard(message.partition())
            elif error is None and message.value() is not None:
                yield _DECODER.decode(message.value())


def _partitions(consumer: Consumer, broker: str) -> set[int]:
    try:
        topics = consumer.list_topics(timeout=PATIENCE_SECONDS).topics
    except KafkaException as error:
        raise InfrastructureError(
            f"no Kafka answers at {broker}", "start it, or name another one with --broker host:port"
        ) from error
    if ENFORCEMENTS.name not in topics:
        raise InfrastructureError(
            f"the broker at {broker} has no topic {ENFORCEMENTS.name}",
            f"make the topics: pinocchio topics apply --broker {broker}",
        )
    return set(topics[ENFORCEMENTS.name].partitions)
