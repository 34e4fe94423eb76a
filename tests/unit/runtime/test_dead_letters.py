from __future__ import annotations

from types import SimpleNamespace

import pytest

from schemas import topics
from schemas.deadletter import DeadLetter
from streams.runtime.deadletters import MAX_VALUE_BYTES, attempt_of, dead_record

WHY = DeadLetter(stage="decode", reason="too_large", message="record is too large")


def record(value=b"x", headers=(), key=b"k"):
    return SimpleNamespace(
        topic="marketplace.listings.v1", partition=2, offset=7, timestamp=1, key=key, value=value, headers=headers
    )


def test_a_dead_letter_keeps_key_value_and_headers_as_they_came():
    written = dead_record(topics.LISTINGS, record(b"{", (("trace", b"1"), ("odd", None))), WHY, "p@1")
    assert (written.topic, written.partition) == ("governance.dlq.marketplace.listings.v1", 2)
    assert (written.key, written.value) == (b"k", b"{")
    assert written.headers[:2] == (("trace", b"1"), ("odd", None))
    told = dict(written.headers)
    assert told["dlq.reason"] == b"too_large"
    assert told["dlq.original.offset"] == b"7"


def test_a_value_that_no_broker_would_take_again_is_cut_and_its_length_told():
    size = MAX_VALUE_BYTES * 9
    written = dead_record(topics.LISTINGS, record(b"a" * size), WHY, "p@1")
    assert len(written.value) == MAX_VALUE_BYTES
    assert dict(written.headers)["dlq.value.cut.from"] == str(size).encode()


@pytest.mark.parametrize(
    ("attempt", "next_one"), [(b"1", 2), (b"41", 42), (b"9" * 9_000, 1), (b"", 1), (b"-1", 1), ("٣".encode(), 1)]
)
def test_an_attempt_is_counted_only_when_it_is_a_small_number(attempt, next_one):
    assert attempt_of(record(headers=(("dlq.attempt", attempt),))) == next_one
