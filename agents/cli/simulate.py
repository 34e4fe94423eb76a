"""`pinocchio simulate`: seeded marketplace traffic, to a broker at a pace or to a file at once."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO

import click
import msgspec
import orjson

from agents.cli import options
from agents.cli.sending import Sender, paced
from agents.cli.stopping import stop_on_signals
from schemas.fields import Time
from schemas.topics import SOURCES
from streams.testing.envelopes import START
from streams.testing.traffic import Mix, Record, traffic

_TOLD_EVERY_SECONDS = 1.0
_SHARE = click.FloatRange(0.0, 1.0)
_TOPICS = frozenset(topic.name for topic in SOURCES if topic.name.startswith("marketplace."))


def _time(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment: datetime = msgspec.convert(value, Time)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"{value!r} is no time: write it like 2026-03-01T00:00:00+08:00") from error
    return moment


@click.command()
@options.broker
@click.option("--out", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), help="A file, not a broker.")
@click.option("--rate", type=click.FloatRange(0.1, 1e6), default=200.0, show_default=True, help="Events a second.")
@click.option("--duration", type=click.FloatRange(0.1), help="Seconds; to a broker without it until ctrl-C.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same traffic.")
@click.option("--start", callback=_time, metavar="TIME", help="First event time; now to a broker, fixed to a file.")
@click.option("--sellers", type=click.IntRange(1), default=2_000, show_default=True, help="How many sellers.")
@click.option("--listings", type=_SHARE, default=0.9, show_default=True, help="Share of listings in all events.")
@click.option("--fakes", type=_SHARE, default=0.02, show_default=True, help="Share of fakes in new listings.")
@click.option("--bursts", type=_SHARE, default=0.05, show_default=True, help="Share of report bursts in other stories.")
@click.option("--reopening", type=_SHARE, default=0.3, show_default=True, help="Share of offenders in shop openings.")
@options.as_json
def simulate(broker: str, out: Path | None, duration: float | None, as_json: bool, **mix: Any) -> None:
    """Write seeded marketplace traffic to a broker (--broker) or a file (--out; - is stdout).

    Ctrl-C stops cleanly: what was begun is written, and counted.
    """
    if out is not None and duration is None:
        raise click.UsageError("--out needs --duration: a file has an end (events = rate x duration)")
    start = mix.pop("start") or (START if out is not None else datetime.now(UTC))
    asked = Mix(start=start, **mix)
    with stop_on_signals() as stop:
        if out is None:
            count = _to_broker(broker, asked, duration, stop)
        else:
            count = _to_file(out, asked, int(asked.rate * (duration or 0)), stop)
    _tell(count, asked, as_json, to_stderr=out == Path("-"))


def _to_broker(broker: str, mix: Mix, duration: float | None, stop: Event) -> Counter[str]:
    count: Counter[str] = Counter()
    sender = Sender(broker, _TOPICS)
    told = time.monotonic()
    for record in paced(traffic(mix), mix.rate, stop, duration):
        if record is not None:
            sender.send(record)
            count[record.topic] += 1
            continue
        sender.poll()
        if time.monotonic() - told >= _TOLD_EVERY_SECONDS and sys.stderr.isatty():
            told = time.monotonic()
            click.echo(f"\r{count.total():,} events sent, {sender.sent:,} acknowledged", err=True, nl=False)
    sender.close()
    if sys.stderr.isatty():
        click.echo("", err=True)
    return count


def _to_file(out: Path, mix: Mix, events: int, stop: Event) -> Counter[str]:
    count: Counter[str] = Counter()
    with _opened(out) as file:
        for record in _until(traffic(mix, events), stop):
            file.write(record.value + b"\n")
            count[record.topic] += 1
    return count


def _until(records: Iterator[Record], stop: Event) -> Iterator[Record]:
    for record in records:
        if stop.is_set():
            return
        yield record


@contextmanager
def _opened(out: Path) -> Iterator[BinaryIO]:
    if out == Path("-"):
        yield sys.stdout.buffer
        return
    try:
        file = out.open("wb")
    except OSError as error:
        raise click.UsageError(f"--out {out} cannot be written: {error.strerror}") from error
    with file:
        yield file


def _tell(count: Counter[str], mix: Mix, as_json: bool, *, to_stderr: bool) -> None:
    if as_json:
        told = {"events": count.total(), "by_topic": dict(sorted(count.items())), "mix": msgspec.to_builtins(mix)}
        click.echo(orjson.dumps(told), err=to_stderr)
        return
    parts = ", ".join(f"{name} {number:,}" for name, number in sorted(count.items()))
    click.echo(f"{count.total():,} events (seed {mix.seed}): {parts}", err=True)
