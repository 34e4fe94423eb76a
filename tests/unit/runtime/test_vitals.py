"""When the orchestrator may kill a worker: when nothing gets on, never because there is much to do."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from faust.types import TP

from streams.runtime import vitals
from streams.runtime.lane_ledger import Ledger

PLACE = TP("marketplace.listings.v1", 0)
BROKER_PATIENCE = 30.0
PATIENCE = 3 * 20.0 + vitals.JOIN_GRACE_SECONDS


class Tasks(SimpleNamespace):
    ready, restored, writing_since = True, 0, None

    def under_way(self, now):
        return {0: 0.0 if self.writing_since is None else now - self.writing_since}


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(at=1_000.0)
    monkeypatch.setattr(vitals, "time", SimpleNamespace(monotonic=lambda: now.at))
    return now


@pytest.fixture
def worker():
    """A worker that holds one partition whose backlog it does not know."""
    thread = SimpleNamespace(remaining=lambda *_: None, reached_end=lambda _: False, answered=lambda _: 0)
    consumer = SimpleNamespace(assignment=lambda: [PLACE], _thread=thread)
    topics = frozenset({PLACE.topic})
    app = SimpleNamespace(rebalancing=False, crashed=False, ledger=Ledger(), lane_topics=topics, consumer=consumer)
    return SimpleNamespace(app=app, tasks=Tasks(), thread=thread, unheard=0.0)


@pytest.fixture
def watched(worker, clock):
    """`watched(seconds)`: why it is not alive after so long, sampled every second."""
    seen = vitals.Vitals(worker.app, worker.tasks, 20.0, BROKER_PATIENCE, lambda: worker.unheard)

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
    assert watched.vitals.unseen() == [(PLACE, None)]
    assert watched.vitals.lag() == []
    worker.app.rebalancing = True
    assert watched.vitals.unseen() == []


@pytest.fixture
def idle(worker):
    """Everything was read and decided; the broker answers until `idle.answering` is false."""
    answers = iter(range(1, 1_000_000))
    worker.answering, worker.last = True, 0

    def answered(_):
        worker.last = next(answers) if worker.answering else worker.last
        return worker.last

    worker.thread.answered = answered
    worker.thread.reached_end = lambda _: True
    return worker


def test_at_the_end_of_the_log_means_nothing_once_the_broker_is_silent(idle, watched):
    watched(100)
    assert watched.vitals.lag() == [(PLACE, 0)]
    assert watched.vitals.no_lag(0)
    assert watched.vitals.silence() == 0.0
    assert watched.vitals.why_not_ready() is None
    idle.answering = False
    watched(31)
    assert watched.vitals.lag() == []
    assert watched.vitals.unseen() == [(PLACE, 31.0)]
    assert watched.vitals.silence() == 31.0
    assert not watched.vitals.no_lag(0)
    assert watched.vitals.why_not_ready() == "the broker has not answered for 31 s"


def test_within_its_patience_a_silence_changes_nothing(idle, watched):
    watched(1)
    idle.answering = False
    watched(30)
    assert watched.vitals.lag() == [(PLACE, 0)]
    assert watched.vitals.why_not_ready() is None


def test_what_waited_when_the_broker_fell_silent_goes_on_standing_still(idle, watched):
    idle.thread.reached_end = lambda _: False
    idle.thread.remaining = lambda *_: 7
    idle.answering = False
    watched(101)
    assert watched.vitals.lag() == []
    assert watched.vitals.stalled() == {0: 100.0}


def test_a_partition_whose_records_are_in_hand_owes_no_answer(idle, watched):
    watched(1)
    idle.answering, idle.last = False, None
    watched(500)
    assert watched.vitals.silence() == 0.0


def test_a_transaction_under_way_too_long_stands_still_and_is_not_ready(idle, watched, clock):
    idle.tasks.writing_since = clock.at
    watched(31)
    assert watched.vitals.stalled() == {0: 31.0}
    assert watched.vitals.longest_transaction() == 31.0
    assert watched.vitals.why_not_ready() == "a transaction has been under way for 31 s"


def test_a_transaction_that_hangs_while_the_broker_answers_is_a_reason_to_restart(idle, watched, clock):
    idle.tasks.writing_since = clock.at
    assert watched(vitals.STALL_SECONDS) is None
    assert "a transaction has been under way" in watched(1)


def test_a_lane_that_hears_nothing_while_others_do_is_a_reason_to_restart(idle, watched):
    watched(1)
    idle.answering = False
    assert watched(vitals.STALL_SECONDS) is None
    assert "the broker answers others" in watched(1)


def test_a_broker_that_answers_nobody_restarts_nobody_nor_when_it_comes_back(idle, watched, clock):
    idle.thread.reached_end = lambda _: False
    idle.app.ledger.fetched({PLACE: [SimpleNamespace(offset=0, timestamp=0)]})
    idle.tasks.writing_since = clock.at
    idle.answering, idle.unheard = False, BROKER_PATIENCE + 1
    assert watched(10 * vitals.STALL_SECONDS) is None
    idle.answering, idle.unheard = True, 0.0
    assert watched(vitals.STALL_SECONDS - 1) is None
    assert watched(2) is not None


@pytest.mark.usefixtures("idle")
def test_an_event_loop_that_stood_still_is_not_the_brokers_silence(watched, clock):
    watched(1)
    clock.at += 500
    assert watched.vitals.silence() == 0.0
