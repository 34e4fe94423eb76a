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
from tests.integration.fleet.watchers import Watcher, prometheus_changes
from tests.integration.kafka.cluster import RealKafka, free_port
from tests.integration.kafka.jars import KafkaUnavailableError
from tests.ops.programs import program

ROOT = Path(__file__).parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
INSIDE = "kafka:29092"
ALERTMANAGER = 9093
WORKERS = [name for name in SERVICES if name.startswith("worker-")]

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
        kafka.began = time.monotonic()
        kafka.start()
    except KafkaUnavailableError as missing:
        unavailable(str(missing))
    yield kafka
    kafka.stop()


class Stack:
    """Services of the file as processes."""

    def __init__(self, bootstrap, volume, folder):
        self.folder, self.processes = folder, {}
        self.bootstrap, self.volume = bootstrap, volume
        self.ports = {worker: free_port() for worker in WORKERS}

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
        if service in WORKERS:
            declared |= {"PINOCCHIO_HTTP_PORT": str(self.ports[service]), "PINOCCHIO_HTTP_BIND": "127.0.0.1"}
        return {**os.environ, **declared}

    def run(self, service, *more):
        return subprocess.run(
            [*self.command(service), *more],
            cwd=ROOT, env=self.environment(service), capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def start(self, service):
        with (self.folder / f"{service}.log").open("wb") as log:
            self.processes[service] = subprocess.Popen(
                self.command(service), cwd=ROOT, env=self.environment(service), stdout=log, stderr=log
            )
        return self.processes[service]

    def stop(self, traffic):
        """SIGTERM to the traffic and then to the workers, which have the time that the file gives them."""
        traffic.send_signal(signal.SIGTERM)
        traffic.wait(30)
        for worker in WORKERS:
            self.processes[worker].send_signal(signal.SIGTERM)
        for worker in WORKERS:
            grace = int(SERVICES[worker]["stop_grace_period"].rstrip("s"))
            assert self.processes[worker].wait(grace) == 0, self.log(worker)

    def log(self, service):
        return (self.folder / f"{service}.log").read_text()[-2000:]

    def wait_healthy(self, service, seconds=90):
        deadline = time.monotonic() + seconds
        while not self.healthy(service):
            assert self.processes[service].poll() is None, self.log(service)
            assert time.monotonic() < deadline, self.log(service)
            time.sleep(0.2)

    def healthy(self, service):
        """The health check as it is written."""
        test = [part.replace(":6066/", f":{self.ports[service]}/") for part in SERVICES[service]["healthcheck"]["test"]]
        done = subprocess.run([sys.executable, *test[2:]], capture_output=True, check=False)
        return done.returncode == 0


def first_enforcement(bootstrap):
    consumer = KafkaConsumer(
        ENFORCEMENTS.name,
        bootstrap_servers=bootstrap,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        consumer_timeout_ms=60_000,
    )
    try:
        return json.loads(next(consumer).value)
    finally:
        consumer.close()


@pytest.fixture
def stack(broker, tmp_path):
    """The services that run once are done, the workers run; whatever happens, nothing is left running."""
    volume = tmp_path / "identity"
    volume.mkdir()
    stack = Stack(broker.bootstrap, volume, tmp_path)
    for service in ("topics", "identity-key"):
        done = stack.run(service)
        assert done.returncode == 0, done.stdout + done.stderr
    for service in WORKERS:
        stack.start(service)
    yield stack
    for process in stack.processes.values():
        process.kill()
        process.wait()


@pytest.fixture
def prometheus(stack, tmp_path):
    """Prometheus of the file, looking at these workers."""
    watcher = Watcher(program("prometheus"), SERVICES["prometheus"], tmp_path / "prometheus")
    watcher.start(prometheus_changes([stack.ports[worker] for worker in WORKERS], ALERTMANAGER))
    yield watcher
    watcher.clear_away()


def test_the_flags_of_alertmanager_are_flags_that_it_has():
    # Debian's, unpacked and not installed, does not run: it looks for its templates in the system's folders
    told = subprocess.run([program("prometheus-alertmanager"), "--help"], capture_output=True, text=True, check=False)
    known = told.stdout + told.stderr
    flags = [flag.partition("=")[0] for flag in SERVICES["alertmanager"]["command"]]
    assert flags
    assert [flag for flag in flags if f"{flag}=" not in known and f"{flag} " not in known] == []


def test_the_stack_comes_up_decides_is_watched_and_stops(stack, prometheus, broker, capsys):
    for worker in WORKERS:
        stack.wait_healthy(worker)
    prometheus.wait(prometheus.healthy, 60, "for Prometheus to be healthy")
    healthy = time.monotonic()
    traffic = stack.start("simulate")
    taken = first_enforcement(broker.bootstrap)
    told = time.monotonic()
    assert taken["type"].startswith("governance.enforcement.")
    prometheus.wait(lambda: prometheus.query("sum(pinocchio_enforcements_total)") > 0, 60, "for an enforcement to show")
    shown = time.monotonic()
    assert prometheus.query('sum(up{job="pinocchio"})') == len(WORKERS)
    rules = json.loads(prometheus.get("/api/v1/rules")[1])["data"]["groups"]
    assert {group["file"].rpartition("/")[2] for group in rules} == {
        path.name for path in (ROOT / "deploy/prometheus/rules").glob("*.yml")
    }
    assert all(rule["health"] != "err" for group in rules for rule in group["rules"])
    known = json.loads(prometheus.get("/api/v1/alertmanagers")[1])["data"]["activeAlertmanagers"]
    assert [place["url"].split("/")[2] for place in known] == [f"127.0.0.1:{ALERTMANAGER}"]
    stack.stop(traffic)
    with capsys.disabled():
        print(  # noqa: T201  # the figure that operators ask for
            f"\ncompose by hand, seconds after the broker was started: healthy {healthy - broker.began:.1f}, "
            f"first enforcement {told - broker.began:.1f}, in Prometheus {shown - broker.began:.1f}"
        )
