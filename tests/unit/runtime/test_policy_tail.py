"""A policy or a switch that is learnt when its time has come, or events beyond it were decided, is counted."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import msgspec
import pytest

from schemas.encode import encode_event
from schemas.events.control import key_of
from streams.core.time import MINUTE
from streams.runtime.foresight import Foresight
from streams.runtime.metrics import Metrics
from streams.runtime.metrics_catalogue import CONTROLS_LATE
from streams.runtime.policy_tail import PolicyTail
from streams.testing.policies import fingers
from streams.testing.switches import brake

BASE = fingers()


def parse(text, _name):
    return msgspec.structs.replace(BASE.versions[0], version=text, effective_from=int(text))


class Bench:
    """A reader without a broker, which follows."""

    def __init__(self):
        self.metrics, self.foresight = Metrics("1"), Foresight()
        self.tail = PolicyTail({}, BASE, parse, self.metrics, self.foresight)
        self.tail._following = True

    def learn(self, value, key=b"k"):
        self.tail._learn(SimpleNamespace(value=value, key=key, offset=0, headers=()))

    def switch(self, minutes):
        control = brake("ban_account", "on", datetime.now(UTC) + timedelta(minutes=minutes))
        self.learn(encode_event(control), key_of(control).encode())

    def policy(self, minutes):
        self.learn(str(time.time_ns() // 1000 + minutes * MINUTE).encode())

    def late(self, kind):
        return self.metrics._get(CONTROLS_LATE).labels(kind)._value.get()


@pytest.fixture
def bench():
    return Bench()


@pytest.mark.parametrize("kind", ["switch", "policy"])
def test_what_is_learnt_before_its_time_is_in_time(bench, kind):
    getattr(bench, kind)(5)
    assert bench.late(kind) == 0


@pytest.mark.parametrize("kind", ["switch", "policy"])
def test_what_is_learnt_after_its_time_is_late(bench, kind):
    getattr(bench, kind)(-5)
    assert bench.late(kind) == 1


@pytest.mark.parametrize("kind", ["switch", "policy"])
def test_what_takes_effect_before_an_event_that_was_decided_ahead_of_the_clock_is_late(bench, kind):
    bench.foresight.decided(time.time_ns() // 1000 + 6 * MINUTE)
    getattr(bench, kind)(5)
    getattr(bench, kind)(7)
    assert bench.late(kind) == 1


def test_the_same_said_twice_is_late_once(bench):
    control = encode_event(brake("ban_account", "on", datetime.now(UTC) - timedelta(minutes=5)))
    for _ in range(2):
        bench.learn(control)
        bench.learn(b"25")
    assert (bench.late("switch"), bench.late("policy")) == (1, 1)


def test_what_was_there_at_the_start_is_not_late(bench):
    bench.tail._following = False
    bench.switch(-5)
    bench.policy(-5)
    assert (bench.late("switch"), bench.late("policy")) == (0, 0)
