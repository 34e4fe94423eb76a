"""The three dashboards, and the files that they are."""

from __future__ import annotations

import json
from pathlib import Path

from scripts.dashboards import decisions, governance, recovery
from scripts.dashboards.frame import dashboard
from scripts.dashboards.panel import Board

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "grafana" / "dashboards"
BOARDS: tuple[Board, ...] = (governance.BOARD, recovery.BOARD, decisions.BOARD)


def files() -> dict[Path, str]:
    """Path -> content of every dashboard."""
    return {FOLDER / f"{board.uid}.json": _text(board) for board in BOARDS}


def _text(board: Board) -> str:
    return json.dumps(dashboard(board), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
