from __future__ import annotations

import gzip

import pytest

from streams.runtime.files import EventFiles
from streams.testing.builders import later, listing, to_bytes
from streams.testing.tokens import PlainTokeniser


def lines(count, *, start=0):
    return [to_bytes(listing(f"l{number}", at=later(seconds=number))) for number in range(start, start + count)]


def titles(*paths, run=100_000):
    return [event.data.listing_id for event in EventFiles(paths, PlainTokeniser(), run).events()]


def test_files_out_of_order_are_sorted_in_runs_that_fit(tmp_path):
    path = tmp_path / "mixed.jsonl"
    path.write_bytes(b"\n".join(reversed(lines(50))))
    assert titles(path, run=7) == [f"l{number}" for number in range(50)]


def test_plain_and_packed_files_are_merged_by_event_time(tmp_path):
    odd, even = tmp_path / "odd.jsonl", tmp_path / "even.jsonl.gz"
    odd.write_bytes(b"\n".join(lines(20)[1::2]) + b"\n\n")
    even.write_bytes(gzip.compress(b"\n".join(lines(20)[::2])))
    assert titles(odd, even) == titles(even, odd) == [f"l{number}" for number in range(20)]


def test_two_records_of_one_name_come_in_the_same_order_whatever_file_they_lie_in(tmp_path):
    one = to_bytes(listing("l1", title="first", id="same"))
    other = to_bytes(listing("l1", title="second", id="same"))
    left, right = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    orders = []
    for first, second in ((one, other), (other, one)):
        left.write_bytes(first)
        right.write_bytes(second)
        orders.append([event.data.title for event in EventFiles([left, right], PlainTokeniser()).events()])
        left.write_bytes(first + b"\n" + second)
        orders.append([event.data.title for event in EventFiles([left], PlainTokeniser()).events()])
    assert orders == [orders[0]] * 4


def test_bad_lines_are_counted_by_their_reason_and_stop_nothing(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b"{\n" * 3000 + lines(1)[0] + b"\n" + b"x" * 3_000_000 + b"\n" + lines(2)[1])
    files = EventFiles([path], PlainTokeniser())
    assert [event.data.listing_id for event in files.events()] == ["l0", "l1"]
    assert {dead.reason: count for dead, count in files.dead.items()} == {"not_json": 3000, "too_large": 1}


def test_an_archive_that_is_cut_off_is_an_error_not_an_end(tmp_path):
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(lines(50)))[:-20])
    with pytest.raises((OSError, EOFError)):
        titles(path)
