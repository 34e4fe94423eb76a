"""Every golden example does what it says: through decode, through the closed schemas, in both modes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from schemas.deadletter import DeadLetter
from schemas.decode import decode, decode_output
from schemas.encode import encode_event
from schemas.envelope import Event, type_of
from schemas.generate.catalogue import wire_types
from tests.contract.wire import EXAMPLES, ROOM, HashTokeniser, binary, examples, is_ours, named

FORMATS = jsonschema.FormatChecker(formats=())
TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
INCOMPUTABLE = {"time_at_the_end_of_the_calendar", "occurred_at_too_late"}
INCOMPUTABLE |= {"reporter_since_before_the_calendar", "term_end_after_the_calendar"}


@FORMATS.checks("date-time")
def is_time(text: object) -> bool:
    return not isinstance(text, str) or TIME.fullmatch(text) is not None


def schema_errors(path: Path) -> list[str]:
    schema = json.loads((ROOM / "json" / f"{path.parts[-3]}.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=FORMATS)
    return [error.message for error in validator.iter_errors(load(path))]


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def read(path: Path) -> Event | DeadLetter:
    value = path.read_bytes()
    return decode_output(value) if is_ours(path.parts[-3]) else decode(value, (), HashTokeniser())


@pytest.mark.parametrize("name", [name for name, _, _ in wire_types()])
def test_every_type_has_examples_of_both_kinds(name: str) -> None:
    assert list((EXAMPLES / name / "valid").glob("*.json"))
    assert len(list((EXAMPLES / name / "invalid").glob("*.json"))) >= 2


def test_no_example_belongs_to_a_type_the_contract_does_not_know() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} == {name for name, _, _ in wire_types()}


@pytest.mark.parametrize("path", examples("valid"), ids=named)
def test_a_valid_example_is_read_as_its_type(path: Path) -> None:
    event = read(path)
    assert isinstance(event, Event), event
    assert type_of(event) == path.parts[-3]


@pytest.mark.parametrize("path", examples("valid"), ids=named)
def test_a_valid_example_fits_the_closed_schema(path: Path) -> None:
    assert schema_errors(path) == []


@pytest.mark.parametrize("path", [path for path in examples("valid") if not is_ours(path.parts[-3])], ids=named)
def test_binary_mode_reads_the_same_event(path: Path) -> None:
    value, headers = binary(load(path))
    structured = decode(json.dumps(load(path) | {"datacontenttype": "application/json"}).encode(), (), HashTokeniser())
    assert decode(value, headers, HashTokeniser()) == structured


@pytest.mark.parametrize("path", examples("invalid"), ids=named)
def test_an_invalid_example_is_refused_as_written_beside_it(path: Path) -> None:
    refusal = read(path)
    expected = yaml.safe_load(path.with_suffix(".expected.yaml").read_text(encoding="utf-8"))
    assert isinstance(refusal, DeadLetter)
    assert {"stage": refusal.stage, "reason": refusal.reason, "message": refusal.message} == expected


@pytest.mark.parametrize("path", examples("invalid"), ids=named)
def test_the_closed_schema_refuses_what_decode_refuses(path: Path) -> None:
    if path.stem in INCOMPUTABLE:
        assert schema_errors(path) == []  # no JSON Schema can say how far a time may go: the reference page does
    else:
        assert schema_errors(path)


@pytest.mark.parametrize("path", [path for path in examples("valid") if is_ours(path.parts[-3])], ids=named)
def test_what_we_write_is_read_back_unchanged(path: Path) -> None:
    event = read(path)
    assert isinstance(event, Event)
    assert json.loads(encode_event(event)) == load(path)


@pytest.mark.parametrize("path", examples("valid"), ids=named)
def test_the_closed_schema_refuses_a_misspelt_field_that_decode_tolerates(path: Path, tmp_path: Path) -> None:
    document = load(path)
    document["data"]["prise_cents"] = 1
    copy = tmp_path / path.parts[-3] / "valid" / "copy.json"
    copy.parent.mkdir(parents=True)
    copy.write_text(json.dumps(document), encoding="utf-8")
    assert isinstance(read(copy), Event)
    assert schema_errors(copy)
