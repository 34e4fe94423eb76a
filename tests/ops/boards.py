"""The committed dashboards as Grafana would read them: panels, targets, and variables put in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy/grafana/dashboards"
FILES = sorted(FOLDER.glob("*.json"))
BOARDS: dict[str, dict[str, Any]] = {path.stem: json.loads(path.read_text()) for path in FILES}
VARIABLE = re.compile(r"\$\{?(\w+)\}?")


class Asked(NamedTuple):
    """One query of one panel."""

    board: str
    panel: dict[str, Any]
    target: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.board} / {self.panel['title']} / {self.target['refId']}"


def panels(board: dict[str, Any]) -> list[dict[str, Any]]:
    """All panels but the rows' headings."""
    inner = [panel for row in board["panels"] for panel in row.get("panels", [])]
    return [panel for panel in [*board["panels"], *inner] if panel["type"] != "row"]


def every_panel() -> list[Any]:
    return [(name, panel) for name, board in BOARDS.items() for panel in panels(board)]


def every_target() -> list[Asked]:
    return [Asked(name, panel, target) for name, panel in every_panel() for target in panel["targets"]]


def annotations() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, board in BOARDS.items():
        for annotation in board["annotations"]["list"]:
            yield name, annotation


def put_in(expr: str, values: dict[str, str]) -> str:
    """The expression with its variables; one that has no value is an error, as it is for whoever opens the page."""
    return VARIABLE.sub(lambda found: values[found[1]], expr)


SAMPLE = {"job": ".+", "instance": ".+", "__rate_interval": "1m", "__range": "6h", "__interval": "15s"}
