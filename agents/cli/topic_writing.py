"""Records of operators' commands to the broker, in one transaction: all of them are there, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import msgspec
from confluent_kafka import KafkaException, Producer

from agents.cli.sending import PATIENCE_SECONDS
from streams.runtime.errors import InfrastructureError
from streams.runtime.security import security_for

_MAX_BYTES = 4 * 1024 * 1024
"""A dead letter of full size must fit."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """One record to write, to a partition by number, or (None) by its key."""

    topic: str
    partition: int | None
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()


Write = Callable[[Sequence[Written]], None]


@contextmanager
def transaction(broker: str, name: str) -> Iterator[Write]:
    """What is handed to the writer inside is committed when the block ends well, and not there at all otherwise.

    Whoever begins under the same name later shuts us out: our commit then fails.
    """
    producer = Producer(
        {
            "bootstrap.servers": broker,
            **security_for(broker).for_librdkafka(),
            "transactional.id": name,
            "partitioner": "murmur2_random",
            "message.max.bytes": _MAX_BYTES,
            "log_level": 0,
            "error_cb": lambda _: None,  # librdkafka would print; what matters is raised below
        }
    )
    try:
        producer.init_transactions(PATIENCE_SECONDS)
        producer.begin_transaction()
        yield lambda records: _produce(producer, records)
        producer.commit_transaction(PATIENCE_SECONDS)
    except KafkaException as error:
        raise InfrastructureError(
            f"{broker} did not take the records: {error.args[0].str()}",
            "nothing was written; run `pinocchio doctor`, then try again",
        ) from error


def write(broker: str, records: Sequence[Written], name: str) -> None:
    """All of these or none."""
    with transaction(broker, name) as written:
        written(records)


def _produce(producer: Producer, records: Sequence[Written]) -> None:
    for record in records:
        while True:
            try:
                producer.produce(
                    record.topic,
                    partition=-1 if record.partition is None else record.partition,
                    key=record.key,
                    value=record.value,
                    headers=list(record.headers),
                )
            except BufferError:
                producer.poll(0.1)
                continue
            break
