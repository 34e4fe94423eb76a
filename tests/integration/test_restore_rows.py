"""Rows come back as they were: after a kill, over the holes of compaction, and past a record that cannot be read."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from schemas import topics
from streams.core.rows.state import ClockRow
from streams.core.rows.store import Rows, decode_row
from streams.runtime.errors import InfrastructureError, RestoreAbandonedError
from streams.runtime.metrics import Metrics
from streams.runtime.state import Restored, Restorer
from streams.runtime.task_outbox import Outbox, Record
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


def restored(bootstrap, topic, numbers=range(PARTITIONS), still_wanted=lambda: True, kept=None):
    restorer = Restorer({"bootstrap_servers": bootstrap}, topic, Metrics())
    return asyncio.run(restorer.rows_of(set(numbers), still_wanted, kept))


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
    assert {number: dict(rows) for number, (rows, _) in found.items()} == {
        number: {key.decode(): decode_row(value) for key, value in rows.items()} for number, rows in before.items()
    }


def row(number: int) -> ClockRow:
    return ClockRow(ticked=number)


async def commit(bootstrap, topic, *boxes):
    producer = new_producer({"bootstrap_servers": bootstrap}, f"{topic}-writer")
    await producer.start()
    try:
        return [await write(producer, box, (topic, 0), "nobody") for box in boxes]
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
    assert dict(restored(kafka.bootstrap, state)[0].rows) == {"a": row(4), "c": row(3)}


def test_kept_rows_take_up_what_somebody_else_wrote_in_between(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    asyncio.run(commit(kafka.bootstrap, state, box({"a": row(1), "b": row(2), "c": row(3)})))
    kept = restored(kafka.bootstrap, state)
    asyncio.run(commit(kafka.bootstrap, state, box({"a": row(4), "d": row(5)}), box({"b": None})))
    again = restored(kafka.bootstrap, state, kept=kept)
    assert again[0].rows is kept[0].rows, "brought up to date in place"
    assert {number: dict(found.rows) for number, found in again.items()} == {
        number: dict(found.rows) for number, found in restored(kafka.bootstrap, state).items()
    }
    assert dict(again[0].rows) == {"a": row(4), "c": row(3), "d": row(5)}


def test_kept_rows_are_not_read_again(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    asyncio.run(commit(kafka.bootstrap, state, box({"a": row(1)})))
    kept = {0: Restored(Rows(0), restored(kafka.bootstrap, state)[0].position)}
    assert not restored(kafka.bootstrap, state, kept=kept)[0].rows, "what lies before the position was read"


def test_rows_kept_of_a_topic_that_was_made_anew_are_dropped(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    asyncio.run(commit(kafka.bootstrap, state, box({"a": row(1)})))
    kept = {0: Restored(Rows(0), 1_000)}
    kept[0].rows.put("gone", row(2))
    assert dict(restored(kafka.bootstrap, state, kept=kept)[0].rows) == {"a": row(1)}


def test_a_write_tells_where_its_rows_lie(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    first, second = asyncio.run(commit(kafka.bootstrap, state, box({"a": row(1)}), box({"b": row(2)})))
    assert first < second < restored(kafka.bootstrap, state)[0].position
    kept = {0: Restored(Rows(0), second)}
    assert dict(restored(kafka.bootstrap, state, kept=kept)[0].rows) == {"b": row(2)}


def test_rows_of_a_newer_release_are_refused_with_what_to_do(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    newer = Outbox()
    newer.records.append(Record(state, 0, b"target/s/listing/l", msgspec.msgpack.encode({"t": "target.99"})))
    asyncio.run(commit(kafka.bootstrap, state, box({"a": row(1)}), newer))
    with pytest.raises(InfrastructureError, match=r"target\.99.*\n.*start the release that wrote them"):
        restored(kafka.bootstrap, state)


def test_bytes_that_are_no_row_are_passed_over(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    junk = Outbox()
    junk.records.append(Record(state, 0, b"junk", b"\xc1 no row"))
    asyncio.run(commit(kafka.bootstrap, state, box({"a": row(1)}), junk))
    assert dict(restored(kafka.bootstrap, state)[0].rows) == {"a": row(1)}


def test_more_rows_than_one_batch_holds_come_back_whole(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    rows = {f"{number:06d}-{'x' * 200}": row(number) for number in range(6_000)}
    asyncio.run(commit(kafka.bootstrap, state, box(rows)))
    assert dict(restored(kafka.bootstrap, state)[0].rows) == rows


def test_a_restore_that_nobody_wants_any_more_gives_up(kafka, fresh_topics):
    state = topics.STATE.named(fresh_topics(PARTITIONS))
    asyncio.run(commit(kafka.bootstrap, state, box({"a": row(1)})))
    with pytest.raises(RestoreAbandonedError):
        restored(kafka.bootstrap, state, still_wanted=lambda: False)
