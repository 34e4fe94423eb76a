"""Recorded files before they are replayed."""

from __future__ import annotations

import gzip
import os
from threading import Thread

import pytest

from agents.cli.recorded import UnreadableError, count_lines, events_named, regular_files
from streams.testing.builders import listing, report, to_lines, write_lines


def test_blank_lines_are_not_counted(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n \n" + to_lines([listing(), report()]) + b"\r\n")
    assert count_lines([path, path]) == 4


def test_events_are_found_by_id_in_any_file_and_lookalikes_are_not(tmp_path):
    wanted, decoy = listing(id="wanted"), report(id="other", text="wanted")
    plain = write_lines(tmp_path / "a.jsonl", [decoy])
    packed = write_lines(tmp_path / "b.jsonl.gz", [wanted])
    assert events_named([plain, packed], frozenset({"wanted"})) == {"wanted": wanted}


def test_an_id_that_json_escapes_is_found(tmp_path):
    odd = listing(id='a"b\\c')
    assert events_named([write_lines(tmp_path / "a.jsonl", [odd])], frozenset({'a"b\\c'})) == {'a"b\\c': odd}


def test_a_line_that_is_no_event_hides_none(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'wanted {"id": "wanted"\n' + to_lines([listing(id="wanted")]))
    assert set(events_named([path], frozenset({"wanted"}))) == {"wanted"}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_pipe_is_copied_for_it_can_be_read_only_once(tmp_path, pack):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_bytes(pack(to_lines([listing()]))))
    writer.start()
    with regular_files([pipe]) as paths:
        assert [count_lines(paths), count_lines(paths)] == [1, 1]
    writer.join()


def test_what_is_no_archive_is_told_with_its_line(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b"plain text")
    with pytest.raises(UnreadableError, match=r"a\.jsonl\.gz, line 1: "):
        count_lines([path])
