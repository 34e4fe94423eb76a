"""A panel as a value: what it asks, how it is drawn, and what somebody woken at night needs to know about it."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["stat", "timeseries", "table", "bargauge", "statetimeline", "heatmap"]


class Target(msgspec.Struct, frozen=True):
    """One query and the name of its lines. `at_once` asks for the value now instead of a series."""

    expr: str
    legend: str = ""
    at_once: bool = False


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """`shows`, `normal` and `act` become the description; `alert` names the rule whose number is drawn.

    `floor` is what a value must not fall below without an alert of its own: an empty budget.
    `palette` names the outcomes whose colours are fixed; `columns` the labels that a table shows.
    """

    title: str
    kind: Kind = "timeseries"
    unit: str
    shows: str
    normal: str
    act: str
    targets: tuple[Target, ...]
    width: int = 8
    height: int = 8
    alert: str = ""
    palette: str = ""
    columns: tuple[str, ...] = ()
    decimals: int | None = None
    stacked: bool = False
    least: float | None = None
    most: float | None = None
    floor: float | None = None
    text: Literal["value", "name"] = "value"

    def description(self) -> str:
        """What Grafana shows behind the panel's (i)."""
        runbook = f" Runbook: docs/runbooks/{self.alert}.md." if self.alert else ""
        return f"{self.shows}\n\n**Normal:** {self.normal}\n\n**Otherwise:** {self.act}{runbook}"


class Row(msgspec.Struct, frozen=True):
    """Panels that answer one part of the question."""

    title: str
    panels: tuple[Panel, ...]


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """One dashboard, one question."""

    uid: str
    title: str
    about: str
    rows: tuple[Row, ...]

    def panels(self) -> tuple[Panel, ...]:
        """All panels, in order."""
        return tuple(panel for row in self.rows for panel in row.panels)
