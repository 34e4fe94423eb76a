"""Records of operators' commands to the broker, in one transaction: all of them are there, or none."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from confluent_kafka import KafkaException, Producer

from agents.cli.sending import PATIENCE_SECONDS
from streams.runtime.errors import InfrastructureError
from streams.runtime.security import security_for

_MAX_BYTES = 4 * 1024 * 1024
"""A dead letter of full size must fit."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """One record to write, to a partition by number."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()


def write(broker: str, records: Sequence[Written], transaction: str) -> None:
    """Write all or nothing. Of two commands that use one `transaction` at once, the one begun first is refused."""
    producer = Producer(
        {
            "bootstrap.servers": broker,
            **security_for(broker).for_librdkafka(),
            "transactional.id": transaction,
            "message.max.bytes": _MAX_BYTES,
            "log_level": 0,
            "error_cb": lambda _: None,  # librdkafka would print; what matters is raised below
        }
    )
    try:
        producer.init_transactions(PATIENCE_SECONDS)
        producer.begin_transaction()
        for record in records:
            _produce(producer, record)
        producer.commit_transaction(PATIENCE_SECONDS)
    except KafkaException as error:
        raise InfrastructureError(
            f"{broker} did not take {len(records)} records: {error.args[0].str()}",
            "nothing was written; run `pinocchio doctor`, then try again",
        ) from error


def _produce(producer: Producer, record: Written) -> None:
    while True:
        try:
            producer.produce(
                record.topic,
                partition=record.partition,
                key=record.key,
                value=record.value,
                headers=list(record.headers),
            )
        except BufferError:
            producer.poll(0.1)
            continue
        return
