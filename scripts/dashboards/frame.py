"""A board to Grafana's dashboard JSON: variables, annotations, links to the other two, rows laid out on the grid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as models

from scripts.dashboards.draw import SOURCE, drawn
from scripts.dashboards.panel import Board, Panel
from scripts.dashboards.query import of

COLUMNS = 24
TAG = "pinocchio"
POLICY_ACTIVE = f"{of('policy_activated_timestamp_seconds')} * 1000"
"""Grafana takes the value of the series as the time of the annotation."""
REBALANCED = f"sum by (instance) (increase({of('rebalances_total')}[$__rate_interval])) > 0"


def dashboard(board: Board) -> dict[str, Any]:
    """The dashboard as Grafana reads it from a file."""
    made = build.Dashboard(board.title).uid(board.uid).description(board.about).tags([TAG]).readonly()
    made.timezone("browser").refresh("30s").time("now-6h", "now").tooltip(models.DashboardCursorSync.CROSSHAIR)
    made.link(build.DashboardLink("Pinocchio").type(models.DashboardLinkType.DASHBOARDS).tags([TAG]).keep_time(True))
    for variable in (_source(), _label("job", of_label="build_info"), _label("instance", of_label="build_info")):
        made.with_variable(variable)
    made.annotation(_annotation("Policy in force", POLICY_ACTIVE, "#B877D9", "policy {{version}}", at_value=True))
    made.annotation(_annotation("Rebalance", REBALANCED, "#8AB8FF", "{{instance}} got partitions"))
    for part in _laid_out(board):
        (made.with_row if isinstance(part, build.Row) else made.with_panel)(part)
    return _plain(made, board)


def _plain(made: Any, board: Board) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(made.build(), cls=JSONEncoder))
    plain["id"] = None  # Grafana's own number: a file must not claim one
    for shown in (*plain["annotations"]["list"], *plain["links"]):
        del shown["placement"]  # the builders would hide these in a menu
    return plain | {"uid": board.uid}


def _laid_out(board: Board) -> Iterator[Any]:
    number, y = 0, 0
    for row in board.rows:
        number += 1
        yield build.Row(row.title).id(number).grid_pos(models.GridPos(h=1, w=COLUMNS, x=0, y=y))
        y += 1
        for panel, x, at in places(row.panels, y):
            number += 1
            yield drawn(panel, number, x, at)
            y = max(y, at + panel.height)


def places(panels: tuple[Panel, ...], y: int) -> Iterator[tuple[Panel, int, int]]:
    """Left to right, on to the next line where there is no room."""
    x, tallest = 0, 0
    for panel in panels:
        if x + panel.width > COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        yield panel, x, y
        x, tallest = x + panel.width, max(tallest, panel.height)


def _source() -> Any:
    chosen = models.VariableOption(text="Prometheus", value="pinocchio-prometheus")
    return build.DatasourceVariable("datasource").label("Data source").type("prometheus").current(chosen)


def _label(name: str, *, of_label: str) -> Any:
    """Asks `build_info`, which every worker has from its first scrape: another metric may not be there yet."""
    known = f"pinocchio_{of_label}" + ('{job=~"$job"}' if name == "instance" else "")
    every = models.VariableOption(selected=True, text=["All"], value=["$__all"])
    made = build.QueryVariable(name).label(name.capitalize()).datasource(SOURCE).multi(True).include_all(True)
    made.query({"query": f"label_values({known}, {name})", "refId": name}).definition(f"label_values({known}, {name})")
    made.refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED).sort(models.VariableSort.NATURAL_ASC)
    return made.current(every)


def _annotation(name: str, expr: str, colour: str, title: str, *, at_value: bool = False) -> Any:
    made = build.AnnotationQuery().name(name).datasource(SOURCE).enable(True).icon_color(colour)
    return made.expr(expr).title_format(title).step("60s").use_value_for_time(at_value)
