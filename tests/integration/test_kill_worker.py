"""A worker is killed, frozen, cut down inside a transaction: nothing lost, nothing twice, the standing right."""

from __future__ import annotations

import signal
import time

import pytest

from schemas import topics
from tests.integration.fleet.broker import read, write
from tests.integration.fleet.goods import mixed
from tests.integration.fleet.outcome import PARTITIONS, assert_exact, finish
from tests.integration.fleet.process import WorkerProcess
from tests.integration.fleet.traffic import flowing


@pytest.fixture
def worker(kafka, fresh_topics, tmp_path):
    started = WorkerProcess(kafka.bootstrap, fresh_topics(PARTITIONS), tmp_path)
    yield started
    started.clear_away()


def test_an_undisturbed_worker_reaches_the_standing_of_the_replay_and_stops_cleanly(worker):
    records = mixed(11, 5_000)
    worker.start()
    worker.wait_ready()
    write(worker.bootstrap, records, PARTITIONS)
    assert_exact(*finish([worker], records))
    assert worker.stop() == 0


def test_three_kills_in_the_middle_of_traffic_lose_nothing_and_repeat_nothing(worker):
    records = mixed(12, 9_000)
    worker.start()
    worker.wait_ready()
    with flowing(worker.bootstrap, records, PARTITIONS, 900):
        for seconds in (1.3, 0.9, 0.6):
            time.sleep(seconds)
            worker.kill()
            worker.start()
            worker.wait_ready()
    assert_exact(*finish([worker], records))


def test_a_kill_inside_a_transaction_leaves_nothing_that_a_reader_of_committed_records_sees(worker):
    records = mixed(14, 3_000)
    worker.more = {"FLEET_DIE_IN_TRANSACTION": "6"}
    worker.start()
    worker.wait_ready()
    with flowing(worker.bootstrap, records, PARTITIONS, 1_000):
        worker.process.wait(timeout=30)
        worker.more = {}
        worker.start()
        worker.wait_ready()
    got, expected = finish([worker], records)
    state = topics.STATE.named(worker.app_id)
    seen = len(read(worker.bootstrap, state))
    assert len(read(worker.bootstrap, state, "read_uncommitted")) > seen, "the transaction was cut down with rows in it"
    assert_exact(got, expected)


def test_a_worker_frozen_past_its_session_is_fenced_and_ends_with_three(worker, tmp_path):
    records = mixed(13, 5_000)
    other = WorkerProcess(worker.bootstrap, worker.app_id, tmp_path / "other")
    worker.start()
    worker.wait_ready()
    try:
        with flowing(worker.bootstrap, records, PARTITIONS, 250):
            # slowly, so that records still come when it wakes on a busy machine: who writes nothing is not fenced
            time.sleep(1.0)
            worker.signal(signal.SIGSTOP)
            other.start()
            other.wait_ready()
            worker.signal(signal.SIGCONT)
        assert worker.process.wait(timeout=60) == 3
        got, expected = finish([other], records)
    finally:
        other.clear_away()
    assert_exact(got, expected)
