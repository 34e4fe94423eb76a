"""When the orchestrator may kill a worker: when nothing gets on, never because there is much to do."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from faust.types import TP

from streams.runtime import vitals
from streams.runtime.lane_ledger import Ledger

PLACE = TP("marketplace.listings.v1", 0)
PATIENCE = 3 * 20.0 + vitals.JOIN_GRACE_SECONDS


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(at=1_000.0)
    monkeypatch.setattr(vitals, "time", SimpleNamespace(monotonic=lambda: now.at))
    return now


@pytest.fixture
def worker():
    """A worker that holds one partition whose backlog it does not know."""
    thread = SimpleNamespace(remaining=lambda *_: None, reached_end=lambda _: False)
    consumer = SimpleNamespace(assignment=lambda: [PLACE], _thread=thread)
    topics = frozenset({PLACE.topic})
    app = SimpleNamespace(rebalancing=False, crashed=False, ledger=Ledger(), lane_topics=topics, consumer=consumer)
    return SimpleNamespace(app=app, tasks=SimpleNamespace(ready=True, restored=0))


@pytest.fixture
def watched(worker, clock):
    """`watched(seconds)`: why it is not alive after so long, sampled every second."""
    seen = vitals.Vitals(worker.app, worker.tasks, 20.0)

    def after(seconds, each=lambda: None):
        for _ in range(int(seconds)):
            each()
            clock.at += 1
            seen.sample()
        return seen.why_not_alive()

    after.vitals = seen
    return after


def test_a_restore_that_gets_on_is_alive_however_long_it_takes(worker, watched):
    worker.app.rebalancing = True

    def restore():
        worker.tasks.restored += 1

    assert watched(10 * PATIENCE, restore) is None


def test_a_rebalance_in_which_nothing_comes_back_is_not_alive(worker, watched):
    worker.app.rebalancing = True
    assert watched(PATIENCE - 1) is None
    assert "no row came back" in watched(3)


def test_what_has_not_answered_yet_is_told_as_unseen_and_not_as_caught_up(worker, watched):
    watched(1)
    assert watched.vitals.unseen() == [PLACE]
    assert watched.vitals.lag() == []
    worker.app.rebalancing = True
    assert watched.vitals.unseen() == []
