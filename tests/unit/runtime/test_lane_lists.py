"""Lists: pieces in turn, one message a list, and a ledger that knows what waits and what has settled."""

from __future__ import annotations

from types import SimpleNamespace

from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from streams.runtime.lane_ledger import Ledger
from streams.runtime.lane_list import in_turn, list_message

A, B = TP("a", 0), TP("b", 1)


def records(count, start=0):
    return [SimpleNamespace(offset=start + n, timestamp=1_000 + n, timestamp_type=1) for n in range(count)]


@given(st.dictionaries(st.sampled_from([A, B, TP("a", 1)]), st.integers(0, 40)), st.integers(1, 12))
def test_every_record_is_handed_out_once_and_in_its_order(sizes, limit):
    fetched = {tp: records(size) for tp, size in sizes.items()}
    handed = {tp: [] for tp in fetched}
    for tp, piece in in_turn(fetched, limit):
        assert 0 < len(piece) <= limit
        handed[tp] += piece
    assert handed == fetched


def test_a_deep_partition_does_not_starve_the_others():
    turns = [tp for tp, _ in in_turn({A: records(9), B: records(2)}, 3)]
    assert turns == [A, B, A, A]


def test_a_list_stands_at_its_last_offset_and_keeps_its_records():
    listed = records(3, start=7)
    message = list_message(A, listed, 4)
    assert (message.offset, message.value, message.generation_id, message.tp) == (9, listed, 4, A)
    assert message.timestamp == 1.002


def test_what_was_fetched_waits_until_it_is_taken_and_settles_when_it_is_committed():
    ledger = Ledger()
    ledger.fetched({A: records(3), B: []})
    assert ledger.waiting()
    ledger.taken(A, 3)
    assert not ledger.waiting()
    assert not ledger.settled(A)
    ledger.committed({A: 3})
    assert ledger.settled(A)
    assert not ledger.unsettled()
    assert ledger.committed_end(A) == 3


def test_after_a_seek_nothing_that_was_fetched_counts():
    ledger = Ledger()
    ledger.fetched({A: records(3)})
    ledger.clear()
    assert not ledger.waiting()
    assert ledger.committed_end(A) is None
