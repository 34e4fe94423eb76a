"""Contact sheets: every panel of a board, drawn from what a real Prometheus answers about the scripted incident.

Not Grafana's pixels, but its grid, titles, units, colours and limits over the same queries; so that a change of a query
or of the story can be seen without a Grafana server.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.dashboards import marks, story
from scripts.dashboards.backfill import incident
from scripts.dashboards.boards import BOARDS
from scripts.dashboards.frame import COLUMNS, places
from scripts.dashboards.panel import Board, Panel, Target
from scripts.dashboards.plots import Frame, Line, drawn
from scripts.dashboards.prometheus import Failed, Prometheus, Series

COLUMN, UNIT, GAP = 50, 22, 6
POINTS = 72
START, END = story.START + 20 * 60, story.START + story.MINUTES * 60
VALUES = {"$job": "pinocchio", "$instance": "a|b|c", "$__rate_interval": "5m", "$__range": "6h"}
ABOUT = "six scripted hours, put to a real Prometheus; each line is the answer to the panel's own query"


def asked(prometheus: Prometheus, target: Target, columns: tuple[str, ...]) -> list[Line]:
    """What Prometheus answers, named as the legend says."""
    expr = target.expr
    for name, value in VALUES.items():
        expr = expr.replace(name, value)
    if target.at_once:
        return [_line(series, target, columns) for series in prometheus.at(expr, END)]
    return [_line(series, target, columns) for series in prometheus.between(expr, START, END, (END - START) / POINTS)]


def _answers(prometheus: Prometheus, panel: Panel) -> list[Line]:
    return [line for target in panel.targets for line in asked(prometheus, target, panel.columns)]


def _line(series: Series, target: Target, columns: tuple[str, ...]) -> Line:
    name = " ".join(series.labels[column] for column in columns) if columns else target.legend
    for label, value in series.labels.items():
        name = name.replace(f"{{{{{label}}}}}", value)
    return Line(name, series.samples)


def sheet(board: Board, prometheus: Prometheus) -> str:
    """The picture of one board."""
    parts = [marks.text(GAP + 4, 24, board.title, size=18), marks.text(230, 24, ABOUT, size=11, colour=marks.PALE)]
    y = 2
    for row in board.rows:
        parts.append(marks.text(GAP + 4, y * UNIT + 16, row.title, size=13, colour=marks.PALE))
        y += 1
        bottom = y
        for panel, x, at in places(row.panels, y):
            parts += _card(panel, x, at, _answers(prometheus, panel))
            bottom = max(bottom, at + panel.height)
        y = bottom
    return marks.page(COLUMNS * COLUMN + GAP, y * UNIT + GAP, parts)


def _card(panel: Panel, x: int, y: int, lines: list[Line]) -> Iterator[str]:
    left, top = x * COLUMN + GAP, y * UNIT + GAP
    width, height = panel.width * COLUMN - GAP, panel.height * UNIT - GAP
    yield marks.box(left, top, width, height, marks.CARD, marks.EDGE)
    yield marks.text(left + 8, top + 15, panel.title, size=11)
    yield from drawn(panel, lines, Frame(left + 8, top + 22, width - 16, height - 26, START, END))


def main(folder: Path) -> int:
    """Draw every board into this folder."""
    with tempfile.TemporaryDirectory() as scratch, incident(Path(scratch)) as prometheus:
        for board in BOARDS:
            picture = folder / f"{board.uid}.svg"
            picture.write_text(sheet(board, prometheus))
            print(f"drew {picture} ({picture.stat().st_size} bytes)")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except (Failed, FileNotFoundError) as error:
        print(f"the dashboards could not be drawn: {error}", file=sys.stderr)
        sys.exit(3)
