"""What docker-compose.yml would start, started without an engine: its broker settings, its commands, in its order."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from kafka import KafkaConsumer

from schemas.topics import ENFORCEMENTS
from tests.integration.conftest import unavailable
from tests.integration.kafka.cluster import RealKafka, free_port
from tests.integration.kafka.jars import KafkaUnavailableError

ROOT = Path(__file__).parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
INSIDE = "kafka:29092"

pytestmark = pytest.mark.kafka


def properties() -> str:
    """The container's KAFKA_* variables as its start script makes them properties, with this machine's addresses."""
    lines = []
    for name, value in SERVICES["kafka"]["environment"].items():
        if name.startswith("KAFKA_") and name != "KAFKA_HEAP_OPTS":
            lines.append(f"{name.removeprefix('KAFKA_').lower().replace('_', '.')}={value}")
    text = "\n".join(lines)
    for inside, here in (
        (INSIDE, "127.0.0.1:{port}"),
        ("INSIDE://:29092", "INSIDE://127.0.0.1:{port}"),
        ("HOST://:9092", f"HOST://127.0.0.1:{(host := free_port())}"),
        ("HOST://127.0.0.1:9092", f"HOST://127.0.0.1:{host}"),
        ("kafka:29093", "127.0.0.1:{controller}"),
        ("CONTROLLER://:29093", "CONTROLLER://127.0.0.1:{controller}"),
        ("/var/lib/kafka/data", "{data}"),
    ):
        assert inside in text, inside
        text = text.replace(inside, here)
    return text


@pytest.fixture
def broker(tmp_path):
    """The broker of the file, on this machine."""
    kafka = RealKafka(tmp_path / "kafka")
    try:
        kafka.format(properties(), SERVICES["kafka"]["environment"]["CLUSTER_ID"])
        kafka.start()
    except KafkaUnavailableError as missing:
        unavailable(str(missing))
    yield kafka
    kafka.stop()


class Stack:
    """Services of the file as processes."""

    def __init__(self, bootstrap, volume):
        self.bootstrap, self.volume = bootstrap, volume
        self.port = free_port()

    def here(self, text):
        return text.replace(INSIDE, self.bootstrap).replace("/var/lib/pinocchio", str(self.volume))

    def command(self, service):
        declared = SERVICES[service]
        if declared.get("entrypoint", [""])[0] == "python":
            return [sys.executable, str(ROOT / "deploy/docker/make_key.py"), *map(self.here, declared["command"])]
        return [sys.executable, "-m", "agents.cli", *map(self.here, declared["command"])]

    def environment(self, service):
        declared = {name: self.here(value) for name, value in SERVICES[service].get("environment", {}).items()}
        # the container's own port and network are free; this machine's may not be
        return {**os.environ, **declared, "PINOCCHIO_HTTP_PORT": str(self.port), "PINOCCHIO_HTTP_BIND": "127.0.0.1"}

    def run(self, service, *more):
        return subprocess.run(
            [*self.command(service), *more],
            cwd=ROOT, env=self.environment(service), capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def start(self, service, log):
        return subprocess.Popen(self.command(service), cwd=ROOT, env=self.environment(service), stdout=log, stderr=log)

    def healthy(self, service):
        """The health check as it is written."""
        test = [part.replace(":6066/", f":{self.port}/") for part in SERVICES[service]["healthcheck"]["test"]]
        done = subprocess.run([sys.executable, *test[2:]], capture_output=True, check=False)
        return done.returncode == 0


def wait_for(condition, process, log, seconds=90):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, log.read_text()[-2000:]
        assert time.monotonic() < deadline, log.read_text()[-2000:]
        time.sleep(0.2)


def enforcements(bootstrap):
    consumer = KafkaConsumer(
        ENFORCEMENTS.name,
        bootstrap_servers=bootstrap,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        consumer_timeout_ms=30_000,
    )
    try:
        return json.loads(next(consumer).value)
    finally:
        consumer.close()


def test_the_stack_comes_up_decides_and_stops(broker, tmp_path):
    volume = tmp_path / "identity"
    volume.mkdir()
    stack, log = Stack(broker.bootstrap, volume), tmp_path / "worker.log"
    for service in ("topics", "identity-key"):
        done = stack.run(service)
        assert done.returncode == 0, done.stdout + done.stderr
    with log.open("wb") as out:
        worker = stack.start("worker", out)
    try:
        wait_for(lambda: stack.healthy("worker"), worker, log)
        sent = stack.run("simulate", "--duration", "5", "--fakes", "0.5")
        assert sent.returncode == 0, sent.stdout + sent.stderr
        taken = enforcements(broker.bootstrap)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(35) == 0, log.read_text()[-2000:]
    finally:
        worker.kill()
        worker.wait()
    assert taken["type"].startswith("governance.enforcement.")
