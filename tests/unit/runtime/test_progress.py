"""How old what waits is, what stands still, and what came too late for the promise."""

from __future__ import annotations

from types import SimpleNamespace

from faust.types import TP

from streams.runtime.heard import slow
from streams.runtime.lane_ledger import Ledger
from streams.runtime.standstill import Standstill

PLACE = TP("a", 3)


def listed(*offsets_and_seconds):
    return [SimpleNamespace(offset=offset, timestamp=seconds * 1000) for offset, seconds in offsets_and_seconds]


def test_what_waits_is_as_old_as_its_oldest_record():
    ledger = Ledger()
    ledger.fetched({PLACE: listed((0, 100), (1, 101))})
    ledger.fetched({PLACE: listed((2, 105), (3, 106))})
    assert ledger.oldest(PLACE) == 100
    ledger.committed({PLACE: 2})
    assert ledger.oldest(PLACE) == 105
    ledger.committed({PLACE: 4})
    assert ledger.oldest(PLACE) is None


def test_a_record_after_a_long_silence_is_no_older_than_itself():
    ledger = Ledger()
    ledger.fetched({PLACE: listed((0, 100))})
    ledger.committed({PLACE: 1})
    ledger.fetched({PLACE: listed((1, 9_000))})
    assert ledger.oldest(PLACE) == 9_000


def test_reading_again_from_the_committed_offsets_forgets_what_was_fetched():
    ledger = Ledger()
    ledger.fetched({PLACE: listed((0, 100))})
    ledger.clear()
    assert ledger.oldest(PLACE) is None


def test_a_partition_that_moves_does_not_stand_still_however_far_behind():
    still = Standstill()
    for second in range(100):
        still.note([(PLACE, second)], float(second))
    assert still.seconds(99.0) == {3: 0.0}


def test_a_partition_that_waits_at_one_offset_stands_still():
    still = Standstill()
    for second in range(100):
        still.note([(PLACE, 7), (TP("b", 3), second)], float(second))
    assert still.seconds(99.0) == {3: 99.0}


def test_one_that_never_committed_stands_still_too():
    still = Standstill()
    still.note([(PLACE, None)], 0.0)
    still.note([(PLACE, None)], 50.0)
    assert still.seconds(60.0) == {3: 60.0}


def test_nothing_stands_still_once_nothing_waits():
    still = Standstill()
    still.note([(PLACE, 7)], 0.0)
    still.note([], 50.0)
    still.note([(PLACE, 7)], 60.0)
    assert still.seconds(61.0) == {3: 1.0}


def test_a_record_older_than_the_promise_came_late():
    records = listed((0, 100), (1, 101), (2, 104), (3, 105.5))
    assert slow(records, 103.0) == 0
    assert slow(records, 106.5) == 2
    assert slow(records, 200.0) == 4
