"""The worker process that `pinocchio up` starts: its port, its log, whether it is ready, its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from threading import Event

from streams.runtime.errors import EXIT_CHECK_FAILED, EXIT_INFRASTRUCTURE, EXIT_USAGE, InfrastructureError

HOST = "127.0.0.1"
READY_SECONDS = 90.0
STOP_SECONDS = 30.0
_LOOK_SECONDS = 0.1
_TAIL = 12


def port_near(wanted: int) -> int:
    """The wanted port when it is free, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just given up is free
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise InfrastructureError("no port is free on 127.0.0.1", "close something that listens, or wait")


class WorkerEndedError(InfrastructureError):
    """The worker ended by itself. Its own exit code goes on, when that is one of the contract's."""

    def __init__(self, code: int, tail: str, log: Path) -> None:
        """`tail` is the end of its log."""
        super().__init__(f"the worker ended with exit code {code}\n{tail}", f"the whole log is {log}")
        self.exit_code = code if code in {EXIT_CHECK_FAILED, EXIT_USAGE} else EXIT_INFRASTRUCTURE


class Child:
    """A running worker. Its log goes to a file; it ends when our end of its standard input does."""

    def __init__(self, environment: Mapping[str, str], port: int, log: Path) -> None:
        """Start it; `environment` is added to ours."""
        self.url = f"http://{HOST}:{port}"
        self.log = log
        with log.open("wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "agents.cli.up_worker"],
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment, "PINOCCHIO_HTTP_BIND": HOST, "PINOCCHIO_HTTP_PORT": str(port)},
                start_new_session=True,  # ctrl-C is ours: the worker is stopped after the traffic, not with it
            )

    def wait_ready(self, stop: Event) -> bool:
        """True when it is ready, False when `stop` came first; raises when it died or takes too long."""
        end = time.monotonic() + READY_SECONDS
        while not stop.wait(_LOOK_SECONDS):
            self.check()
            if self._answers("/readyz"):
                return True
            if time.monotonic() > end:
                raise InfrastructureError(f"the worker was not ready after {READY_SECONDS:.0f} s", f"read {self.log}")
        return False

    def check(self) -> None:
        """Raises `InfrastructureError` with the end of its log when it is gone."""
        code = self._process.poll()
        if code is not None:
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-_TAIL:])
            raise WorkerEndedError(code, tail, self.log)

    def metrics(self) -> str | None:
        """Its metrics page; None when it does not answer."""
        try:
            with urllib.request.urlopen(f"{self.url}/metrics", timeout=2.0) as answer:  # noqa: S310 - http on loopback
                return str(answer.read().decode())
        except OSError:
            return None

    def stop(self) -> int:
        """SIGTERM, and SIGKILL when it does not end in time; its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        return code

    def _answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=2.0):  # noqa: S310 - http on loopback
                return True
        except (urllib.error.URLError, OSError):
            return False
