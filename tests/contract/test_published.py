"""The published contract agrees with the types, and is itself well formed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from schemas.generate.catalogue import wire_types
from schemas.generate.files import drifted, published
from schemas.glossary import FIELDS
from schemas.topics import TOPICS
from tests.contract.wire import ROOM

DOCUMENT = yaml.safe_load((ROOM / "asyncapi.yaml").read_text(encoding="utf-8"))
PUBLIC = {topic.name: topic for topic in TOPICS if topic.direction in {"in", "out"}}
SCHEMAS = sorted((ROOM / "json").glob("*.json"))


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object schema within a schema."""
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        for part in node.values():
            yield from objects(part)
    elif isinstance(node, list):
        for part in node:
            yield from objects(part)


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for part in node.values():
            yield from references(part)
    elif isinstance(node, list):
        for part in node:
            yield from references(part)


def test_the_files_are_what_the_types_generate() -> None:
    assert drifted(published()) == []


def test_a_changed_a_missing_and_a_needless_file_are_noticed(tmp_path: Path) -> None:
    files = published()
    changed, needless = SCHEMAS[0], SCHEMAS[1]
    missing = tmp_path / "missing.json"
    texts = {path: text for path, text in files.items() if path != needless}
    texts |= {changed: files[changed] + " ", missing: "{}"}
    assert set(drifted(texts)) == {changed, needless, missing}


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_schema_is_valid_closed_and_described(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for part in objects(schema):
        assert part["additionalProperties"] is False
        assert part["description"]
        assert [name for name, field in part["properties"].items() if not field.get("description")] == []


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_what_we_write_is_never_null(path: Path) -> None:
    ours = path.stem in {name for name, _, topic in wire_types() if topic.direction == "out"}
    assert ('"null"' in path.read_text(encoding="utf-8")) is not ours


def test_no_word_of_the_glossary_is_left_over() -> None:
    used: set[str] = set()
    for path in SCHEMAS:
        for part in objects(json.loads(path.read_text(encoding="utf-8"))):
            for field in part["properties"]:
                narrowed = f"{part['title']}.{field}"
                used.add(narrowed if narrowed in FIELDS else field)
    assert set(FIELDS) - used == set()


def test_the_document_names_every_public_topic_with_its_settings() -> None:
    assert set(DOCUMENT["channels"]) == set(PUBLIC)
    for name, channel in DOCUMENT["channels"].items():
        binding = channel["bindings"]["kafka"]["topicConfiguration"]
        settings = {key: ",".join(value) if isinstance(value, list) else str(value) for key, value in binding.items()}
        assert settings == PUBLIC[name].config()


def test_the_document_reads_what_comes_in_and_sends_what_goes_out() -> None:
    actions = {
        operation["channel"]["$ref"].removeprefix("#/channels/"): operation["action"]
        for operation in DOCUMENT["operations"].values()
    }
    assert actions == {name: "receive" if topic.direction == "in" else "send" for name, topic in PUBLIC.items()}


def test_every_reference_of_the_document_leads_somewhere() -> None:
    for reference in references(DOCUMENT):
        if reference.startswith("#/"):
            node = DOCUMENT
            for step in reference.removeprefix("#/").split("/"):
                node = node[step]
            assert node
        else:
            assert (ROOM / reference).is_file()


def test_every_example_in_the_document_fits_its_schema() -> None:
    for name, message in DOCUMENT["components"]["messages"].items():
        for example in message.get("examples", ()):
            schema = json.loads((ROOM / "json" / f"{name}.json").read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator(schema).validate(example["payload"])


def test_a_full_sized_record_fits_into_every_dead_letter_topic() -> None:
    for topic in PUBLIC.values():
        if topic.name.startswith("governance.dlq."):
            assert int(topic.config()["max.message.bytes"]) > 2 * 1024 * 1024
