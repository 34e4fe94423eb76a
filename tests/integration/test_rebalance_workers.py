"""Workers join and leave in the middle of traffic: partitions move with their rows, and nothing is done twice."""

from __future__ import annotations

import time

import pytest

from tests.integration.fleet.goods import mixed
from tests.integration.fleet.outcome import PARTITIONS, assert_exact, finish
from tests.integration.fleet.process import WorkerProcess
from tests.integration.fleet.traffic import flowing


@pytest.fixture
def pair(kafka, fresh_topics, tmp_path):
    app_id = fresh_topics(PARTITIONS)
    workers = [WorkerProcess(kafka.bootstrap, app_id, tmp_path / name) for name in ("first", "second")]
    yield workers
    for worker in workers:
        worker.clear_away()


def held(worker: WorkerProcess) -> float:
    return worker.metrics().get("pinocchio_partitions_assigned", 0.0)


def test_a_second_worker_takes_half_of_the_partitions_and_gives_them_back(pair):
    first, second = pair
    records = mixed(21, 6_000)
    first.start()
    first.wait_ready()
    with flowing(first.bootstrap, records, PARTITIONS, 500):
        time.sleep(0.5)
        second.start()
        second.wait_ready()
        second.wait(lambda: first.ready() and held(first) == held(second) == 2, 30, "to hold half of the partitions")
        time.sleep(1.0)
        assert second.stop() == 0
        first.wait(lambda: held(first) == PARTITIONS, 30, "to take everything back")
    assert_exact(*finish([first], records))


def test_a_second_worker_that_dies_leaves_its_partitions_to_the_first(pair):
    first, second = pair
    records = mixed(22, 6_000)
    first.start()
    first.wait_ready()
    with flowing(first.bootstrap, records, PARTITIONS, 500):
        second.start()
        second.wait_ready()
        second.wait(lambda: first.ready() and held(first) == held(second) == 2, 30, "to hold half of the partitions")
        second.kill()
        first.wait(lambda: held(first) == PARTITIONS, 30, "to take everything over")
    assert_exact(*finish([first], records))
