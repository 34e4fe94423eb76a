"""A dead letter as a record: key, value and headers as they came, and why and where in headers of their own."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from aiokafka.structs import ConsumerRecord

from schemas.deadletter import DeadLetter
from schemas.topics import Topic, dead_letters_of
from streams.runtime.task_outbox import Record

PREFIX = "dlq."


def app_version() -> str:
    """The installed version, or `0+checkout` for a tree that is not installed."""
    try:
        return version("pinocchio")
    except PackageNotFoundError:
        return "0+checkout"


_VERSION = app_version().encode()


def dead_record(source: Topic, record: ConsumerRecord, why: DeadLetter, policy_version: str) -> Record:
    """The record for the source's dead-letter topic, on the partition number it came from."""
    told = (
        ("dlq.original.topic", record.topic.encode()),
        ("dlq.original.partition", str(record.partition).encode()),
        ("dlq.original.offset", str(record.offset).encode()),
        ("dlq.original.timestamp", str(record.timestamp).encode()),
        ("dlq.stage", why.stage.encode()),
        ("dlq.reason", why.reason.encode()),
        ("dlq.error.message", why.message.encode()),
        ("dlq.attempt", str(attempt_of(record)).encode()),
        ("dlq.app.version", _VERSION),
        ("dlq.policy.version", policy_version.encode()),
    )
    return Record(
        dead_letters_of(source).name, record.partition, record.key, record.value, (*tuple(record.headers), *told)
    )


def attempt_of(record: ConsumerRecord) -> int:
    """1 for a first failure, one more each time a redriven record fails again."""
    attempts = [value for name, value in record.headers if name == "dlq.attempt" and value]
    return int(attempts[-1]) + 1 if attempts and attempts[-1].isdigit() else 1
