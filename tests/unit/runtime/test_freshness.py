"""How long events have waited, through rebalances and restarts."""

from __future__ import annotations

import pytest
from faust.types import TP

from streams.runtime.freshness import Freshness

PLACE = TP("a", 0)


@pytest.fixture
def freshness():
    return Freshness()


def test_at_work_a_place_is_as_late_as_its_oldest_record(freshness):
    assert freshness.seen([(PLACE, 40.0), (TP("a", 1), 90.0)], 100.0) == {PLACE: 60.0, TP("a", 1): 10.0}


def test_a_rebalance_makes_no_event_younger(freshness):
    freshness.seen([(PLACE, 40.0), (TP("a", 1), 90.0)], 100.0)
    assert freshness.unseen(["a", "b"], 5.0, 105.0) == {"a": 65.0, "b": 5.0}


def test_what_was_decided_before_the_rebalance_does_not_wait(freshness):
    freshness.seen([(PLACE, 40.0)], 100.0)
    freshness.seen([], 110.0)
    assert freshness.unseen(["a"], 5.0, 115.0) == {"a": 5.0}


def test_after_a_restore_what_was_not_seen_yet_has_waited_since_nobody_looked(freshness):
    freshness.unseen(["a"], 30.0, 100.0)
    assert freshness.seen([(PLACE, None)], 101.0) == {PLACE: 31.0}
    assert freshness.seen([(PLACE, None)], 105.0) == {PLACE: 35.0}
    assert freshness.seen([(PLACE, 104.0)], 106.0) == {PLACE: 2.0}
    assert freshness.seen([(PLACE, None)], 107.0) == {PLACE: 0.0}


def test_a_partition_that_never_answers_grows_late_without_any_rebalance_seen(freshness):
    assert freshness.seen([(PLACE, None)], 100.0) == {PLACE: 0.0}
    assert freshness.seen([(PLACE, None)], 400.0) == {PLACE: 300.0}


def test_a_record_from_the_future_is_not_younger_than_now(freshness):
    assert freshness.seen([(PLACE, 101.0)], 100.0) == {PLACE: 0.0}
