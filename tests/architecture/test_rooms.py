"""The shape of the code: rooms import one way, stay small, and the pure ones ask nobody for the time."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.cli import VERBS

ROOT = Path(__file__).parents[2]
MAX_FILE = 250
MAX_FUNCTION = 25
SOURCES = sorted(path for top in ("schemas", "streams", "agents") for path in (ROOT / top).rglob("*.py"))
PURE = [path for path in SOURCES if path.is_relative_to(ROOT / "schemas") or "streams/core/" in path.as_posix()]
CLOCKS = {"now", "utcnow", "today", "monotonic", "perf_counter", "time_ns"}


def name(path):
    return path.relative_to(ROOT).as_posix()


def functions(path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function) -> int:
    """Lines of the body, its docstring apart."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_imports_go_one_way_and_the_core_is_pure():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_is_one_idea(path):
    assert len(path.read_text().splitlines()) <= MAX_FILE, f"{name(path)} has grown: split it by idea"
    assert path.stem not in {"utils", "util", "helpers", "common", "misc"}, "name a room after its idea"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_function_fits_the_eye(path):
    long = {f"{f.name} at line {f.lineno}": length(f) for f in functions(path) if length(f) > MAX_FUNCTION}
    assert not long


@pytest.mark.parametrize("path", PURE, ids=name)
def test_the_pure_rooms_have_no_clock(path):
    asked = [
        f"{ast.unparse(node.func)} at line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]
    assert not asked, "time comes from the event"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_of_the_help_is_there(verb):
    done = subprocess.run(
        [sys.executable, "-m", "agents.cli", verb, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Usage: pinocchio {verb}")
