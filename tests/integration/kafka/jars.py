"""The jars of Apache Kafka, fetched by Maven from the pinned pom and kept by its digest."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CACHE = ROOT / ".cache" / "kafka"
JAVA = 17
NEEDED = (
    "install Java 17 and Maven "
    "(Debian: apt-get install openjdk-17-jre-headless maven; macOS: brew install openjdk@17 maven)"
)


class KafkaUnavailableError(Exception):
    """Real Kafka cannot be started here; the text says what to install."""


def java_major() -> int | None:
    """The major version of the Java on the path."""
    if shutil.which("java") is None:
        return None
    # macOS ships a /usr/bin/java that only tells you to install one: it answers, with no version in it
    done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    match = re.search(r'version "(\d+)', done.stderr)
    return int(match[1]) if match else None


def kafka_version() -> str | None:
    """Another version than the pom's, by variable."""
    return os.environ.get("PINOCCHIO_TEST_KAFKA_VERSION") or None


def jars() -> Path:
    """The folder of jars. Raises `KafkaUnavailableError`."""
    major = java_major()
    if major is None or major < JAVA:
        raise KafkaUnavailableError(f"real Kafka needs Java {JAVA}, found {major or 'none'}: {NEEDED}")
    pom = HERE / "pom.xml"
    digest = hashlib.sha256(pom.read_bytes()).hexdigest()[:12]
    folder = CACHE / f"{kafka_version() or 'pom'}-{digest}"
    if not folder.is_dir():
        _fetch(pom, folder)
    return folder


def _fetch(pom: Path, folder: Path) -> None:
    if shutil.which("mvn") is None:
        raise KafkaUnavailableError(f"the jars of Kafka come by Maven, which is not here: {NEEDED}")
    CACHE.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=CACHE, prefix="partial-"))
    command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", "-DincludeScope=runtime"]
    command.append(f"-DoutputDirectory={partial}")
    if version := kafka_version():
        command.append(f"-Dkafka.version={version}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        shutil.rmtree(partial)
        raise KafkaUnavailableError(f"Maven could not fetch Kafka's jars: {(done.stdout + done.stderr)[-800:]}")
    try:
        partial.rename(folder)  # whole or not at all: an interrupted download must not look like a cache
    except OSError:  # another run was quicker
        shutil.rmtree(partial)
