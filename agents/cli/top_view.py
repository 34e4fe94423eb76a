"""`pinocchio top` as a picture: what goes in and comes out, what holds it back, and what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from agents.cli.figures import Figures

_LATE_SECONDS = 5.0
"""The promise: decided within so many seconds of arrival."""
_MOST = 8


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look: the figures, the rates since the look before (None at the first), and who did not answer."""

    figures: Figures
    asked: int
    received_rate: float | None = None
    taken_rate: float | None = None
    down: Mapping[str, str] = {}


def draw(look: Look) -> RenderableType:
    """The whole picture."""
    parts: list[RenderableType] = [_head(look), Text(), _tables(look.figures)] if look.figures.workers else []
    warnings = list(notes(look))
    if warnings:
        parts += [Text(), *(Text(f"! {line}", style="bold red") for line in warnings)]
    figures = look.figures
    return Panel(
        Group(*parts),
        title="[bold]Pinocchio 匹诺曹[/bold]",
        subtitle=f"policy {_names(figures.policies)} · build {_names(figures.builds)} · ctrl-C ends it",
        border_style="red" if warnings else "green",
    )


def notes(look: Look) -> Iterator[str]:
    """What a person should know at once, and what to do about it."""
    figures = look.figures
    for url, why in look.down.items():
        yield f"no worker answers at {url} ({why}): start one, or name its address with --url (PINOCCHIO_HTTP_PORT)"
    if figures.observe_only:
        yield "OBSERVE ONLY: measures are shadows; `pinocchio policy controls` says who and why"
    for measure in figures.braked:
        yield f"{measure} is BRAKED: people review it; then `pinocchio policy release {measure} --why ...`"
    if figures.freshness > _LATE_SECONDS:
        what = f"decisions are {figures.freshness:.0f} s behind arrival"
        yield f"{what}: see the lag by topic; add a worker, or look for one that hangs"
    if figures.workers and not figures.partitions:
        yield "no worker holds a partition: they join the group or restore rows; `pinocchio doctor` sees more"
    if len(figures.policies) > 1:
        yield "workers decide by different policies: one was started with other files; compare PINOCCHIO_POLICY"
    if len(figures.builds) > 1:
        yield "workers are of different versions: a roll-out is under way, or stopped half way"


def _names(names: Sequence[str]) -> str:
    return ", ".join(names) or "?"


def _head(look: Look) -> Table:
    figures = look.figures
    cells = (
        ("workers", f"{figures.workers}/{look.asked}"),
        ("in/s", _rate(look.received_rate)),
        ("measures/s", _rate(look.taken_rate)),
        ("freshness", f"{figures.freshness:.1f} s"),
        ("lag", f"{figures.lag:,}"),
        ("dead letters", f"{sum(figures.dead.values()):,}"),
        ("p99", "-" if figures.p99 is None else f"≤ {figures.p99 * 1000:,.0f} ms"),
    )
    grid = Table.grid(expand=True)
    for _ in cells:
        grid.add_column(justify="center", ratio=1)
    grid.add_row(*(Text(value, style="bold") for _, value in cells))
    grid.add_row(*(Text(name, style="dim") for name, _ in cells))
    return grid


def _rate(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:,.1f}"


def _tables(figures: Figures) -> Table:
    grid = Table.grid(expand=True, padding=(0, 2))
    for _ in range(3):
        grid.add_column(ratio=1)
    grid.add_row(
        _counts("measures taken", figures.taken),
        _counts("shadows", figures.shadow),
        _counts("dead letters", figures.dead),
    )
    grid.add_row(Text(), Text(), Text())
    grid.add_row(
        _counts("openings", figures.openings),
        _counts("lag by topic", figures.lag_by_topic),
        _counts("worker", _of_workers(figures)),
    )
    return grid


def _of_workers(figures: Figures) -> dict[str, int]:
    return {
        "reminders corrected": figures.corrected,
        "measures lifted": figures.lifted,
        "partitions": figures.partitions,
        "rows": figures.rows,
        "rebalances": figures.rebalances,
        "quotas exceeded": sum(figures.quota_exceeded.values()),
    }


def _counts(title: str, counts: Mapping[str, int]) -> Group:
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, count in list(counts.items())[:_MOST]:
        table.add_row(name, f"{count:,}")
    if not counts:
        table.add_row(Text("none", style="dim"))
    return Group(Text(title, style="dim"), table)


def lines(look: Look) -> Sequence[str]:
    """The same as plain lines, for `--once` and for pipes."""
    figures = look.figures
    if not figures.workers:
        return [f"! {line}" for line in notes(look)]
    rates = f"in/s {_rate(look.received_rate)}  measures/s {_rate(look.taken_rate)}"
    decided, dead = f"{figures.decided:,} decided + {figures.duplicate:,} duplicate", sum(figures.dead.values())
    return [
        f"workers {figures.workers}/{look.asked}  {rates}  freshness {figures.freshness:.1f} s  lag {figures.lag:,}",
        f"events {figures.received:,} = {decided} + {dead:,} dead",
        *(f"{title:<14}{_listed(counts)}" for title, counts in _kinds(figures)),
        f"policy        {_names(figures.policies)}   rebalances {figures.rebalances}",
        *(f"! {line}" for line in notes(look)),
    ]


def _kinds(figures: Figures) -> tuple[tuple[str, Mapping[str, int]], ...]:
    return (
        ("measures", figures.taken),
        ("shadows", figures.shadow),
        ("openings", figures.openings),
        ("dead letters", figures.dead),
    )


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"
