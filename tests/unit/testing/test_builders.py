"""The builders say what the contract says."""

from __future__ import annotations

import gzip
import inspect
from pathlib import Path
from typing import Any

import pytest

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from schemas.topics import SOURCES
from streams.testing import builders, goods, people, rulings
from streams.testing.tokens import PlainTokeniser

BUILT = {
    name: function
    for room in (goods, people, rulings)
    for name, function in inspect.getmembers(room, inspect.isfunction)
    if function.__module__ == room.__name__ and not name.startswith("_") and name != "reports"
}


def _build(function: Any) -> dict[str, Any]:
    needs = [p for p in inspect.signature(function).parameters.values() if p.name == "enforcement_id"]
    return function(*("e" * 32 for _ in needs))


@pytest.mark.parametrize("name", sorted(BUILT))
def test_every_builder_makes_an_event_that_decodes(name: str) -> None:
    event = decode(builders.to_bytes(_build(BUILT[name])), (), PlainTokeniser())
    assert not isinstance(event, DeadLetter), event


def test_there_is_a_builder_for_every_type_of_the_contract() -> None:
    contract = {kind.__struct_config__.tag for topic in SOURCES for kind in topic.types}
    assert {_build(function)["type"] for function in BUILT.values()} | {builders.revision()["type"]} == contract


def test_every_builder_can_be_imported_from_one_place() -> None:
    assert set(BUILT) <= set(builders.__all__)


def test_the_same_words_give_the_same_id_and_other_words_another() -> None:
    assert builders.listing()["id"] == builders.listing()["id"]
    assert builders.listing()["id"] != builders.listing(title="另一件")["id"]
    assert builders.listing()["id"] != builders.listing(at=builders.later(seconds=1))["id"]


def test_envelope_words_never_reach_the_data() -> None:
    event = builders.report(at="2026-01-01T00:00:00Z", id="x", source="s", recorded="2026-01-02T00:00:00Z")
    assert not {"at", "id", "source", "recorded"} & set(event["data"])
    assert (event["time"], event["id"], event["source"]) == ("2026-01-01T00:00:00Z", "x", "s")
    assert event["recordedtime"] == "2026-01-02T00:00:00Z"


def test_a_burst_of_reports_comes_from_as_many_people_within_the_span() -> None:
    burst = builders.reports(40, within_seconds=60)
    assert len({event["data"]["reporter_id"] for event in burst}) == 40
    assert len({event["id"] for event in burst}) == 40
    assert max(event["time"] for event in burst) < builders.rfc3339(builders.later(seconds=60))


def test_lines_are_written_plain_or_compressed_as_the_name_says(tmp_path: Path) -> None:
    events = [builders.listing(), builders.report()]
    plain = builders.write_lines(tmp_path / "a.jsonl", events).read_bytes()
    packed = builders.write_lines(tmp_path / "a.jsonl.gz", events).read_bytes()
    assert gzip.decompress(packed) == plain == builders.to_lines(events)
