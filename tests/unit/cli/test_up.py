"""`pinocchio up` as a newcomer meets it: real broker, real worker, one listing of one's own, ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from agents.cli.running import Address

pytestmark = pytest.mark.stream
PATIENCE = 90


@pytest.fixture
def environment(tmp_path, policy):
    return {**os.environ, "PINOCCHIO_DATA_DIR": str(tmp_path / "data"), "PINOCCHIO_POLICY": str(policy)}


def verb(*arguments):
    return [sys.executable, "-m", "agents.cli", *arguments]


@contextmanager
def running(environment, *options) -> Iterator[tuple[subprocess.Popen, Address]]:
    """An `up` that is ready; killed at the end if the test has not ended it."""
    process = subprocess.Popen(
        verb("up", *options), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process, wait_for(Path(environment["PINOCCHIO_DATA_DIR"]) / "up.json", process)
    finally:
        process.kill()
        process.communicate()


def wait_for(file: Path, process: subprocess.Popen) -> Address:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if file.exists():
            return msgspec.json.decode(file.read_bytes(), type=Address)
        time.sleep(0.1)
    raise AssertionError(process.communicate())


def test_a_listing_of_ones_own_is_decided_and_ctrl_c_ends_all(environment):
    with running(environment, "--no-traffic") as (process, address):
        command = verb("send", "纯棉T恤", "--wait", "0.5", "--json")
        sent = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert json.loads(sent.stdout)["event"]["data"]["title"] == "纯棉T恤"
        assert decided(address, "marketplace.listings.v1") == 1
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err
        assert "Traceback" not in out + err
        assert "development key" in err
        late = subprocess.run(verb("send", "x"), env=environment, capture_output=True, text=True, check=False)
        assert late.returncode == 3


def decided(address: Address, topic: str) -> float:
    """What the worker's own metrics say, as soon as they say anything."""
    wanted = f'pinocchio_events_decided_total{{topic="{topic}"}} '
    end = time.monotonic() + PATIENCE
    found = 0.0
    while not found and time.monotonic() < end:
        with urllib.request.urlopen(address.metrics_url) as page:  # noqa: S310 - http on loopback
            lines = page.read().decode().splitlines()
        found = sum(float(line.removeprefix(wanted)) for line in lines if line.startswith(wanted))
        time.sleep(0.1)
    return found


def test_traffic_is_enforced_and_it_ends_by_itself_on_another_port_when_its_own_is_taken(environment):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 6066))
            taken.listen()
        except OSError:
            pass  # somebody else has it: just as good
        done = subprocess.run(
            verb("up", "--duration", "6", "--rate", "400"), env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert "port 6066 is taken" in done.stderr
    assert "people reported it" in done.stdout
    assert "0 dead-lettered" in done.stdout.splitlines()[-1]


def test_a_policy_that_is_wrong_is_told_and_not_run(environment, policy):
    policy.write_text("name: broken\n")
    done = subprocess.run(verb("up", "--duration", "5"), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "policy.yaml" in done.stderr
