"""Prometheus and its tools, on the path or unpacked by `make .prometheus`."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

CACHE = Path(__file__).parents[2] / ".cache/prometheus/usr/bin"


def program(name: str) -> str:
    """Where it is. Without it a laptop skips and says why; in CI nothing may be left out."""
    for folder in (None, str(CACHE)):
        if found := shutil.which(name, path=folder):
            return found
    how = "brew install prometheus alertmanager" if sys.platform == "darwin" else "make .prometheus"
    reason = f"{name} is not here, so dashboards and alerts are not proven: {how}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
