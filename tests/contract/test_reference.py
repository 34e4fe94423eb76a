"""The reference pages agree with the catalogues they are made from."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.deadletter import REASONS as ALL_REASONS
from schemas.deadletter import STAGE_REASONS, STAGES
from schemas.generate.catalogue import wire_types
from schemas.generate.files import drifted
from schemas.topics import TOPICS
from scripts.docs.pages import REFERENCE, pages
from scripts.docs.tables import table
from streams.runtime.metrics_catalogue import CATALOGUE
from streams.runtime.settings import describe

DOCS = REFERENCE.parent
PAGES = [*sorted(REFERENCE.glob("*.md")), DOCS / "concepts.md", DOCS / "crowd.md", *sorted((DOCS / "adr").glob("*.md"))]
LINK = re.compile(r"\]\(([^)#:]+)(#[^)]*)?\)")


def text_of(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def test_the_pages_are_what_the_catalogues_generate() -> None:
    stale = [path for path in drifted(pages()) if path.suffix == ".md"]
    assert stale == [], "run `make docs`"


def test_every_name_of_every_catalogue_has_its_line() -> None:
    assert [name for name, _, _ in wire_types() if f"### `{name}`" not in text_of("events.md")] == []
    assert [topic.name for topic in TOPICS if f"| `{topic.name}` |" not in text_of("topics.md")] == []
    assert [reason for reason in ALL_REASONS if f"| `{reason}` |" not in text_of("dead-letters.md")] == []
    assert [metric.name for metric in CATALOGUE if f"| `{metric.name}` |" not in text_of("metrics.md")] == []
    assert [
        setting.variable for setting in describe() if f"| `{setting.variable}` |" not in text_of("settings.md")
    ] == []


def test_every_reason_belongs_to_exactly_one_stage() -> None:
    assert list(STAGE_REASONS) == list(STAGES)
    assert sorted(reason for reasons in STAGE_REASONS.values() for reason in reasons) == sorted(ALL_REASONS)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_link_of_a_page_leads_somewhere(path: Path) -> None:
    links = [target for target, _ in LINK.findall(path.read_text(encoding="utf-8"))]
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_a_cell_cannot_break_out_of_its_table() -> None:
    assert table(("a", "b"), [("x|y", "one\ntwo")]) == "| a | b |\n| --- | --- |\n| x\\|y | one two |"


@pytest.mark.parametrize("module", ["scripts.docs", "schemas.generate"])
@pytest.mark.parametrize(("arguments", "code"), [(["--check"], 0), (["--chek"], 2)])
def test_the_command_checks_and_names_a_wrong_argument(module: str, arguments: list[str], code: int) -> None:
    root = REFERENCE.parents[1]
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, "")
    assert ("--chek" in done.stderr) is (code == 2)
