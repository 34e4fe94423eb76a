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
from agents.cli.topic_writing import Written, write
from schemas.topics import LISTINGS, dead_letters_of

pytestmark = pytest.mark.stream
PATIENCE = 90


@pytest.fixture
def environment(tmp_path, policy):
    return {**os.environ, "PINOCCHIO_DATA_DIR": str(tmp_path / "data"), "PINOCCHIO_POLICY": str(policy)}


def verb(*arguments):
    return [sys.executable, "-m", "agents.cli", *arguments]


@contextmanager
def running(environment, *options, folder="up-1") -> Iterator[tuple[subprocess.Popen, Address]]:
    """An `up` that is ready; killed at the end if the test has not ended it."""
    process = subprocess.Popen(
        verb("up", *options), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process, wait_for(Path(environment["PINOCCHIO_DATA_DIR"]) / folder / "address.json", process)
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


def test_two_run_beside_each_other_and_each_can_be_addressed(environment):
    with running(environment, "--no-traffic") as (_, first), running(environment, "--no-traffic", folder="up-2") as two:
        assert first.broker != two[1].broker
        newest = asked(environment, "send", "纯棉T恤", "--wait", "0", "--json")
        older = asked(environment, "send", "纯棉T恤", "--wait", "0", "--json", "--broker", first.broker)
        assert f"--broker {first.broker}" in newest.stderr
        assert older.stderr == ""
        assert [decided(one, "marketplace.listings.v1") for one in (first, two[1])] == [1, 1]


def test_the_tools_of_the_night_can_be_tried_on_it(environment):
    with running(environment, "--no-traffic") as (_, address):
        write(address.broker, [dead_letter()], "test")
        shipped = {name: value for name, value in environment.items() if name != "PINOCCHIO_POLICY"}
        doctor = asked(shipped, "doctor", "--broker", "up")
        listed = asked(environment, "dlq", "list", "--broker", "up")
        why = ("--why", "to try it", "--by", "mei", "--broker", "up")
        switched = asked(environment, "policy", "observe-only", "on", *why)
        again = asked(environment, "policy", "observe-only", "on", *why)
        top = asked(environment, "top", "--once", "--every", "0.2", "--url", address.metrics_url)
        refused = asked(environment, "topics", "plan", "--broker", "up", code=2)
    assert "the Kafka in memory" in doctor.stdout
    assert "fail" not in doctor.stdout
    assert "up to 2" in doctor.stdout
    assert "decode/not_json: it is none" in listed.stdout
    assert "observe-only on for events from" in switched.stdout
    assert "on already from" in again.stderr
    assert "workers 1/1" in top.stdout
    assert "makes every topic by itself" in refused.stderr


def asked(environment, *arguments, code=0):
    done = subprocess.run(verb(*arguments), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done
    return done


def dead_letter():
    told = {"original.topic": LISTINGS.name, "original.partition": "0", "original.offset": "0", "stage": "decode"}
    told |= {"original.timestamp": "0", "reason": "not_json", "error.message": "it is none", "attempt": "1"}
    headers = tuple((f"dlq.{name}", text.encode()) for name, text in told.items())
    return Written(topic=dead_letters_of(LISTINGS).name, partition=0, key=b"k", value=b"{", headers=headers)


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
