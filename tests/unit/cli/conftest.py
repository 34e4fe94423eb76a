"""A policy that needs no lexicons, and a way to run a verb as an operator does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agents.cli import main

SHIPPED = Path(__file__).parents[3] / "deploy" / "policies" / "default.yaml"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """The shipped policy without its words: reports, rulings and openings are decided all the same."""
    text = SHIPPED.read_text(encoding="utf-8")
    path = tmp_path / "policy.yaml"
    path.write_text("".join(line for line in text.splitlines(keepends=True) if not line.startswith("lexicons:")))
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`run("replay", path, ...)`: the exit code, stdout and stderr."""
    for variable in ("PINOCCHIO_POLICY", "PINOCCHIO_IDENTITY_KEY_FILE", "PINOCCHIO_BROKER"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*arguments: object, **more: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], **more)

    return invoke
