"""The live view: one picture of the running service, from figures to a terminal. No broker, no clock here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from agents.cli.because import because, headline
from agents.cli.figures import Figures
from agents.cli.words import MEASURES, TARGETS, Lang, say
from schemas.enforcement import Enforcement
from streams.core.time import SHANGHAI

_SPARKS = "▁▂▃▄▅▆▇█"
_STYLES = {
    "remind": "cyan",
    "warn": "yellow",
    "review": "blue",
    "refuse_opening": "magenta",
    "block_listing": "red",
    "ban_account": "bold red",
}
_BAR = 18
_ONE_LINE: Any = {"no_wrap": True, "overflow": "ellipsis"}


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the view shows. `rates` are events decided in each of the last seconds.

    The newest `up` is the one that `pinocchio send` finds by itself.
    """

    seconds: float
    figures: Figures
    rates: Sequence[float]
    newest: Sequence[Enforcement]
    broker: str
    metrics_url: str
    notes: Sequence[str] = ()
    state: str = "running"
    is_newest: bool = True


def draw(picture: Picture, lang: Lang = "en", rows: int = 8) -> RenderableType:
    """The whole view; `rows` enforcements are shown, each with its reason."""
    return Panel(
        Group(
            _head(picture),
            Text(_spark(picture.rates), style="green", justify="center", no_wrap=True, overflow="crop"),
            Columns([_measures(picture.figures.taken, lang), _openings(picture.figures)], padding=(0, 4)),
            Text(),
            _newest(picture.newest, lang, rows),
            Text(),
            _footer(picture),
        ),
        title="[bold]Pinocchio 匹诺曹[/bold] · reminds first, then enforces, and says why",
        subtitle=f"{picture.state} for {picture.seconds:.0f} s · ctrl-C ends it",
        border_style="green",
    )


def _head(picture: Picture) -> Table:
    found = picture.figures
    dead = sum(found.dead.values())
    grid = Table.grid(expand=True)
    for _ in range(5):
        grid.add_column(justify="center", ratio=1)
    rate = picture.rates[-1] if picture.rates else 0.0
    grid.add_row(
        *(Text(figure, style="bold") for figure in (f"{rate:,.0f}", f"{found.decided:,}")),
        Text(f"{sum(found.taken.values()):,}", style="bold"),
        Text(f"{dead:,}", style="bold red" if dead else "bold"),
        Text(_milliseconds(found.p99), style="bold"),
    )
    labels = ("events/s", "events decided", "measures taken", "dead letters", "to enforcement, p99")
    grid.add_row(*(Text(label, style="dim") for label in labels))
    return grid


def _milliseconds(bound: float | None) -> str:
    return "-" if bound is None else f"≤ {bound * 1_000:,.0f} ms"


def _spark(rates: Sequence[float]) -> str:
    top = max(rates, default=0.0)
    return "".join(_SPARKS[int(rate / top * (len(_SPARKS) - 1))] for rate in rates) if top else ""


def _measures(measures: Mapping[str, int], lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    top = max(measures.values(), default=1)
    for measure, count in measures.items():
        style = _STYLES.get(measure, "white")
        bar = "█" * max(round(count / top * _BAR), 1)
        table.add_row(say(MEASURES, measure, lang), f"{count:,}", Text(bar, style=style))
    if not measures:
        table.add_row(Text("no measure taken yet", style="dim"))
    return table


def _openings(found: Figures) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for decision, count in found.openings.items():
        table.add_row(f"shop openings: {decision}", f"{count:,}")
    table.add_row("reminders corrected in time", f"{found.corrected:,}")
    table.add_row("records waiting", f"{found.lag:,}")
    return table


def _newest(newest: Sequence[Enforcement], lang: Lang, rows: int) -> Group:
    """Two lines each: what happened to what, and why."""
    lines = []
    for enforcement in list(newest)[-rows:]:
        data = enforcement.data
        style = "dim" if data.supersedes is not None else _STYLES.get(data.measure, "white")
        time = f"{enforcement.time.astimezone(SHANGHAI):%H:%M:%S}  "
        target = f"  {say(TARGETS, data.target_kind, lang)} {data.target_id}"
        lines.append(Text.assemble((time, "dim"), (headline(data, lang), style), (target, "dim"), **_ONE_LINE))
        lines.append(Text(" " * len(time) + because(data, lang), **_ONE_LINE))
    return Group(*lines)


def _footer(picture: Picture) -> Group:
    to_this = "" if picture.is_newest else f" --broker {picture.broker}"
    lines = [
        f"Kafka    {picture.broker} (in memory; gone when this ends)",
        f"metrics  {picture.metrics_url}",
        f'yours    pinocchio send "高仿 耐克 AJ1 顶级复刻" --brand 耐克 --price 199 --usual-price 899{to_this}',
        *picture.notes,
    ]
    return Group(*(Text(line, style="dim", **_ONE_LINE) for line in lines))


def line(enforcement: Enforcement, lang: Lang = "en") -> str:
    """An enforcement as one plain line, where there is no terminal."""
    data = enforcement.data
    target = f"{say(TARGETS, data.target_kind, lang)} {data.target_id}"
    return f"{enforcement.time.astimezone(SHANGHAI):%H:%M:%S}  {headline(data, lang)}: {target}: {because(data, lang)}"


def status_line(picture: Picture) -> str:
    """The figures as one plain line."""
    found = picture.figures
    rate = picture.rates[-1] if picture.rates else 0.0
    return (
        f"{picture.seconds:.0f} s: {rate:,.0f} events/s, {found.decided:,} decided, {found.duplicate:,} duplicate, "
        f"{sum(found.dead.values()):,} dead-lettered, {sum(found.taken.values()):,} measures taken, "
        f"p99 {_milliseconds(found.p99)}"
    )
