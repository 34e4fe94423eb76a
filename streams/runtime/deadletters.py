"""A dead letter as a record: key, value and headers as they came, and why and where in headers of their own."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version

from aiokafka.structs import ConsumerRecord

from schemas.deadletter import DeadLetter
from schemas.topics import Topic, dead_letters_of
from streams.runtime.task_outbox import Headers, Record

PREFIX = "dlq."
MAX_VALUE_BYTES = 2 * 1024 * 1024
"""A compressed batch may hold a value of any size, which could never be written again: it is cut, its length told."""
MAX_HEADER_BYTES = 512 * 1024
MAX_KEY_BYTES = 64 * 1024
ATTEMPT = re.compile(rb"[0-9]{1,6}")


def app_version() -> str:
    """The installed version, or `0+checkout` for a tree that is not installed."""
    try:
        return version("pinocchio")
    except PackageNotFoundError:
        return "0+checkout"


_VERSION = app_version().encode()


def dead_record(source: Topic, record: ConsumerRecord, why: DeadLetter, policy_version: str) -> Record:
    """The record for the source's dead-letter topic, on the partition number it came from."""
    told: Headers = (
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
    value = record.value
    if value is not None and len(value) > MAX_VALUE_BYTES:
        told = (*told, ("dlq.value.cut.from", str(len(value)).encode()))
        value = value[:MAX_VALUE_BYTES]
    headers = (*_bounded(record), *told)
    key = None if record.key is None else record.key[:MAX_KEY_BYTES]
    return Record(dead_letters_of(source).name, record.partition, key, value, headers)


def _bounded(record: ConsumerRecord) -> tuple[tuple[str, bytes], ...]:
    """The headers as they came; none where together they could not be written again (the record's place is told)."""
    headers = tuple(record.headers)
    size = sum(len(name) + len(value or b"") for name, value in headers)
    return headers if size <= MAX_HEADER_BYTES else ()


def attempt_of(record: ConsumerRecord) -> int:
    """1 for a first failure, one more each time a redriven record fails again."""
    attempts = [value for name, value in record.headers if name == "dlq.attempt" and value]
    return int(attempts[-1]) + 1 if attempts and ATTEMPT.fullmatch(attempts[-1]) else 1
