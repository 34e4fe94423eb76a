"""`pinocchio explain`: stories from events, from published enforcements, from the broker."""

from __future__ import annotations

import re

import pytest
from confluent_kafka import Producer

from schemas.topics import ENFORCEMENTS
from streams.runtime.broker import embedded_broker
from streams.testing.builders import corrected, later, listing, report, reports, violation, write_lines


@pytest.fixture
def events(tmp_path):
    told = [*reports(6), corrected(at=later(hours=1)), violation("v1", "seller-2", severity="serious")]
    promised = violation("v2", "seller-3", orders=["o-1", "o-2"], under_guarantee=True)
    notice = report("n1", "seller-4", reporter_kind="brand_owner", target_id="cup-1")
    return write_lines(tmp_path / "events.jsonl", [*told, promised, notice])


def event_of(number):
    return {
        "reporter_id": f"viewer-{number}",
        "reporter_cluster": f"c{number}",
        "reporter_since": later(days=-400),
        "at": later(seconds=number),
    }


@pytest.fixture
def published(run, policy, events, tmp_path):
    out = tmp_path / "out.jsonl"
    assert run("replay", events, "--policy", policy, "--out", out).exit_code == 0
    return out


def test_from_events_it_decides_first_and_names_what_caused_it(run, policy, events):
    result = run("explain", "listing-1", "--from", events, "--policy", policy)
    assert result.exit_code == 0
    for words in ("reminder", "crowd.remind", "together they weigh", "Art 20", "the host corrected it", "appeal"):
        assert words in result.stdout


def test_from_published_enforcements_the_same_story_without_deciding_anew(run, policy, events, published):
    told = run("explain", "seller-2", "--from", events, "--policy", policy).stdout
    again = run("explain", "seller-2", "--from", published, "--from", events).stdout
    assert "0 → 24" in told
    assert again == told


def test_nothing_told_names_a_reporter(run, policy, events):
    for lang in ("en", "zh"):
        told = run("explain", "listing-1", "--from", events, "--policy", policy, "--lang", lang).stdout
        assert "buyer-" not in told
        assert "cluster-" not in told
        assert "filed-" not in told


def test_it_is_told_in_chinese_with_orders_and_law(run, policy, events):
    told = run("explain", "seller-3", "--from", events, "--policy", policy, "--lang", "zh").stdout
    told += run("explain", "listing-1", "--from", events, "--policy", policy, "--lang", "zh").stdout
    for words in ("赔付买家", "o-1", "o-2", "法律依据", "申诉"):
        assert words in told


def test_a_notice_says_what_the_law_says(run, policy, events):
    told = run("explain", "cup-1", "--from", events, "--policy", policy).stdout
    for words in ("listing blocked", "notice.rights_notice", "E-commerce Law Art 42"):
        assert words in told


def test_nothing_published_names_the_report_behind_a_crowds_measure(run, policy, tmp_path):
    told = [report(f"r{n}", id=f"report-of-zhang{n}", **event_of(n)) for n in range(6)]
    events, out = write_lines(tmp_path / "e.jsonl", told), tmp_path / "out.jsonl"
    assert run("replay", events, "--policy", policy, "--out", out, "--as-of", "2027-01-01T00:00:00Z").exit_code == 0
    assert "crowd.remind" in out.read_text()
    assert "zhang" not in out.read_text()
    told_by_file = run("explain", "listing-1", "--from", out).stdout
    assert "crowd.remind" in told_by_file
    assert "zhang" not in told_by_file


def test_a_line_cut_off_is_named_with_file_and_line(run, published):
    published.write_bytes(b"\n" + published.read_bytes()[:-40])
    result = run("explain", "cup-1", "--from", published)
    assert result.exit_code == 2
    assert f"{published}, line {len(published.read_bytes().splitlines())}" in result.stderr
    assert "Traceback" not in result.stderr


def test_events_whose_title_speaks_of_enforcements_are_still_events(run, policy, tmp_path):
    loud = listing(title='a "governance.enforcement. b')
    events = write_lines(tmp_path / "e.jsonl", [loud, violation("v1", "seller-2", severity="serious")])
    result = run("explain", "seller-2", "--from", events, "--policy", policy)
    assert result.exit_code == 0
    assert "0 → 24" in result.stdout


def test_whoever_finds_nothing_is_told_what_was_searched(run, policy, events):
    result = run("explain", "nobody", "--from", events, "--policy", policy)
    assert result.exit_code == 1
    assert re.search(r"'nobody'; searched: [1-9]\d* enforcements of ", result.stderr)
    assert str(events) in result.stderr


def test_without_a_source_it_asks_the_broker(run):
    with embedded_broker("try") as broker:
        result = run("explain", "nobody", "--broker", broker)
    assert result.exit_code == 1
    assert f"searched: 0 enforcements on {ENFORCEMENTS.name} at {broker}" in result.stderr


def test_a_line_cut_off_is_told_with_its_number_and_foreign_lines_are_passed_over(run, published, tmp_path):
    lines = published.read_bytes().splitlines()
    titled = b'{"type":"marketplace.listing.published.v1","data":{"title":"\\"governance.enforcement.taken.v1"}}'
    foreign = tmp_path / "foreign.jsonl"
    foreign.write_bytes(b"\n".join([titled, *lines]))
    assert run("explain", "cup-1", "--from", foreign).exit_code == 0
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"\n".join([lines[0], lines[1].replace(b'"data"', b'"dada"', 1)]))
    result = run("explain", "cup-1", "--from", broken)
    assert result.exit_code == 2
    assert "line 2" in result.stderr


def test_an_unknown_id_and_an_unknown_file_are_told_apart(run, published):
    assert run("explain", "0123456789", "--from", published).exit_code == 1
    missing = run("explain", "0123456789", "--from", "nowhere.jsonl")
    assert missing.exit_code == 2
    assert "nowhere.jsonl" in missing.stderr


def test_no_broker_is_an_infrastructure_error_that_says_what_to_do(run, monkeypatch):
    monkeypatch.setattr("agents.cli.topic_reading.PATIENCE_SECONDS", 0.5)
    result = run("explain", "0123456789", "--from", "topic", "--broker", "127.0.0.1:1")
    assert result.exit_code == 3
    assert "no Kafka answers at 127.0.0.1:1" in result.stderr


@pytest.mark.stream
def test_from_the_topic_it_reads_all_that_is_committed(run, published):
    lines = published.read_bytes().splitlines()
    with embedded_broker("try") as broker:
        producer = Producer({"bootstrap.servers": broker})
        for number, line in enumerate(lines):
            producer.produce(ENFORCEMENTS.name, line, str(number).encode())
        producer.flush(10)
        result = run("explain", "cup-1", "--from", "topic", "--broker", broker)
    assert result.exit_code == 0
    assert "listing blocked" in result.stdout
