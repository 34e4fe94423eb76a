"""Every agent reads its topic, hands its lists to the right task, and drops lists of an assignment that is over."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from faust.types import TP

from agents.worker import AGENTS, READ
from schemas import topics
from streams.runtime.app import make_app
from streams.runtime.desk import Desk
from streams.runtime.lane_ledger import Ledger
from streams.runtime.settings import read_settings

NAMES = {topic.named("agents-under-test") for topic in READ}


class FakeTask:
    async def room(self):
        pass


class FakeIntake:
    def __init__(self):
        self.taken = []

    def events(self, task, topic, tp, records):
        self.taken.append(("events", task, topic, tp, records))

    def hops(self, task, topic, tp, records):
        self.taken.append(("hops", task, topic, tp, records))


@pytest.fixture
def intake():
    return FakeIntake()


@pytest.fixture
def tasks():
    return {0: FakeTask()}


@pytest.fixture
async def app(intake, tasks):
    made = make_app(read_settings({"app_id": "agents-under-test"}), frozenset(NAMES), Ledger())
    desk = Desk(made, tasks, intake)
    for agent in AGENTS:
        agent.register(desk)
    made.finalize()
    made.flow_control.resume()
    yield made
    if made._consumer is not None:
        made._consumer._thread.thread_loop.close()  # made for a thread that never started


def test_there_is_one_agent_for_every_topic_that_is_read(app):
    read = {topic for agent in app.agents.values() for topic in agent.get_topic_names()}
    assert read == NAMES
    assert len(app.agents) == len(READ)


@pytest.mark.parametrize("topic", READ, ids=lambda topic: topic.name)
async def test_a_list_reaches_the_task_of_its_partition(app, intake, tasks, topic):
    name = topic.named("agents-under-test")
    [agent] = [agent for agent in app.agents.values() if name in agent.get_topic_names()]
    records = [SimpleNamespace(offset=0)]
    async with agent.test_context() as running:
        await running.put(records, partition=0)
    way = "events" if topic in topics.SOURCES else "hops"
    assert [(taken[0], taken[1], taken[2], taken[4]) for taken in intake.taken] == [(way, tasks[0], topic, records)]


async def test_a_list_of_a_partition_that_was_given_away_is_dropped(app, intake, tasks):
    tasks.clear()
    [agent] = [agent for agent in app.agents.values() if topics.LIVE.name in agent.get_topic_names()]
    async with agent.test_context() as running:
        await running.put([SimpleNamespace(offset=0)], partition=0)
    assert intake.taken == []


async def test_a_list_of_an_older_assignment_is_dropped(app, intake, tasks):
    desk = Desk(app, tasks, intake)
    old = SimpleNamespace(partition=0, generation_id=app.consumer_generation_id - 1, tp=TP("a", 0), value=[1])
    await desk._take(topics.LIVE, old, intake.events)
    assert intake.taken == []
