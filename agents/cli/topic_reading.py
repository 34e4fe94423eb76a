"""A whole topic from its first record to its present end, committed records only, without joining a group."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from agents.cli.sending import PATIENCE_SECONDS, no_kafka, require
from streams.runtime.errors import InfrastructureError
from streams.runtime.security import security_for

_AT_ONCE = 500
_SLICE_SECONDS = 0.1
"""The client waits so long for a whole lot, though the ends of all partitions are there already."""


def records_of(broker: str, topics: list[str]) -> Iterator[Any]:
    """All committed records of these topics, as confluent-kafka's messages; raises `InfrastructureError` on trouble."""
    consumer = Consumer(
        {
            "bootstrap.servers": broker,
            **security_for(broker).for_librdkafka(),
            "group.id": "pinocchio-reading",  # the client wants a name; nothing is committed under it
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "log_level": 0,
            "error_cb": lambda _: None,  # librdkafka would print; what matters is raised below
        }
    )
    try:
        yield from _to_the_end(consumer, broker, _partitions(consumer, broker, topics))
    finally:
        consumer.close()


def _to_the_end(consumer: Consumer, broker: str, open_ones: set[tuple[str, int]]) -> Iterator[Any]:
    consumer.assign([TopicPartition(topic, number, 0) for topic, number in sorted(open_ones)])
    heard = time.monotonic()
    while open_ones:
        messages = consumer.consume(_AT_ONCE, _SLICE_SECONDS)
        if messages:
            heard = time.monotonic()
        elif time.monotonic() - heard > PATIENCE_SECONDS:
            raise InfrastructureError(f"{broker} sent nothing for {PATIENCE_SECONDS:g} s", "look at the broker's log")
        for message in messages:
            error = message.error()
            if error is None:
                yield message
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - the client's own name
                open_ones.discard((message.topic(), message.partition()))


def _partitions(consumer: Consumer, broker: str, topics: list[str]) -> set[tuple[str, int]]:
    try:
        found = consumer.list_topics(timeout=PATIENCE_SECONDS).topics
    except KafkaException as error:
        raise no_kafka(broker) from error
    require(broker, topics, found)
    return {(topic, number) for topic in topics for number in found[topic].partitions}
