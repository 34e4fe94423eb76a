"""What watches in docker-compose.yml, as processes: its flags, its files, its health checks."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.integration.kafka.cluster import free_port

ROOT = Path(__file__).parents[3]
SCRAPE = "1s"
"""A test does not wait for the file's fifteen seconds; nothing else in it is changed but names of containers."""


class Watcher:
    """One service of the file, on a port of this machine."""

    def __init__(self, program: str, service: Mapping[str, Any], folder: Path) -> None:
        self.program, self.service, self.folder = program, service, folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, changes: Mapping[str, str]) -> None:
        """Lay out what is mounted, in `changes` where names of containers mean addresses here; start the command."""
        self.folder.mkdir()
        for volume in self.service["volumes"]:
            source, target, *_ = volume.split(":")
            place = self._place(target)
            place.parent.mkdir(parents=True, exist_ok=True)
            if not source.startswith("./"):
                place.mkdir(exist_ok=True)
            elif (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place)
            else:
                place.write_text(_changed((ROOT / source).read_text(), changes))
        command = [
            self.program,
            *map(self._flag, self.service["command"]),
            f"--web.listen-address=127.0.0.1:{self.port}",
        ]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def _place(self, target: str) -> Path:
        return self.folder / target.lstrip("/")

    def _flag(self, flag: str) -> str:
        name, _, value = flag.partition("=")
        return f"{name}={self._place(value)}" if value.startswith("/") else flag

    def healthy(self) -> bool:
        """What the health check asks, asked here."""
        *_, url = self.service["healthcheck"]["test"]
        try:
            return self.get(urllib.parse.urlparse(url).path)[0] == 200
        except OSError:
            return False

    def get(self, path: str) -> tuple[int, str]:
        """Status and body."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait(self, condition: Any, seconds: float, what: str) -> None:
        """Poll; an ended process or a time-out fails with the log."""
        deadline = time.monotonic() + seconds
        while not condition():
            log = (self.folder / "log").read_text()[-2000:]
            assert self.process is not None
            assert self.process.poll() is None, log
            assert time.monotonic() < deadline, f"waited {seconds} s {what}: {log}"
            time.sleep(0.2)

    def query(self, expression: str) -> float:
        """The value of an instant query; 0 where there is none."""
        _, text = self.get("/api/v1/query?" + urllib.parse.urlencode({"query": expression}))
        found = json.loads(text)["data"]["result"]
        return float(found[0]["value"][1]) if found else 0.0

    def clear_away(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def prometheus_changes(workers: Sequence[int], alertmanager: int) -> dict[str, str]:
    """Names of containers in prometheus.yml, and what they are here."""
    return {
        "worker": _targets(workers),
        "alertmanager:9093": f"127.0.0.1:{alertmanager}",
        "lag-exporter": _targets([1]),
    }


def _targets(ports: Sequence[int]) -> str:
    return ",".join(f"127.0.0.1:{port}" for port in ports)


def _changed(text: str, changes: Mapping[str, str]) -> str:
    """The file with addresses for names, and quick; other files as they are."""
    document = yaml.safe_load(text)
    if "scrape_configs" not in document:
        return text
    document["global"] |= {"scrape_interval": SCRAPE, "scrape_timeout": SCRAPE, "evaluation_interval": SCRAPE}
    for job in document["scrape_configs"]:
        for found in job.pop("dns_sd_configs", ()):
            (name,) = found["names"]
            job["static_configs"] = [{"targets": changes[name].split(",")}]
    for told in document["alerting"]["alertmanagers"]:
        for group in told["static_configs"]:
            group["targets"] = [changes[target] for target in group["targets"]]
    return yaml.safe_dump(document)
