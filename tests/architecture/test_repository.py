"""What the repository says about itself is true on every machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"]
# split, so that this file does not name them itself
MACHINE = re.compile(
    "|".join(["/wor" + r"k/\w", "/tm" + r"p/\w", "/roo" + r"t/\w", "/hom" + r"e/\w", "/User" + r"s/\w"])
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def plain(requirement: str) -> str:
    return re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def direct() -> set[str]:
    groups = PROJECT["dependency-groups"].values()
    named = [entry for group in groups for entry in group if isinstance(entry, str)]
    return {plain(entry) for entry in [*PROJECT["project"]["dependencies"], *named]}


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_nothing_names_the_path_of_a_machine():
    found = []
    for path in tracked():
        text = path.read_bytes().decode(errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in MACHINE.finditer(text)]
    assert not found


def test_every_direct_dependency_has_its_reason():
    page = (ROOT / "docs/dependencies.md").read_text()
    told = {name.lower() for name in re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)}
    assert told == direct()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_by_hash_and_names_no_address(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_what_is_tested_is_what_runs():
    tested = pins("requirements-dev.lock")
    assert all(tested[name] == version for name, version in pins("requirements.lock").items())
    assert all(tested[name] == version for name, version in pins("requirements-build.lock").items())


def test_the_locks_hold_what_the_project_asks_for():
    tested = pins("requirements-dev.lock")
    assert direct() <= set(tested)
    asked = [entry for entry in PROJECT["project"]["dependencies"] if "==" in entry]
    assert all(pins("requirements.lock")[plain(entry)] == entry.split("==")[1] for entry in asked)


def test_every_ignored_lint_rule_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text()
    rules = re.findall(r'^    "[A-Z]+\d*",(.*)$', text, re.MULTILINE)
    assert rules
    assert all(comment.strip().startswith("#") for comment in rules)
