"""Which dead letters are meant: the filters that `list`, `stats` and `redrive` share, and where letters come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from agents.cli.dlq_letter import SHORT, Letter, letters_in, letters_on, source_of
from agents.cli.instants import moment
from schemas.deadletter import REASONS, STAGES
from schemas.topics import SOURCES, Topic


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """All of it must hold; None asks for nothing. Times are when a letter was refused, in microseconds."""

    topic: Topic | None = None
    stage: str | None = None
    reason: str | None = None
    since: int | None = None
    until: int | None = None
    key: str | None = None

    def takes(self, letter: Letter) -> bool:
        """Whether this one is meant."""
        return (
            (self.topic is None or letter.source == self.topic.name)
            and (self.stage is None or letter.stage == self.stage)
            and (self.reason is None or letter.reason == self.reason)
            and (self.since is None or letter.at >= self.since)
            and (self.until is None or letter.at < self.until)
            and (self.key is None or letter.key_text() == self.key)
        )

    def of(self, letters: Iterable[Letter]) -> list[Letter]:
        """Those that are meant, oldest first."""
        return sorted(filter(self.takes, letters), key=lambda one: (one.at, one.source, one.partition, one.offset))

    def topics(self) -> list[Topic]:
        """Where to look."""
        return list(SOURCES) if self.topic is None else [self.topic]


def _topic(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Topic | None:
    found = None if value is None else source_of(value)
    if value is not None and found is None:
        raise click.BadParameter(f"{value!r} is no source of dead letters: one of {', '.join(SHORT)}, or its full name")
    return found


def filtered(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a choice on a command; read them back with `chosen`."""
    for option in reversed(
        (
            click.option("--topic", callback=_topic, metavar="NAME", help=f"One of {', '.join(SHORT)}."),
            click.option("--stage", type=click.Choice(STAGES), help="Where it failed."),
            click.option("--reason", type=click.Choice(REASONS), metavar="REASON", help="Why it failed."),
            click.option("--since", callback=moment, metavar="TIME", help="Refused then or later."),
            click.option("--until", callback=moment, metavar="TIME", help="Refused before then."),
            click.option("--key", help="With exactly this key."),
        )
    ):
        command = option(command)
    return command


def chosen(options: dict[str, Any]) -> Choice:
    """The choice out of a command's options; the rest stays there."""
    since, until = options["since"], options["until"]
    if since is not None and until is not None and since >= until:
        raise click.BadParameter("it does not lie before --until: nothing could be meant", param_hint="--since")
    return Choice(**{name: options.pop(name) for name in Choice.__struct_fields__})


def looked_up(choice: Choice, broker: str, file: Path | None) -> Iterator[Letter]:
    """The letters of a file, or of the broker."""
    return letters_in(file) if file is not None else letters_on(broker, choice.topics())
