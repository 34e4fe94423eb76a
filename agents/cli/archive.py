"""Enforcements as they were published: from a file that `replay --out` or anybody wrote, or from the broker's topic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from confluent_kafka import Message

from agents.cli.recorded import UnreadableError, lines_of, numbered_lines_of
from agents.cli.topic_reading import records_of
from schemas.enforcement import Enforcement
from schemas.topics import ENFORCEMENTS

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
    for message in records_of(broker, [ENFORCEMENTS.name]):
        if message.value() is not None:
            yield from _of_message(message)


def _of_message(message: Message) -> Iterator[Enforcement]:
    """A record that somebody else wrote stays there for years: it is named and passed over."""
    try:
        yield _DECODER.decode(message.value() or b"")
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        place = f"{ENFORCEMENTS.name}, partition {message.partition()}, offset {message.offset()}"
        click.echo(f"passed over, for it is no enforcement: {place}: {error}", err=True)
