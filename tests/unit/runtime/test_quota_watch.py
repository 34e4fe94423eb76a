"""The leader's watch over quotas: when it pulls a brake, and when it must not."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from schemas import topics
from schemas.decode import decode_control
from schemas.encode import encode_event
from schemas.events.control import key_of
from streams.core.policy.controls import NO_CONTROLS
from streams.runtime.metrics import Metrics
from streams.runtime.metrics_catalogue import QUOTA_EXCEEDED
from streams.runtime.quota_watch import LEAD, QuotaWatch
from streams.runtime.task_outbox import Outbox
from streams.testing.builders import later, listing
from streams.testing.house import House
from streams.testing.policies import fingers
from streams.testing.switches import brake

QUOTA = 3


class FakeTask:
    def __init__(self):
        self.box = Outbox()
        self.told = 0

    def handed_over(self):
        self.told += 1


class Bench:
    """A watch without a broker: records in, what the task was given out."""

    def __init__(self, tasks=None):
        self.task = FakeTask()
        self.policies = fingers(quotas={"block_listing": QUOTA})
        self.metrics = Metrics("1")
        self.watch = self.renewed({0: self.task} if tasks is None else tasks)

    def renewed(self, tasks=None):
        tasks = {0: self.task} if tasks is None else tasks
        return QuotaWatch({}, tasks, lambda: self.policies, self.metrics, lambda: 4)

    def flood(self, count, at=None, age=0.0):
        house = House(self.policies)
        house.hear(*(listing(f"l{n}", title="FAKE", at=at or later()) for n in range(count)))
        for said in house.said:
            record = SimpleNamespace(value=encode_event(said), timestamp=int((time.time() - age) * 1000))
            self.watch._hear(record)

    def brakes(self):
        return [decode_control(record.value) for record in self.task.box.records]

    def learn(self, *controls):
        self.policies = replace(self.policies, controls=self.policies.controls.learnt(controls))


@pytest.fixture
def bench():
    return Bench()


def test_one_beyond_the_quota_pulls_the_brake_once(bench):
    bench.flood(QUOTA)
    assert bench.brakes() == []
    bench.flood(QUOTA + 9)
    (pulled,) = bench.brakes()
    (record,) = bench.task.box.records
    assert (record.topic, record.partition, record.key) == (topics.POLICIES.name, 0, key_of(pulled).encode())
    assert (pulled.data.measure, pulled.data.state, pulled.data.by) == ("block_listing", "on", "pinocchio/quota")
    assert (pulled.data.effective_from - pulled.time).total_seconds() * 1e6 == LEAD
    assert bench.task.told == 1
    assert bench.metrics._get(QUOTA_EXCEEDED).labels("block_listing")._value.get() == 1


def test_a_minute_that_was_braked_is_not_braked_again_even_after_its_release(bench):
    bench.flood(QUOTA + 1)
    (pulled,) = bench.brakes()
    bench.task.box.records.clear()
    bench.learn(pulled, brake("block_listing", "off", pulled.data.effective_from))
    bench.watch = bench.renewed()  # a new leader reads the same records again
    bench.flood(QUOTA + 1)
    assert bench.brakes() == []
    bench.flood(QUOTA + 1, at=later(minutes=5))
    assert len(bench.brakes()) == 1


def test_while_a_brake_holds_no_other_is_pulled(bench):
    bench.learn(brake("block_listing", "on", later(days=-1)))
    assert bench.policies.controls != NO_CONTROLS
    house = Bench()
    house.watch = bench.watch
    house.flood(QUOTA + 1)
    assert bench.brakes() == []


def test_a_leader_whose_clock_is_behind_writes_no_brake_of_the_past(bench):
    """The broker's clock, twenty seconds ahead of ours: everybody else's, too."""
    bench.flood(QUOTA + 1, age=-20.0)
    (pulled,) = bench.brakes()
    assert pulled.data.effective_from.timestamp() > time.time() + 20.0


def test_old_enforcements_are_history(bench):
    bench.flood(QUOTA + 5, age=3_600)
    assert bench.brakes() == []


def test_who_does_not_lead_writes_nothing():
    bench = Bench(tasks={1: FakeTask()})
    bench.flood(QUOTA + 5)
    assert bench.brakes() == []
    assert not bench.watch._leads()


def test_without_quotas_nobody_counts(bench):
    assert bench.watch._leads()
    bench.policies = fingers()
    assert not bench.watch._leads()
