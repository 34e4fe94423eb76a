"""Prometheus, promtool and amtool for the proof of dashboards and alerts: fetched where we may, named where we may not.

On Debian the packages are unpacked into .cache and not installed: installing them would start two services.
Always ends well on a laptop: the tests that need them say so and are skipped. In CI (CI=true) missing ones fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import debian

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".cache" / "prometheus"
TOOLS = ["prometheus", "promtool", "amtool"]
PACKAGES = ["prometheus", "prometheus-alertmanager"]


def missing() -> list[str]:
    """The programs that are neither on the path nor in the cache, or do not run."""
    return [name for name in TOOLS if not runs(shutil.which(name)) and not runs(str(FOLDER / "usr" / "bin" / name))]


def runs(program: str | None) -> bool:
    """Whether it says its version."""
    if program is None or not os.access(program, os.X_OK):
        return False
    done = subprocess.run([program, "--version"], capture_output=True, check=False)
    return done.returncode == 0


def fetch() -> None:
    """Download the packages and unpack them, whole or not at all. Works without root where package lists are there."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return
    if not downloaded() and debian.can_install():
        debian.update()  # a fresh container image has no lists
        downloaded()


def downloaded() -> bool:
    """Whether both packages came and were unpacked."""
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=str(FOLDER.parent), prefix="prometheus-"))
    try:
        done = subprocess.run(
            ["apt-get", "download", "-qq", *PACKAGES], cwd=str(partial), capture_output=True, check=False
        )
        if done.returncode != 0:
            return False
        for package in partial.glob("*.deb"):
            subprocess.run(["dpkg", "-x", str(package), str(partial / "tree")], check=True)
        shutil.rmtree(str(FOLDER), ignore_errors=True)
        (partial / "tree").rename(FOLDER)
        return True
    finally:
        shutil.rmtree(str(partial), ignore_errors=True)


def line_to_paste() -> str:
    """What somebody runs who wants them."""
    if sys.platform == "darwin":
        return "brew install prometheus alertmanager"
    return f"sudo apt-get update, then make .prometheus (or {debian.line_to_paste(PACKAGES)})"


def main() -> int:
    """Exit 0, or 3 in CI when something is missing."""
    if not missing():
        return 0
    print("fetching Prometheus and Alertmanager for the tests of dashboards and alerts", flush=True)
    fetch()
    left = missing()
    if not left:
        return 0
    in_ci = os.environ.get("CI") == "true"
    told = "CI may not skip the proof of dashboards and alerts" if in_ci else "dashboards and alerts will not be proven"
    print(f"pinocchio: {', '.join(left)} missing, {told}. To have them: {line_to_paste()}", file=sys.stderr)
    return 3 if in_ci else 0


if __name__ == "__main__":
    sys.exit(main())
