"""A dead letter as the commands see it: from its topic, or from a file that `pinocchio replay --dead` wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from agents.cli.recorded import UnreadableError, lines_of
from agents.cli.topic_reading import records_of
from schemas.topics import HOPS, SOURCES, Topic, cause_of, dead_letters_of

PREFIX = "dlq."
CUT = "dlq.value.cut.from"
SHORT = {topic.name.split(".")[1]: topic for topic in SOURCES}
"""Sources by their short name: `listings` for `marketplace.listings.v1`."""

Header = tuple[str, bytes | None]


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One dead letter. `at` is when it was refused, in microseconds; `place` names it to people and to `dlq show`."""

    source: str
    place: str
    at: int
    stage: str
    reason: str
    message: str
    partition: int = 0
    offset: int = 0
    attempt: int = 1
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[Header, ...] = ()
    told: dict[str, str] = {}

    def came_from(self) -> str:
        """The topic it goes back to: its source, or the hop topic of an app whose records have that source's events."""
        return self.told.get("dlq.original.topic", self.source) if self.is_hop() else self.source

    def is_hop(self) -> bool:
        """Whether it is a record between partitions."""
        original = self.told.get("dlq.original.topic", self.source)
        return any(original.endswith(f"-{topic.plain()}") and cause_of(topic).name == self.source for topic in HOPS)

    def was_cut(self) -> bool:
        """Whether the topic holds only the beginning of its value."""
        return CUT in self.told

    def key_text(self) -> str:
        """The key, for people."""
        return "" if self.key is None else self.key.decode(errors="replace")


def source_of(name: str) -> Topic | None:
    """The source topic of this name, short, full, or that of its dead letters; None when there is none."""
    plain = name.removeprefix("governance.dlq.")
    return SHORT.get(plain) or next((topic for topic in SOURCES if topic.name == plain), None)


def letters_on(broker: str, sources: list[Topic]) -> Iterator[Letter]:
    """Every dead letter of these sources."""
    by_topic = {dead_letters_of(topic).name: topic for topic in sources}
    for message in records_of(broker, list(by_topic)):
        yield letter_of(message, by_topic[message.topic()])


def letter_of(message: Any, source: Topic) -> Letter:
    """One record of a dead-letter topic; of a header that stands twice the last one is ours."""
    headers: list[Header] = message.headers() or []
    told = {name: (value or b"").decode(errors="replace") for name, value in headers if name.startswith(PREFIX)}
    attempt = told.get("dlq.attempt", "1")
    return Letter(
        source=source.name,
        place=f"{source.name}/{message.partition()}/{message.offset()}",
        at=message.timestamp()[1] * 1000,
        stage=told.get("dlq.stage", "unknown"),
        reason=told.get("dlq.reason", "unknown"),
        message=told.get("dlq.error.message", ""),
        partition=message.partition(),
        offset=message.offset(),
        attempt=int(attempt) if attempt.isdecimal() else 1,
        key=message.key(),
        value=message.value(),
        headers=tuple((name, value) for name, value in headers if not name.startswith(PREFIX)),
        told=told,
    )


class Refused(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of `replay --dead`: where the refused event stands, and why it was refused."""

    stage: str
    reason: str
    message: str
    file: str = ""
    line: int = 0
    source: str = ""
    id: str = ""

    def place(self) -> str:
        """File and line, or the event's name where the replay itself refused it."""
        return f"{self.file}:{self.line}" if self.file else f"{self.source} {self.id}"


def letters_in(path: Path) -> Iterator[Letter]:
    """The dead letters of a file; the records themselves stay where the file says."""
    for number, line in enumerate(lines_of(path), 1):
        try:
            refused = msgspec.json.decode(line, type=Refused)
        except msgspec.MsgspecError as error:
            raise UnreadableError(f"{path}, line {number}: no line of `pinocchio replay --dead`: {error}") from error
        yield Letter(
            source=refused.file or "replay",
            place=refused.place(),
            at=0,
            stage=refused.stage,
            reason=refused.reason,
            message=refused.message,
        )
