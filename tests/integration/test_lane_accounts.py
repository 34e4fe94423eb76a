"""What a worker tells about what it did: counts that add up, dead letters as they came, ticks only when idle."""

from __future__ import annotations

import re

import pytest

from schemas import topics
from schemas.topics import dead_letters_of
from streams.testing.traffic import Record
from tests.integration.fleet.broker import read, write
from tests.integration.fleet.goods import mixed
from tests.integration.fleet.outcome import PARTITIONS
from tests.integration.fleet.process import WorkerProcess, wait_quiet

BAD = [
    Record(topics.LISTINGS.name, b"seller-bad", b"no json at all"),
    Record(topics.LISTINGS.name, b"seller-bad", b"{}"),
    Record(topics.REPORTS.name, b"seller-bad", b'{"specversion":"1.0"}'),
]


@pytest.fixture
def worker(kafka, fresh_topics, tmp_path):
    started = WorkerProcess(kafka.bootstrap, fresh_topics(PARTITIONS), tmp_path)
    yield started
    started.clear_away()


def by_topic(metrics, name):
    pattern = re.compile(rf'^pinocchio_{name}_total\{{.*topic="([^"]+)".*\}}$')
    sums: dict[str, float] = {}
    for sample, value in metrics.items():
        if found := pattern.match(sample):
            sums[found[1]] = sums.get(found[1], 0) + value
    return sums


def test_received_is_decided_and_duplicate_and_dead_lettered(worker):
    records = mixed(41, 2_000)
    worker.start()
    worker.wait_ready()
    write(worker.bootstrap, [*records, *BAD, *records[:300]], PARTITIONS)
    seen = 0
    while seen < len(records) + len(BAD) + 300:
        metrics = worker.metrics()
        received = by_topic(metrics, "events_received")
        parts = [by_topic(metrics, name) for name in ("events_decided", "events_duplicate", "dead_letters")]
        assert received == {topic: sum(part[topic] for part in parts) for topic in received}
        seen = sum(received.values())
    assert sum(by_topic(worker.metrics(), "dead_letters").values()) == len(BAD)
    assert sum(by_topic(worker.metrics(), "events_duplicate").values()) > 0


def test_a_dead_letter_keeps_its_bytes_and_says_why_and_where(worker):
    worker.start()
    worker.wait_ready()
    write(worker.bootstrap, BAD[:1], PARTITIONS)
    wait_quiet([worker])
    [letter] = read(worker.bootstrap, dead_letters_of(topics.LISTINGS).name)
    told = dict(letter.headers)
    assert (letter.key, letter.value) == BAD[0][1:]
    assert told["dlq.original.topic"] == BAD[0].topic.encode()
    assert told["dlq.original.partition"] == str(letter.partition).encode()
    assert (told["dlq.stage"], told["dlq.reason"]) == (b"decode", b"not_json")
    assert told["dlq.attempt"] == b"1"
    assert b"no json" not in told["dlq.error.message"]


def test_an_idle_worker_ticks_every_partition_and_counts_its_ticks_as_events(worker):
    worker.more = {"PINOCCHIO_TICK_SECONDS": "0.5"}
    worker.start()
    worker.wait_ready()
    worker.wait(lambda: ticks(worker) >= PARTITIONS, 30, "to have read a tick of every partition")
    placed = {record.partition: record.key for record in read(worker.bootstrap, topics.CLOCK.name)}
    assert placed == {number: str(number).encode() for number in range(PARTITIONS)}


def ticks(worker):
    return by_topic(worker.metrics(), "events_decided").get(topics.CLOCK.name, 0)


def test_a_worker_without_its_topics_names_them_and_ends_with_three(worker):
    worker.app_id = "test-nobody"
    worker.start()
    assert worker.process.wait(timeout=60) == 3
    assert "test-nobody-state does not exist" in worker.tail()
    assert "pinocchio topics apply" in worker.tail()


def test_an_occupied_port_is_a_clear_end_with_three(worker, tmp_path):
    worker.start()
    worker.wait_ready()
    second = WorkerProcess(worker.bootstrap, worker.app_id, tmp_path / "second")
    second.more = {"PINOCCHIO_HTTP_PORT": str(worker.port)}
    second.start()
    try:
        assert second.process.wait(timeout=60) == 3
        assert "PINOCCHIO_HTTP_PORT" in second.tail()
    finally:
        second.clear_away()


def test_health_readiness_and_metrics_answer(worker):
    worker.start()
    worker.wait_ready()
    assert worker.get("/healthz")[0] == 200
    assert worker.get("/readyz")[0] == 200
    assert 'pinocchio_build_info{version="' in worker.get("/metrics")[1]
