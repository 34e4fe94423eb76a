"""Two workers are restarted one after the other under load, as an upgrade does it: nobody is left waiting for long."""

from __future__ import annotations

import time

import pytest

from streams.runtime.settings import read_settings
from tests.integration.fleet.gaps import measured
from tests.integration.fleet.goods import mixed
from tests.integration.fleet.outcome import PARTITIONS, assert_exact, finish
from tests.integration.fleet.process import WorkerProcess, wait_quiet
from tests.integration.fleet.traffic import flowing

SESSION_SECONDS = read_settings({"broker": "127.0.0.1:1"}).session_timeout_seconds
RATE = 400


@pytest.fixture
def pair(kafka, fresh_topics, tmp_path):
    app_id = fresh_topics(PARTITIONS)
    more = {"PINOCCHIO_SESSION_TIMEOUT_SECONDS": str(SESSION_SECONDS)}
    workers = [WorkerProcess(kafka.bootstrap, app_id, tmp_path / name, more) for name in ("first", "second")]
    yield workers
    for worker in workers:
        worker.clear_away()


def holding_halves(workers):
    held = [worker.metrics().get("pinocchio_partitions_assigned") for worker in workers]
    return all(worker.ready() for worker in workers) and held == [PARTITIONS / 2] * 2


def in_step(workers):
    workers[0].wait(lambda: holding_halves(workers), 60, "to share the partitions")


def test_a_rolling_restart_under_load_leaves_no_gap_as_long_as_a_session(pair, capsys):
    records = mixed(41, 16_000)
    for worker in pair:
        worker.start()
    in_step(pair)
    with flowing(pair[0].bootstrap, records, PARTITIONS, RATE):
        time.sleep(2.0)
        since = time.time()
        for worker in pair:
            assert worker.stop() == 0
            worker.start()
            in_step(pair)
        until = time.time()
    wait_quiet(pair)
    gaps = measured(pair[0].bootstrap, since, until)
    assert_exact(*finish(pair, records))
    with capsys.disabled():
        print(  # noqa: T201  # the figure that operators ask for
            f"\nrolling restart in {until - since:.1f} s: {gaps.enforcements} enforcements, "
            f"longest silence {gaps.silence:.2f} s, longest wait {gaps.wait:.2f} s"
        )
    assert gaps.enforcements
    assert gaps.silence < SESSION_SECONDS
    assert gaps.wait < SESSION_SECONDS
