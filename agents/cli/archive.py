"""Enforcements as they were published: from a file that `replay --out` or anybody wrote, or from the broker's topic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from agents.cli.recorded import UnreadableError, lines_of, numbered_lines_of
from agents.cli.sending import PATIENCE_SECONDS
from schemas.enforcement import Enforcement
from schemas.topics import ENFORCEMENTS
from streams.runtime.errors import InfrastructureError

_DECODER: msgspec.json.Decoder[Enforcement] = msgspec.json.Decoder(Enforcement)
_MARK = re.compile(rb'"type"\s*:\s*"governance\.enforcement\.')


def holds_enforcements(path: Path) -> bool:
    """Whether the file holds published enforcements, not the events that led to them."""
    return any(_is_published(line) for line in lines_of(path))


def in_file(path: Path) -> Iterator[Enforcement]:
    """The enforcements of a file, in its order; other lines are passed over."""
    for number, line in numbered_lines_of(path):
        if _is_published(line):
            yield _decoded(line, f"{path}, line {number}")


class _Type(msgspec.Struct, gc=False):
    type: str = ""


_TYPE: msgspec.json.Decoder[_Type] = msgspec.json.Decoder(_Type)


def _is_published(record: bytes) -> bool:
    """Only the record's own type says what it is, for a seller writes anything into a title; broken ones count too."""
    if _MARK.search(record) is None:
        return False
    try:
        return _TYPE.decode(record).type.startswith("governance.enforcement.")
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return True


def _decoded(line: bytes, where: str) -> Enforcement:
    try:
        return _DECODER.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise UnreadableError(
            f"{where}: this is no whole enforcement ({error}); write the file anew with `pinocchio replay --out`"
        ) from error


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
                yield from _of_message(message)


def _of_message(message: Message) -> Iterator[Enforcement]:
    """A record that somebody else wrote stays there for years: it is named and passed over."""
    try:
        yield _DECODER.decode(message.value() or b"")
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        place = f"{ENFORCEMENTS.name}, partition {message.partition()}, offset {message.offset()}"
        click.echo(f"passed over, for it is no enforcement: {place}: {error}", err=True)


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
