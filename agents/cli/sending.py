"""Records to a broker, placed by murmur2 as every Kafka client of the marketplace does; and at a pace."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from threading import Event
from typing import Any

from confluent_kafka import KafkaException, Producer

from streams.runtime.errors import InfrastructureError
from streams.runtime.security import security_for
from streams.testing.traffic import Record

PATIENCE_SECONDS = 10.0
_BEAT_SECONDS = 0.02
"""So often a paced stream lets a handful of records go; one sleep a record could not keep up 10,000 a second."""


def no_kafka(broker: str) -> InfrastructureError:
    """Nobody answered."""
    return InfrastructureError(
        f"no Kafka answers at {broker}", "start it, or name another one with --broker host:port (`up`: a try-out)"
    )


def require(broker: str, wanted: Iterable[str], found: Container[str]) -> None:
    """Raises `InfrastructureError` naming the topics that are not there."""
    missing = sorted(topic for topic in wanted if topic not in found)
    if missing:
        raise InfrastructureError(
            f"the broker at {broker} has no topic {', '.join(missing)}",
            f"make the topics: pinocchio topics apply --broker {broker}",
        )


class Sender:
    """A producer that remembers what failed. `sent` counts what the broker has acknowledged."""

    def __init__(self, broker: str, topics: frozenset[str]) -> None:
        """Connect; raises `InfrastructureError` when no broker answers or a topic is missing."""
        self.sent = 0
        self._failed: str | None = None
        self._producer = Producer(
            {
                "bootstrap.servers": broker,
                **security_for(broker).for_librdkafka(),
                "partitioner": "murmur2_random",
                "linger.ms": 10,
                "compression.type": "lz4",
                "message.timeout.ms": int(PATIENCE_SECONDS * 1_000),
                "log_level": 0,
                "error_cb": lambda _: None,  # librdkafka would print; what matters comes back with the record
            }
        )
        self._check(broker, topics)

    def _check(self, broker: str, topics: frozenset[str]) -> None:
        try:
            found = self._producer.list_topics(timeout=PATIENCE_SECONDS).topics
        except KafkaException as error:
            raise no_kafka(broker) from error
        require(broker, topics, found.keys())

    def send(self, record: Record) -> None:
        """Hand one over; waits when the client's queue is full. Raises `InfrastructureError` after a failed one."""
        while True:
            try:
                self._producer.produce(record.topic, record.value, record.key, on_delivery=self._delivered)
            except BufferError:
                self._producer.poll(0.1)
                self._raise_failed()
                continue
            break
        if self.sent % 1_000 == 0:
            self._raise_failed()

    def poll(self) -> None:
        """Hear of deliveries."""
        self._producer.poll(0)
        self._raise_failed()

    def close(self) -> None:
        """Wait until everything is acknowledged; raises `InfrastructureError` when something is not."""
        left = self._producer.flush(PATIENCE_SECONDS)
        self._raise_failed()
        if left:
            raise InfrastructureError(f"{left} records were not acknowledged", "look at the broker's log")

    def _delivered(self, error: Any, _message: Any) -> None:
        if error is None:
            self.sent += 1
        else:
            self._failed = str(error)

    def _raise_failed(self) -> None:
        if self._failed is not None:
            raise InfrastructureError(f"a record was refused: {self._failed}", "look at the broker's log")


def paced(records: Iterator[Record], rate: float, stop: Event, seconds: float | None = None) -> Iterator[Record | None]:
    """The records, `rate` a second by the wall clock, until `stop` or for so long; None at each rest."""
    started = time.monotonic()
    given = 0
    while not stop.is_set():
        passed = time.monotonic() - started
        due = int((passed if seconds is None else min(passed, seconds)) * rate)
        for record in islice(records, max(due - given, 0)):
            yield record
            given += 1
            if stop.is_set():
                break
        yield None
        if seconds is not None and passed >= seconds:
            return
        stop.wait(_BEAT_SECONDS)
