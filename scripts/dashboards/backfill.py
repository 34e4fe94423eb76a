"""The scripted incident as a Prometheus that can be asked: back-filled blocks, then a server on them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.dashboards import story
from scripts.dashboards.prometheus import Failed, Prometheus, program, running


@contextmanager
def incident(folder: Path) -> Iterator[Prometheus]:
    """Prometheus holding the story while the block lasts."""
    told, config = folder / "story.txt", folder / "empty.yml"
    told.write_text(story.text())
    config.write_text("scrape_configs: []\n")
    command = [program("promtool") or "promtool", "tsdb", "create-blocks-from", "openmetrics"]
    made = subprocess.run([*command, str(told), str(folder / "data")], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise Failed(made.stdout + made.stderr)
    with running(folder, config) as prometheus:
        yield prometheus
