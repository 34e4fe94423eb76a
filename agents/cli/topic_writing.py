"""Records of operators' commands to the broker, in one transaction: all of them are there, or none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import msgspec
from confluent_kafka import KafkaError, KafkaException, Producer

from agents.cli.sending import PATIENCE_SECONDS
from streams.runtime.errors import InfrastructureError
from streams.runtime.security import security_for

COMMIT_SECONDS = 30.0
"""So long a commit is asked for again when the broker does not answer."""
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
            "transaction.timeout.ms": int(PATIENCE_SECONDS * 1_000),
            "log_level": 0,
            "error_cb": lambda _: None,  # librdkafka would print; what matters is raised below
        }
    )
    try:
        producer.init_transactions(PATIENCE_SECONDS)
        producer.begin_transaction()
        with _ended(producer):
            yield lambda records: _produce(producer, records)
            producer.flush(PATIENCE_SECONDS)
    except KafkaException as error:
        raise InfrastructureError(
            f"{broker} did not take the records: {error.args[0].str()}",
            "nothing was written; run `pinocchio doctor`, then try again",
        ) from error
    _commit(producer, broker)


@contextmanager
def _ended(producer: Producer) -> Iterator[None]:
    """Aborted when anything goes wrong, ctrl-C too: left open, it would keep readers of these partitions waiting."""
    try:
        yield
    except BaseException:
        with suppress(KafkaException):  # what went wrong is told; left alone, the broker aborts in ten seconds
            producer.abort_transaction(PATIENCE_SECONDS)
        raise


def _commit(producer: Producer, broker: str) -> None:
    """Asked again for as long as it can be; no answer is not a no."""
    deadline = time.monotonic() + COMMIT_SECONDS
    while True:
        try:
            producer.commit_transaction(PATIENCE_SECONDS)
        except KafkaException as error:
            why = error.args[0]
            if why.retriable() and time.monotonic() < deadline:
                continue
            if why.txn_requires_abort():
                with suppress(KafkaException):
                    producer.abort_transaction(PATIENCE_SECONDS)
            raise InfrastructureError(f"{broker} did not commit: {why.str()}", _after(why)) from error
        return


def _after(why: KafkaError) -> str:
    if why.txn_requires_abort() or why.fatal():
        return "nothing was written; run `pinocchio doctor`, then try again"
    return (
        "it is not known whether it was written: look (`pinocchio policy controls`, `dlq redrive`) before trying again"
    )


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
