"""Make a release: `make release VERSION=1.2.3`, with ARGS=--dry-run in a copy that is thrown away.

Checks that the tree is clean and the changelog has something to say, runs all tests, writes the version where it
stands, records what later releases must be able to go on from, builds sdist and wheel, lists what is in them (SBOM),
asks whether any of it is known to be vulnerable (--no-audit leaves that out, loudly), commits and tags. Nothing is
pushed. Any step that fails ends it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv" / "bin"
TOOLS = ROOT / ".cache" / "release"
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
PLACES = {
    "pyproject.toml": re.compile(r'(?m)^version = "(?P<version>[^"]+)"$'),
    "deploy/kubernetes/base/kustomization.yaml": re.compile(r"(?m)^    newTag: (?P<version>\S+)$"),
}
UNRELEASED = "## Unreleased\n"
UNDO = "git checkout . && git clean -fd tests/upgrades"
UNAUDITED = "NOT AUDITED: made with --no-audit; nobody asked whether its libraries are known to be vulnerable"


def stop(text: str) -> NoReturn:
    """One line that says what to do, and the exit code of a failed check."""
    print(f"release: {text}", file=sys.stderr)
    sys.exit(1)


def run(root: Path, *command: object) -> str:
    """Run, show what it says, and end here if it fails."""
    print("$", *command, flush=True)
    done = subprocess.run([str(part) for part in command], cwd=root, check=False, stdout=subprocess.PIPE, text=True)
    print(done.stdout, end="", flush=True)
    if done.returncode != 0:
        stop(f"that failed with {done.returncode}; nothing was committed. What was written is undone by: {UNDO}")
    return done.stdout


def numbers(version: str) -> tuple[int, ...]:
    """`1.2.3` as numbers."""
    if VERSION.fullmatch(version) is None:
        stop(f"{version!r} is no version: write MAJOR.MINOR.PATCH, as in make release VERSION=0.2.0")
    return tuple(int(part) for part in version.split("."))


def check(root: Path, version: str) -> None:
    """Everything that can be wrong before anything takes time."""
    wanted, changelog = numbers(version), (root / "CHANGELOG.md").read_text()
    if subprocess.run(["git", "status", "--porcelain"], cwd=root, check=True, capture_output=True).stdout:
        stop("the tree is not clean: commit or remove what git status shows")
    if subprocess.run(["git", "tag", "--list", f"v{version}"], cwd=root, check=True, capture_output=True).stdout:
        stop(f"v{version} is tagged already")
    if wanted < numbers(current(root)):
        stop(f"{version} is older than {current(root)}, which pyproject.toml names")
    if (root / "tests" / "upgrades" / version).exists():
        stop(f"{version} was released: tests/upgrades/{version} holds its rows; take a higher one")
    if not unreleased(changelog).strip():
        stop("CHANGELOG.md says nothing under Unreleased")


def current(root: Path) -> str:
    """The version that pyproject.toml names."""
    found = PLACES["pyproject.toml"].search((root / "pyproject.toml").read_text())
    return found["version"] if found else stop("pyproject.toml names no version")


def unreleased(changelog: str) -> str:
    """What is written under Unreleased."""
    _, found, rest = changelog.partition(UNRELEASED)
    if not found:
        stop(f"CHANGELOG.md has no line {UNRELEASED.strip()!r}")
    return rest.partition("\n## ")[0]


def dated(changelog: str, version: str, day: dt.date) -> str:
    """What was unreleased is this version's; a new, empty section waits for the next."""
    return changelog.replace(UNRELEASED, f"{UNRELEASED}\n## {version} - {day.isoformat()}\n", 1)


def bump(text: str, pattern: re.Pattern[str], version: str) -> str:
    """The version in its place."""
    found = pattern.search(text)
    if found is None:
        stop(f"no version where {pattern.pattern} looks for one")
    return text[: found.start("version")] + version + text[found.end("version") :]


def write(root: Path, version: str) -> None:
    """The version and the changelog; and the rows of this release, for the tests of later ones."""
    for name, pattern in PLACES.items():
        (root / name).write_text(bump((root / name).read_text(), pattern, version))
    changelog = root / "CHANGELOG.md"
    changelog.write_text(dated(changelog.read_text(), version, dt.datetime.now(dt.UTC).date()))
    run(root, VENV / "python", "-m", "tests.upgrades.record", version)


def build(root: Path, version: str, *, audit: bool) -> Path:
    """Sdist, wheel and SBOM in `dist`, and the answer of pip-audit: in full beside them, or that nobody asked."""
    dist = root / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    run(root, VENV / "uv", "build", "--quiet", "--no-build-isolation", "--python", VENV / "python", "--out-dir", dist)
    if not (TOOLS / "bin" / "pip-audit").exists():
        run(root, VENV / "uv", "venv", "--quiet", "--python", VENV / "python", TOOLS)
    tools = root / "requirements-release.lock"
    run(root, VENV / "uv", "pip", "install", "--quiet", "--python", TOOLS, "--require-hashes", "-r", tools)
    sbom = dist / f"pinocchio-{version}.cdx.json"
    what = ["--pyproject", "pyproject.toml", "--output-reproducible", "-o", sbom]
    run(root, TOOLS / "bin" / "cyclonedx-py", "requirements", "requirements.lock", *what)
    (dist / f"pinocchio-{version}.audit.txt").write_text(audited(root) if audit else f"{UNAUDITED}\n")
    return dist


def audited(root: Path) -> str:
    """What pip-audit says; ends here when it knows of a fault, or could not ask."""
    # strict: a library that could not be looked up has not been looked at
    asked = ["--strict", "--require-hashes", "--disable-pip", "-r", "requirements.lock", "--format", "columns"]
    return run(root, TOOLS / "bin" / "pip-audit", *asked) or "no known vulnerability in requirements.lock\n"


def release(root: Path, version: str, *, tests: bool, audit: bool) -> None:
    """All steps, in order."""
    check(root, version)
    if tests:
        run(root, "make", "test")
    write(root, version)
    dist = build(root, version, audit=audit)
    run(root, "git", "add", "--all")
    run(root, "git", "commit", "--quiet", "--message", f"Release {version}")
    run(root, "git", "tag", "--annotate", f"v{version}", "--message", record(version, audit=audit))
    print(f"made v{version}:", *sorted(path.name for path in dist.iterdir()))
    if not audit:
        print(f"release: {UNAUDITED}", file=sys.stderr)


def record(version: str, *, audit: bool) -> str:
    """What the tag says for good."""
    return f"pinocchio {version}" if audit else f"pinocchio {version}\n\n{UNAUDITED}"


def main() -> None:
    """`release.py VERSION [--dry-run] [--no-tests] [--no-audit]`."""
    parser = argparse.ArgumentParser(description="Make a release.")
    parser.add_argument("version", metavar="VERSION", help="MAJOR.MINOR.PATCH")
    parser.add_argument("--dry-run", action="store_true", help="in a clone that is thrown away")
    parser.add_argument(
        "--no-audit", action="store_true", help="where no index knows of vulnerabilities; the tag says so"
    )
    parser.add_argument("--no-tests", action="store_true", help="only with --dry-run: leave the tests out")
    told = parser.parse_args()
    if not told.dry_run:
        if told.no_tests:
            stop("a release without tests is none; --no-tests goes with --dry-run")
        release(ROOT, told.version, tests=True, audit=not told.no_audit)
        print("to publish it: git push --follow-tags, then upload dist/")
        return
    check(ROOT, told.version)
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "pinocchio"
        run(ROOT, "git", "clone", "--quiet", ROOT, clone)
        release(clone, told.version, tests=not told.no_tests, audit=not told.no_audit)
    print("dry run: nothing of it was kept")


if __name__ == "__main__":
    main()
