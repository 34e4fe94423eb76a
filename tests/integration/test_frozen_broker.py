"""A broker that hangs: connections stay up and nothing is refused. The worker says so, waits, and goes on."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager

import pytest

from tests.integration.fleet.broker import write
from tests.integration.fleet.goods import mixed
from tests.integration.fleet.outcome import PARTITIONS, assert_exact, finish
from tests.integration.fleet.process import WorkerProcess, wait_quiet
from tests.integration.fleet.traffic import flowing
from tests.integration.kafka.topics import KafkaUnderTest

PATIENCE = 2.0
FRESHNESS = 'pinocchio_freshness_seconds{topic="marketplace.listings.v1"}'


@pytest.fixture
def worker(kafka_process, app_id, tmp_path):
    KafkaUnderTest(kafka_process.bootstrap).make_topics(app_id, PARTITIONS)
    more = {"PINOCCHIO_BROKER_PATIENCE_SECONDS": str(PATIENCE)}
    started = WorkerProcess(kafka_process.bootstrap, app_id, tmp_path, more)
    started.start()
    started.wait_ready()
    yield started
    started.clear_away()


@contextmanager
def frozen(broker):
    """As a machine that swaps, or a network that drops every packet."""
    broker.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        broker.process.send_signal(signal.SIGCONT)


def wait_told(worker):
    """Return once it says that nothing is known any more, although nothing waited when the broker fell silent."""
    worker.wait(lambda: not worker.ready(), 20, "to be not ready")
    assert "the broker has not answered for" in worker.get("/readyz")[1]
    assert worker.get("/healthz")[0] == 200
    told = worker.metrics()
    assert told["pinocchio_broker_silence_seconds"] > PATIENCE
    assert told[FRESHNESS] > PATIENCE
    assert worker.lags() == []


def wait_ready_again(worker):
    """Its orchestrator starts it again if it ended: a transaction may have outlived its time in the broker."""
    try:
        worker.wait_ready()
    except AssertionError:
        assert worker.process.poll() == 3
        worker.start()
        worker.wait_ready()


def test_a_broker_that_hangs_is_told_and_costs_nothing(kafka_process, worker):
    records = mixed(15, 4_000)
    write(worker.bootstrap, records[:1_000], PARTITIONS)
    wait_quiet([worker])
    with frozen(kafka_process):
        wait_told(worker)
    wait_ready_again(worker)
    assert worker.metrics()["pinocchio_broker_silence_seconds"] < PATIENCE
    with flowing(worker.bootstrap, records[1_000:], PARTITIONS, 600):
        time.sleep(1.0)
        with frozen(kafka_process):
            worker.wait(lambda: not worker.ready(), 20, "to be not ready")
            assert worker.get("/healthz")[0] == 200
        wait_ready_again(worker)
    assert_exact(*finish([worker], records))
