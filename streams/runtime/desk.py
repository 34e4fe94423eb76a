"""Where agents bring their lists: finds the partition's task, waits for room, has the list decided.

An ack here is flow control only: offsets are committed in the task's transaction. A list of an older assignment is
dropped; its records are read again from the committed offsets.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import faust
from aiokafka.structs import ConsumerRecord
from faust.types import TP

from schemas.topics import Topic
from streams.runtime.app import LaneApp
from streams.runtime.intake import Intake
from streams.runtime.lane_list import ListSchema
from streams.runtime.task import Task
from streams.runtime.task_group import TaskGroup

Handle = Callable[[Task, Topic, TP, Sequence[ConsumerRecord]], None]


class Desk:
    """What an agent needs: `attach` it to a topic, then `events` or `hops` for its lists."""

    def __init__(self, app: LaneApp, tasks: TaskGroup, intake: Intake) -> None:
        self.app = app
        self._tasks = tasks
        self._intake = intake

    def attach(self, topic: Topic, agent: Callable[[faust.StreamT[Any]], Awaitable[None]]) -> None:
        """Run this agent on a topic's lists. One at a time: the order of a partition is the order of its decisions."""
        channel = self.app.topic(topic.named(self.app.conf.id), schema=ListSchema())
        self.app.agent(channel, name=agent.__name__, concurrency=1)(agent)

    async def events(self, topic: Topic, stream: faust.StreamT[Any]) -> None:
        """Decide a source topic's lists until the stream ends."""
        await self._serve(topic, stream, self._intake.events)

    async def hops(self, topic: Topic, stream: faust.StreamT[Any]) -> None:
        """Decide a hop topic's lists until the stream ends."""
        await self._serve(topic, stream, self._intake.hops)

    async def _serve(self, topic: Topic, stream: faust.StreamT[Any], handle: Handle) -> None:
        async for event in stream.noack().events():
            await self._take(topic, event.message, handle)
            event.ack()
            await asyncio.sleep(0)  # a list is one turn: health, commits and timers get theirs

    async def _take(self, topic: Topic, message: Any, handle: Handle) -> None:
        task = self._tasks.get(message.partition)
        if task is None or message.generation_id != self.app.consumer_generation_id:
            return
        await task.room()
        if self._tasks.get(message.partition) is task:
            handle(task, topic, message.tp, message.value)
