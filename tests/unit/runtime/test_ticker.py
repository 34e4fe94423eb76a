"""Ticks: the same partition and time give the same id, and only an idle partition without lag is ticked."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from schemas import topics
from schemas.decode import decode
from schemas.events.clock import Ticked
from streams.runtime.metrics import Metrics
from streams.runtime.task_outbox import Outbox
from streams.runtime.ticker import Ticker, tick_event
from streams.testing.tokens import PlainTokeniser

AT = datetime(2026, 3, 1, tzinfo=UTC)


class FakeTask:
    def __init__(self, *, idle: bool) -> None:
        self.box = Outbox()
        self._idle = idle

    def idle(self) -> bool:
        return self._idle

    def handed_over(self) -> None:
        self._idle = False


async def run_once(tasks, no_lag, seconds=0.001):
    ticker = Ticker(tasks, no_lag, seconds, Metrics())
    with suppress(TimeoutError):
        await asyncio.wait_for(ticker.run(), 0.1)


def test_the_same_tick_has_the_same_id_and_another_has_another():
    ids = {tick_event(partition, AT + timedelta(seconds=s)).id for partition in (0, 1) for s in (0, 1)}
    assert len(ids) == 4
    assert tick_event(0, AT) == tick_event(0, AT)


async def test_only_an_idle_partition_without_lag_is_ticked():
    tasks = {0: FakeTask(idle=True), 1: FakeTask(idle=False), 2: FakeTask(idle=True)}
    await run_once(tasks, lambda number: number != 2)
    [record] = tasks[0].box.records
    assert (record.topic, record.partition, record.key) == (topics.CLOCK.name, 0, b"0")
    event = decode(record.value, (), PlainTokeniser())
    assert isinstance(event, Ticked)
    assert event.data.partition == 0
    assert not tasks[1].box.records
    assert not tasks[2].box.records


async def test_zero_writes_no_ticks():
    tasks = {0: FakeTask(idle=True)}
    await run_once(tasks, lambda _number: True, seconds=0)
    assert not tasks[0].box.records


@pytest.mark.parametrize("partition", [0, 7])
def test_a_tick_says_its_partition_as_subject(partition):
    assert tick_event(partition, AT).subject == str(partition)
