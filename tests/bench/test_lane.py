# ruff: noqa: T201  # a bench prints its figures
"""The lane's figures on real Kafka: throughput beside plain per-event Faust, latency at a steady rate, twenty kills."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from streams.testing.traffic import Mix, traffic
from tests.bench.gauge import committed, measure
from tests.integration.fleet.broker import write
from tests.integration.fleet.goods import mixed
from tests.integration.fleet.outcome import PARTITIONS as FEW
from tests.integration.fleet.outcome import assert_exact, finish
from tests.integration.fleet.process import ROOT, WorkerProcess, wait_quiet
from tests.integration.fleet.traffic import flowing

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1200)]
PARTITIONS = 8
BACKLOG = 300_000
PLAIN_SECONDS = 20.0


@contextmanager
def lane(kafka, app_id, folder, policy):
    worker = WorkerProcess(kafka.bootstrap, app_id, folder, more={"FLEET_POLICY": policy})
    worker.start()
    try:
        yield worker
    finally:
        worker.clear_away()


@contextmanager
def plain(kafka, app_id, policy):
    command = [sys.executable, "-m", "tests.bench.plain.main", kafka.bootstrap, f"{app_id}-plain", policy, "tables"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def received(worker):
    return sum(v for name, v in worker.metrics().items() if name.startswith("pinocchio_events_received_total"))


@pytest.mark.parametrize("policy", ["fingers", "shipped"])
def test_throughput_beside_a_plain_per_event_agent(kafka, fresh_topics, tmp_path, policy, capsys):
    app_id = fresh_topics(PARTITIONS)
    write(kafka.bootstrap, traffic(Mix(seed=5), BACKLOG), PARTITIONS)
    with lane(kafka, app_id, tmp_path, policy) as worker:
        fast = measure(worker.process.pid, lambda: received(worker), BACKLOG, 120)
    with plain(kafka, app_id, policy) as process:
        slow = measure(
            process.pid, committed(kafka.bootstrap, f"{app_id}-plain", PARTITIONS), BACKLOG // 10, PLAIN_SECONDS
        )
    with capsys.disabled():
        print(f"\n{policy}: lane {fast}\n{policy}: plain {slow}")
        print(
            f"{policy}: {fast.events_per_second / slow.events_per_second:.1f} x by the wall,"
            f" {slow.cpu_micros / fast.cpu_micros:.1f} x by CPU"
        )
    assert fast.events_per_second > 2 * slow.events_per_second


def test_latency_at_two_thousand_events_a_second(kafka, fresh_topics, tmp_path, capsys):
    app_id, count = fresh_topics(PARTITIONS), 40_000
    with lane(kafka, app_id, tmp_path, "fingers") as worker:
        worker.wait_ready()
        with flowing(kafka.bootstrap, mixed(6, count, 2_000), PARTITIONS, 2_000):
            time.sleep(0.1)
        wait_quiet([worker])
        seen = received(worker)
        buckets = {
            float(name.split('le="')[1].split('"')[0]): value
            for name, value in worker.metrics().items()
            if name.startswith("pinocchio_record_to_enforcement_seconds_bucket")
        }
    total = max(buckets.values())
    below = {share: min(le for le, upto in buckets.items() if upto >= share * total) for share in (0.5, 0.99)}
    with capsys.disabled():
        print(f"\nrecord -> enforcement at 2,000/s: p50 <= {below[0.5]} s, p99 <= {below[0.99]} s, of {total:.0f}")
    assert seen == count
    assert below[0.5] < 1.0


def test_twenty_kills_under_load(kafka, fresh_topics, tmp_path):
    app_id, records, dice = fresh_topics(FEW), mixed(7, 90_000), random.Random(7)
    worker = WorkerProcess(kafka.bootstrap, app_id, tmp_path)
    worker.start()
    try:
        with flowing(kafka.bootstrap, records, FEW, 900):
            for _ in range(20):
                worker.wait_ready()
                time.sleep(dice.uniform(0.2, 1.5))
                worker.kill()
                worker.start()
        worker.wait_ready()
        assert_exact(*finish([worker], records))
    finally:
        worker.clear_away()
