"""One worker as a process of its own: started, killed, frozen, stopped, as an orchestrator or a bad day would."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from agents.worker import READ
from streams.runtime.check import partition_counts

ROOT = Path(__file__).parents[3]
SESSION_SECONDS = "3"
_LAG = re.compile(r"^pinocchio_consumer_lag_records\{.*\} (\S+)$", re.MULTILINE)
_SAMPLE = re.compile(r"^(pinocchio_\w+)(\{[^}]*\})? (\S+)$", re.MULTILINE)


@dataclass
class WorkerProcess:
    """`pinocchio worker` on a free port."""

    bootstrap: str
    app_id: str
    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ("tests.integration.fleet.main",)
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def start(self) -> None:
        """Start; `wait_ready` tells when it decides."""
        self.starts += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        key = self.folder / "identity.key"
        key.write_bytes(b"k" * 40)
        told = {
            "PINOCCHIO_BROKER": self.bootstrap,
            "PINOCCHIO_APP_ID": self.app_id,
            "PINOCCHIO_HTTP_PORT": "0",
            "PINOCCHIO_TICK_SECONDS": "0",
            "PINOCCHIO_SESSION_TIMEOUT_SECONDS": SESSION_SECONDS,
            "PINOCCHIO_IDENTITY_KEY_FILE": str(key),
            **self.more,
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                cwd=ROOT,
                env={**os.environ, **told},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> Path:
        """The log of the present start."""
        return self.folder / f"worker-{self.starts}.log"

    @property
    def port(self) -> int:
        """Where it listens, from its log."""
        found = re.search(r'"port":(\d+)', self.log.read_text())
        if found is None:
            raise LookupError("not listening yet")
        return int(found[1])

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; 0 while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except (OSError, LookupError):
            return 0, ""

    def ready(self) -> bool:
        """Whether `/readyz` says so."""
        return self.get("/readyz")[0] == 200

    def wait_ready(self, seconds: float = 60.0) -> None:
        """Return when rows are restored and partitions assigned."""
        self.wait(self.ready, seconds, "to become ready")

    def wait(self, condition, seconds: float, what: str) -> None:
        """Poll; an ended process or a time-out fails with the log."""
        deadline = time.monotonic() + seconds
        while not condition():
            if self.process.poll() is not None:
                raise AssertionError(f"the worker ended with {self.process.returncode}:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {seconds} s for the worker {what}:\n{self.tail()}")
            time.sleep(0.05)

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text()[-3000:]

    def lags(self) -> list[float]:
        """Records behind, of each partition it holds; none while it cannot say."""
        status, text = self.get("/metrics")
        return [float(number) for number in _LAG.findall(text)] if status == 200 else []

    def metrics(self) -> dict[str, float]:
        """Every sample of ours, by name and labels."""
        text = self.get("/metrics")[1]
        return {name + (labels or ""): float(value) for name, labels, value in _SAMPLE.findall(text)}

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def clear_away(self) -> None:
        """End it whatever its state."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def everything(worker: WorkerProcess) -> int:
    """How many partitions there are to read, of all source and hop topics together."""
    counts = asyncio.run(partition_counts({"bootstrap_servers": worker.bootstrap}))
    return sum(counts[topic.named(worker.app_id)] for topic in READ)


def wait_quiet(workers: list[WorkerProcess], seconds: float = 90.0) -> None:
    """Return when the workers hold every partition between them and none is behind, several times in a row.

    A member that died keeps its partitions until its session ends: what lies there is not behind for anybody, and not
    decided either. And a hop record may be on its way.
    """
    quiet, wanted = 0, everything(workers[0])
    deadline = time.monotonic() + seconds
    while quiet < 4:
        lags = [lag for worker in workers for lag in worker.lags()]
        quiet = quiet + 1 if len(lags) == wanted and not any(lags) else 0
        if time.monotonic() > deadline:
            told = "\n".join(f"lags {worker.lags()}\n{worker.tail()}" for worker in workers)
            raise AssertionError(f"not quiet after {seconds} s:\n{told}")
        time.sleep(0.15)
