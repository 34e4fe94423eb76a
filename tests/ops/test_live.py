"""Every panel shows something true: a real Prometheus scrapes a real worker under simulated traffic."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest

from agents.cli.sending import Sender, paced
from schemas.topics import LISTINGS, SOURCES
from scripts.dashboards.prometheus import free_port, running
from streams.runtime.broker import embedded_broker
from streams.testing.traffic import Mix, Record, traffic
from tests.ops.boards import ROOT, annotations, every_target, put_in
from tests.ops.programs import program

pytestmark = pytest.mark.stream
APP = "pinocchio-live"
TRAFFIC_SECONDS = 12.0
RATE = 400.0
# slower event time than wall time: storylines of a minute are told to their end
MIX = Mix(seed=7, start=datetime.now(UTC), rate=30.0, listings=0.5, fakes=0.1, sellers=200)
MOVING = {
    "Events received, by topic",
    "What became of them",
    "Record to enforcement",
    "Enforcements in the last hour",
    "Measures taken a minute",
    "Measures by class and measure",
    "Reminders and corrections a minute",
    "Share of reminders answered, over a day",
    "Time to correct",
    "Shop openings answered a minute",
    "Dead letters by stage",
    "Partition numbers held",
    "Rebalance duration",
    "Transactions a second",
    "Transaction time",
    "Rows written a second",
    "Rows held",
    "Clock ticks a minute",
    "Decision time",
    "Policy versions",
    "Rules at work, live",
    "Reports a minute",
    "People who reported, a day",
    "Appeals a minute",
}
LINUX_ONLY = {"Resident memory", "CPU used", "Restarts in half an hour"}


@contextmanager
def worker(broker, port, log) -> Iterator[None]:
    """The worker process of `pinocchio up`; it ends with its standard input."""
    told = {"PINOCCHIO_BROKER": broker, "PINOCCHIO_APP_ID": APP, "PINOCCHIO_HTTP_PORT": str(port)}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "agents.cli.up_worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **told, "PINOCCHIO_TICK_SECONDS": "2"},
        )
        try:
            yield
            assert process.poll() is None, log.read_text()[-3000:]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=40)
            process.stdin.close()


def send_all(broker) -> None:
    sender = Sender(broker, frozenset(topic.name for topic in SOURCES))
    for record in paced(traffic(MIX), RATE, threading.Event(), TRAFFIC_SECONDS):
        if record is None:
            sender.poll()
        else:
            sender.send(record)
    for number in range(5):
        sender.send(Record(LISTINGS.name, f"s{number}".encode(), b"{ no json"))
    sender.close()


def config(folder, port):
    path = folder / "prometheus.yml"
    scrape = {"job_name": "pinocchio", "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}
    plain = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(ROOT / "deploy/prometheus/rules/*.yml")],
        "scrape_configs": [scrape],
    }
    path.write_text(json.dumps(plain))  # JSON is YAML
    return path


def until(condition, seconds, what) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def live(tmp_path_factory) -> Iterator[tuple]:
    """Prometheus after the traffic, when it was, and what the variables hold."""
    program("prometheus")
    folder, port = tmp_path_factory.mktemp("live"), free_port()
    with ExitStack() as stack:
        prometheus = stack.enter_context(running(folder, config(folder, port)))
        broker = stack.enter_context(embedded_broker(APP))
        stack.enter_context(worker(broker, port, folder / "worker.log"))
        held = 'pinocchio_partitions_assigned{job="pinocchio"} > 0'
        until(lambda: prometheus.at(held, time.time()), 60, "partitions")
        started = time.time()
        send_all(broker)
        time.sleep(3)  # the last scrapes and rules
        ended = time.time()
        chosen = {
            name: "|".join(prometheus.values(name, "pinocchio_build_info")).replace(".", "\\\\.")
            for name in ("job", "instance")
        }
        values = {**chosen, "__rate_interval": "10s", "__interval": "1s", "__range": "30s"}
        yield prometheus, started, ended, values


def answers(live, asked):
    prometheus, started, ended, values = live
    expr = put_in(asked.target["expr"], values)
    if asked.target.get("instant"):
        return prometheus.at(expr, ended)
    return prometheus.between(expr, started, ended, 1)


def test_every_panel_has_data(live, capsys):
    shown, empty, moving = set(), {}, set()
    for asked in every_target():
        if sys.platform != "linux" and asked.panel["title"] in LINUX_ONLY:
            continue
        numbers = [value for series in answers(live, asked) for value in series.finite()]
        place = (asked.board, asked.panel["title"])
        shown.add(place)
        if not numbers:
            empty[place] = asked.target["expr"]
        elif any(numbers):
            moving.add(asked.panel["title"])
    with capsys.disabled():
        print(f"\npanels with data / panels = {len(shown) - len(empty)}/{len(shown)}")  # noqa: T201  # the figure asked for
    assert empty == {}
    assert moving >= MOVING


def test_every_annotation_can_be_asked(live):
    prometheus, started, ended, values = live
    for _, note in annotations():
        prometheus.between(put_in(note["expr"], values), started, ended, 1)
    activated = next(note for _, note in annotations() if note["useValueForTime"])
    (series,) = prometheus.at(put_in(activated["expr"], values), ended)
    assert math.isfinite(series.samples[0][1])


def test_all_that_was_received_is_accounted_for(live):
    prometheus, _, ended, _ = live
    for name in ("events_received", "events_decided"):
        assert prometheus.at(f"sum(pinocchio_{name}_total)", ended)[0].samples[0][1] > TRAFFIC_SECONDS * RATE / 2
    left = "sum(pinocchio_events_received_total) - sum(pinocchio_events_decided_total)"
    left += " - sum(pinocchio_events_duplicate_total) - sum(pinocchio_dead_letters_total)"
    assert prometheus.at(left, ended)[0].samples[0][1] == 0


def test_a_calm_worker_rings_no_bell(live):
    prometheus, _, ended, _ = live
    # none fires within a minute: what would is pending
    ringing = {series.labels["alertname"] for series in prometheus.at("ALERTS", ended)}
    assert ringing <= {"PinocchioCompletenessBurnsFast"}, "the five records that are no JSON, among a few thousand"


def test_the_rules_record_what_they_promise(live):
    prometheus, _, ended, _ = live
    for promise in ("freshness", "completeness"):
        (left,) = prometheus.at(f'slo:period_error_budget_remaining:ratio{{sloth_slo="{promise}"}}', ended)
        assert math.isfinite(left.samples[0][1])
