"""A worker is killed, frozen or cut down inside a transaction: nothing is lost, nothing is twice, the standing is right."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from schemas import topics
from schemas.seal import micros
from streams.core.time import DAY
from streams.testing.envelopes import START
from tests.integration.fleet.broker import read, write, write_ticks
from tests.integration.fleet.goods import mixed
from tests.integration.fleet.process import WorkerProcess, wait_quiet
from tests.integration.fleet.truth import published, replayed

PARTITIONS = 4
AS_OF = micros(START) + 30 * DAY


@pytest.fixture
def worker(kafka, fresh_topics, tmp_path):
    started = WorkerProcess(kafka.bootstrap, fresh_topics(PARTITIONS), tmp_path)
    yield started
    started.clear_away()


def in_background(bootstrap, records, rate):
    writer = threading.Thread(target=write, args=(bootstrap, records, PARTITIONS, rate))
    writer.start()
    return writer


def finish(bootstrap, workers, records):
    """Everything decided, time moved on, and the stream's outcome beside the replay's."""
    wait_quiet(workers)
    write_ticks(bootstrap, PARTITIONS, AS_OF)
    wait_quiet(workers)
    got = published(read(bootstrap, topics.ENFORCEMENTS.name), read(bootstrap, topics.APPLICATIONS.name))
    return got, replayed(records, AS_OF)


def test_an_undisturbed_worker_reaches_the_standing_of_the_replay(worker):
    records = mixed(11, 6_000)
    worker.start()
    worker.wait_ready()
    write(worker.bootstrap, records, PARTITIONS)
    got, expected = finish(worker.bootstrap, [worker], records)
    assert got.ids
    assert got.twice() == []
    assert got.standing == expected.standing
    assert got.answers == expected.answers
    assert worker.stop() == 0


def test_three_kills_in_the_middle_of_traffic_lose_nothing_and_repeat_nothing(worker):
    records = mixed(12, 9_000)
    worker.start()
    worker.wait_ready()
    writer = in_background(worker.bootstrap, records, 1_000)
    for seconds in (1.3, 0.9, 0.6):
        time.sleep(seconds)
        worker.kill()
        worker.start()
        worker.wait_ready()
    writer.join()
    got, expected = finish(worker.bootstrap, [worker], records)
    assert got.twice() == []
    assert got.standing == expected.standing
    assert got.answers == expected.answers


def test_a_worker_frozen_past_its_session_is_fenced_and_ends_with_three(worker, tmp_path):
    records = mixed(13, 6_000)
    other = WorkerProcess(worker.bootstrap, worker.app_id, tmp_path / "other")
    worker.start()
    worker.wait_ready()
    writer = in_background(worker.bootstrap, records, 600)
    time.sleep(1.0)
    worker.signal(signal.SIGSTOP)
    try:
        other.start()
        other.wait_ready()
        time.sleep(1.0)
        worker.signal(signal.SIGCONT)
        writer.join()
        assert worker.process.wait(timeout=60) == 3
        got, expected = finish(worker.bootstrap, [other], records)
    finally:
        other.clear_away()
    assert got.twice() == []
    assert got.standing == expected.standing
