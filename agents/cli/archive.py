"""Enforcements as they were published: from a file that `replay --out` or anybody wrote, or from the broker's topic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from agents.cli.recorded import UnreadableError, lines_of
from agents.cli.topic_reading import records_of
from schemas.enforcement import Enforcement
from schemas.topics import ENFORCEMENTS

_DECODER: msgspec.json.Decoder[Enforcement] = msgspec.json.Decoder(Enforcement)
_MARK = b'"governance.enforcement.'
_BEGIN = b'{"type":"governance.enforcement.'


class _Typed(msgspec.Struct, gc=False):
    type: str = ""


_TYPE = msgspec.json.Decoder(_Typed)


def holds_enforcements(path: Path) -> bool:
    """Whether the file holds published enforcements, not the events that led to them."""
    return any(_is_enforcement(line) for line in lines_of(path))


def _is_enforcement(line: bytes) -> bool:
    """By its type, for a seller may write anything into a title; a line cut off counts when it begins like one."""
    if _MARK not in line:
        return False
    try:
        return _TYPE.decode(line).type.startswith("governance.enforcement.")
    except (msgspec.MsgspecError, UnicodeError):
        return line.lstrip().startswith(_BEGIN)


def in_file(path: Path) -> Iterator[Enforcement]:
    """The enforcements of a file, in its order; other lines are passed over."""
    for number, line in enumerate(lines_of(path), start=1):
        if _is_enforcement(line):
            try:
                yield _DECODER.decode(line)
            except (msgspec.MsgspecError, UnicodeError) as error:
                raise UnreadableError(f"{path}, line {number}: this is no enforcement record: {error}") from error


def on_topic(broker: str) -> Iterator[Enforcement]:
    """All committed enforcements up to the end; raises `InfrastructureError` when the broker does not answer."""
    for message in records_of(broker, [ENFORCEMENTS.name]):
        if message.value() is not None and _is_enforcement(message.value()):
            yield _DECODER.decode(message.value())
