"""Rows come back as they were: after a kill, over the holes of compaction, and past a record that cannot be read."""

from __future__ import annotations

import asyncio

import pytest

from schemas import topics
from streams.core.rows import decode_row
from streams.core.state import ClockRow
from streams.runtime.errors import RestoreAbandonedError
from streams.runtime.metrics import Metrics
from streams.runtime.state import Restorer
from streams.runtime.task_outbox import Outbox
from streams.runtime.task_transaction import new_producer, write
from tests.integration.fleet.broker import newest, read
from tests.integration.fleet.broker import write as write_traffic
from tests.integration.fleet.goods import mixed
from tests.integration.fleet.outcome import PARTITIONS
from tests.integration.fleet.process import WorkerProcess, wait_quiet


@pytest.fixture
def worker(kafka, fresh_topics, tmp_path):
    started = WorkerProcess(kafka.bootstrap, fresh_topics(PARTITIONS), tmp_path)
    yield started
    started.clear_away()


def restored(bootstrap, topic, numbers=range(PARTITIONS), still_wanted=lambda: True):
    restorer = Restorer({"bootstrap_servers": bootstrap}, topic, Metrics())
    return asyncio.run(restorer.rows_of(set(numbers), still_wanted))


def test_restored_rows_equal_those_before_the_kill(worker):
    state = topics.STATE.named(worker.app_id)
    worker.start()
    worker.wait_ready()
    write_traffic(worker.bootstrap, mixed(31, 3_000), PARTITIONS)
    wait_quiet([worker])
    counted = {name: value for name, value in worker.metrics().items() if name.startswith("pinocchio_state_rows{")}
    before = newest(read(worker.bootstrap, state))
    worker.kill()
    worker.start()
    worker.wait_ready()
    wait_quiet([worker])
    assert newest(read(worker.bootstrap, state)) == before
    assert {n: v for n, v in worker.metrics().items() if n.startswith("pinocchio_state_rows{")} == counted
    found = restored(worker.bootstrap, state)
    assert {number: dict(rows) for number, rows in found.items()} == {
        number: {key.decode(): decode_row(value) for key, value in rows.items()} for number, rows in before.items()
    }


def row(number: int) -> ClockRow:
    return ClockRow(ticked=number)


async def commit(bootstrap, topic, *boxes):
    producer = new_producer({"bootstrap_servers": bootstrap}, f"{topic}-writer")
    await producer.start()
    try:
        for box in boxes:
            await write(producer, box, (topic, 0), "nobody")
    finally:
        await producer.stop()


def box(rows):
    made = Outbox()
    made.rows.update(rows)
    return made


def test_the_newest_version_of_a_row_wins_and_a_tombstone_takes_it_away(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    first = box({"a": row(1), "b": row(2), "c": row(3)})
    asyncio.run(commit(kafka.bootstrap, state, first, box({"a": row(4)}), box({"b": None})))
    assert dict(restored(kafka.bootstrap, state)[0]) == {"a": row(4), "c": row(3)}


def test_more_rows_than_one_batch_holds_come_back_whole(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    rows = {f"{number:06d}-{'x' * 200}": row(number) for number in range(6_000)}
    asyncio.run(commit(kafka.bootstrap, state, box(rows)))
    assert dict(restored(kafka.bootstrap, state)[0]) == rows


def test_a_restore_that_nobody_wants_any_more_gives_up(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    asyncio.run(commit(kafka.bootstrap, state, box({"a": row(1)})))
    with pytest.raises(RestoreAbandonedError):
        restored(kafka.bootstrap, state, still_wanted=lambda: False)
