"""Enforcements as they were published: from a file that `replay --out` or anybody wrote, or from the broker's topic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from agents.cli.recorded import lines_of
from agents.cli.topic_reading import records_of
from schemas.enforcement import Enforcement
from schemas.topics import ENFORCEMENTS

_DECODER: msgspec.json.Decoder[Enforcement] = msgspec.json.Decoder(Enforcement)
_MARK = b'"governance.enforcement.'


def holds_enforcements(path: Path) -> bool:
    """Whether the file holds published enforcements, not the events that led to them."""
    return any(_MARK in line for line in lines_of(path))


def in_file(path: Path) -> Iterator[Enforcement]:
    """The enforcements of a file, in its order; other lines are passed over."""
    for line in lines_of(path):
        if _MARK in line:
            yield _DECODER.decode(line)


def on_topic(broker: str) -> Iterator[Enforcement]:
    """All committed enforcements up to the end; raises `InfrastructureError` when the broker does not answer."""
    for message in records_of(broker, [ENFORCEMENTS.name]):
        if message.value() is not None:
            yield _DECODER.decode(message.value())
