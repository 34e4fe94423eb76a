"""A Prometheus of our own on loopback: started on a folder, asked, and stopped."""

from __future__ import annotations

import json
import math
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
UNPACKED = ROOT / ".cache/prometheus/usr/bin"
READY_SECONDS = 60.0


class Series(NamedTuple):
    """Labels, and (time, value) of each sample."""

    labels: dict[str, str]
    samples: list[tuple[float, float]]

    def finite(self) -> list[float]:
        """The values that are numbers."""
        return [value for _, value in self.samples if math.isfinite(value)]


class Failed(Exception):  # noqa: N818  # it is what happened, not a kind of error
    """Prometheus did not start, or refused a query; the text is its own."""


def program(name: str) -> str | None:
    """Where one of its programs is: on the path, or unpacked by `make .prometheus`."""
    return shutil.which(name) or shutil.which(name, path=str(UNPACKED))


class Prometheus:
    """Asks a running one."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str, **asked: str) -> Any:
        """The data of an answer; raises `Failed` with what Prometheus says."""
        query = urllib.parse.urlencode(asked)
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}", timeout=30) as answer:  # noqa: S310  # our own loopback address
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise Failed(error.read().decode()) from error

    def at(self, expr: str, moment: float) -> list[Series]:
        """The values at one moment."""
        found = self.get("query", query=expr, time=str(moment))
        if found["resultType"] == "scalar":
            return [_series({}, [found["result"]])]
        return [_series(each["metric"], [each["value"]]) for each in found["result"]]

    def between(self, expr: str, start: float, end: float, step: float) -> list[Series]:
        """The values from start to end."""
        found = self.get("query_range", query=expr, start=str(start), end=str(end), step=str(step))
        return [_series(each["metric"], each["values"]) for each in found["result"]]

    def values(self, label: str, selector: str) -> list[str]:
        """What a variable of a dashboard would offer."""
        return list(self.get(f"label/{label}/values", **{"match[]": selector}))

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=2) as answer:  # noqa: S310  # our own loopback address
                return bool(answer.status == 200)  # noqa: PLR2004  # OK
        except OSError:
            return False


def _series(labels: Mapping[str, str], samples: list[list[Any]]) -> Series:
    return Series(dict(labels), [(float(moment), float(value)) for moment, value in samples])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, config: Path) -> Iterator[Prometheus]:
    """Prometheus with its data in `folder/data` while the block lasts."""
    port, log = free_port(), folder / "prometheus.log"
    command = [program("prometheus") or "prometheus", f"--config.file={config}", "--log.level=warn"]
    command += [f"--web.listen-address=127.0.0.1:{port}", f"--storage.tsdb.path={folder / 'data'}"]
    command += ["--storage.tsdb.retention.time=20y"]  # an incident of old must not be swept away as expired
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
        try:
            yield _ready(Prometheus(port), process, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _ready(asked: Prometheus, process: subprocess.Popen[bytes], log: Path) -> Prometheus:
    deadline = time.monotonic() + READY_SECONDS
    while not asked.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failed(f"Prometheus did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)
    return asked
