"""A task commits soon, all in one transaction, lets offsets wait, and ends the worker when a write fails."""

from __future__ import annotations

import asyncio

import pytest
from faust.types import TP

from streams.core.rows.state import ClockRow
from streams.core.rows.store import Rows
from streams.runtime import task as room
from streams.runtime.lane_ledger import Ledger
from streams.runtime.metrics import Metrics
from streams.runtime.state import Restored
from streams.runtime.task import Task, TaskContext

PLACE = TP("a", 0)


class FakeProducer:
    stopped = False

    async def stop(self):
        self.stopped = True


@pytest.fixture
def written(monkeypatch):
    boxes = []

    async def write(_producer, box, state, group):
        assert (state, group) == (("state", 3), "group")
        boxes.append(box)
        return 40 + len(boxes) if box.rows else None

    monkeypatch.setattr(room, "write", write)
    return boxes


@pytest.fixture
def crashes():
    return []


@pytest.fixture
async def task(crashes):
    async def crash(error):
        crashes.append(error)

    context = TaskContext(
        state_topic="state", group="group", interval=0.05, ledger=Ledger(), metrics=Metrics("1"), crash=crash
    )
    made = Task(3, 4, Restored(Rows(3), 7), FakeProducer(), context)
    made.start()
    yield made
    await made.release(commit=False)


def change(task, end):
    task.box.rows["a"] = ClockRow(ticked=end)
    task.box.offsets[PLACE] = end
    task.box.lists += 1
    task.handed_over()


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  # what is waited for is told to nobody
            await asyncio.sleep(0.001)


async def test_changes_and_their_offsets_share_one_transaction(task, written):
    change(task, 5)
    change(task, 9)
    await until(lambda: written)
    assert written[0].rows == {"a": ClockRow(ticked=9)}
    assert written[0].offsets == {PLACE: 9}
    assert len(written) == 1


async def test_offsets_alone_wait_for_company(task, written, monkeypatch):
    monkeypatch.setattr(room, "OFFSETS_SECONDS", 30.0)
    task.box.offsets[PLACE] = 4
    task.handed_over()
    await asyncio.sleep(0.05)
    assert not written
    change(task, 6)
    await until(lambda: written)
    assert written[0].offsets == {PLACE: 6}


async def test_offsets_alone_are_committed_in_the_end(task, written, monkeypatch):
    monkeypatch.setattr(room, "OFFSETS_SECONDS", 0.02)
    task.box.offsets[PLACE] = 4
    task.handed_over()
    await until(lambda: written)
    assert not written[0].writes()


async def test_too_many_changed_lists_make_the_reader_wait(task, written):
    for number in range(room.MAX_LISTS):
        change(task, number)
    waiting = asyncio.create_task(task.room())
    await asyncio.sleep(0)
    assert not waiting.done()
    await until(lambda: written)
    await asyncio.wait_for(waiting, 5)


async def test_a_failed_write_ends_the_worker_and_nothing_is_committed_after_it(task, crashes, monkeypatch):
    async def fail(*_args):
        raise ConnectionError("gone")

    monkeypatch.setattr(room, "write", fail)
    change(task, 5)
    await until(lambda: crashes)
    change(task, 6)
    await task.release(commit=True)
    assert task.box.offsets == {PLACE: 6}
    assert isinstance(crashes[0], ConnectionError)
    assert task._context.metrics.registry.get_sample_value("pinocchio_transaction_failures_total") == 1


async def test_release_commits_what_is_open_and_stops_the_producer(task, written):
    change(task, 5)
    await task.release(commit=True)
    assert [box.offsets for box in written] == [{PLACE: 5}]
    assert task._producer.stopped


async def test_release_hands_out_the_rows_and_how_far_they_reach(task, written):
    rows = task.rows
    change(task, 5)
    kept = await task.release(commit=True)
    assert kept == (rows, 40 + len(written))
    assert task.rows is not rows, "what was handed out may go to another task"


async def test_rows_that_nothing_was_written_of_reach_as_far_as_when_they_were_restored(task, written):
    rows = task.rows
    task.box.offsets[PLACE] = 4
    assert await task.release(commit=True) == (rows, 7)
    assert written


async def test_rows_of_a_task_that_failed_are_not_handed_out(task, crashes, monkeypatch):
    async def fail(*_args):
        raise ConnectionError("gone")

    monkeypatch.setattr(room, "write", fail)
    change(task, 5)
    await until(lambda: crashes)
    assert await task.release(commit=True) is None


async def test_release_of_a_crashing_worker_commits_nothing(task, written):
    change(task, 5)
    assert await task.release(commit=False) is None
    assert not written
    assert task._producer.stopped


async def test_release_waits_for_a_transaction_under_way(task, monkeypatch):
    began, may_end, ended = asyncio.Event(), asyncio.Event(), []

    async def slow(_producer, box, _state, _group):
        began.set()
        await may_end.wait()
        ended.append(box)

    monkeypatch.setattr(room, "write", slow)
    change(task, 5)
    await began.wait()
    releasing = asyncio.create_task(task.release(commit=True))
    await asyncio.sleep(0.01)
    assert not task._producer.stopped
    may_end.set()
    await releasing
    assert [box.offsets for box in ended] == [{PLACE: 5}]


async def test_a_transaction_that_is_not_answered_grows_old_and_one_that_ended_does_not(task, monkeypatch):
    answered, begun = asyncio.Event(), asyncio.Event()

    async def write(*_):
        begun.set()
        await answered.wait()

    monkeypatch.setattr(room, "write", write)
    change(task, 5)
    await begun.wait()
    assert task.under_way(room.time.monotonic() + 50.0) > 50.0
    answered.set()
    await until(lambda: task.under_way(room.time.monotonic()) == 0.0)
