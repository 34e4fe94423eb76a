"""Java 17 and Maven for the tests on real Kafka: installed where we may, named where we may not.

Always ends well on a laptop: the tests that need them say so and are skipped. In CI (CI=true) missing ones fail.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import debian

OLDEST = 17
RUNTIMES = ["openjdk-17-jre-headless", "openjdk-21-jre-headless", "default-jre-headless"]


def java_version() -> int:
    """Major version of the Java on the path; 0 when there is none."""
    if shutil.which("java") is None:
        return 0
    done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    match = re.search(r'version "(\d+)', done.stderr)
    return int(match.group(1)) if match else 0


def missing(runtimes: list[str]) -> list[str]:
    """The packages that would have to be installed."""
    packages = [] if java_version() >= OLDEST else [runtimes[0]]
    return packages if shutil.which("mvn") else [*packages, "maven"]


def main() -> int:
    """Exit 0, or 3 in CI when something is missing."""
    if os.environ.get("PINOCCHIO_TEST_BROKER") or not missing(RUNTIMES):
        return 0
    if debian.can_install():
        debian.update()
        debian.install(missing([debian.first_known(RUNTIMES)]))
    left = missing(RUNTIMES)
    if not left:
        return 0
    paste = "brew install openjdk@17 maven" if sys.platform == "darwin" else debian.line_to_paste(left)
    in_ci = os.environ.get("CI") == "true"
    consequence = "CI may not skip the tests on real Kafka" if in_ci else "the tests on real Kafka will be skipped"
    print(f"pinocchio: {' and '.join(left)} missing, {consequence}. To have them: {paste}", file=sys.stderr)
    return 3 if in_ci else 0


if __name__ == "__main__":
    sys.exit(main())
