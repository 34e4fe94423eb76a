"""`events.md`: every type on the wire with its fields, from the published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from schemas.envelope import Event
from schemas.fields import MAX_ID, MAX_RECORD_BYTES, MAX_TEXT
from schemas.generate.catalogue import name_of
from schemas.generate.files import ROOM
from schemas.generate.json_schema import json_schema
from schemas.times import LAST_YEAR
from schemas.topics import TOPICS, Topic
from scripts.docs.tables import code, page, table

Schema = dict[str, Any]

ABOUT = f"""Every record is one [CloudEvent 1.0](https://github.com/cloudevents/spec): structured JSON in the
value (what the service writes), or binary mode, with `ce_` headers and `data` as the value. Both are read; the
case of a header's name does not matter, and a `content-type` of `application/cloudevents…` says that the value is
a whole event.

- Unknown fields are tolerated on reading. The published schemas in `schemas/json/` are closed, so that a misspelt
  field is found before it is sent.
- A record is at most {MAX_RECORD_BYTES:,} bytes, a text {MAX_TEXT:,} characters, an id 1 to {MAX_ID}.
- Money is an integer in minor units; `42.0` is no integer.
- Times are RFC 3339 with zone, read to the microsecond. A leap second is no time. Terms are counted from a time,
  so it lies in the years 1 to {LAST_YEAR}; only `term_end` may go to the end of 9999.
- Of a key that stands twice in an object the last counts. A field that may be left out may also be null.
- What is not so becomes a [dead letter](dead-letters.md). Golden examples, valid and invalid, are in
  `schemas/examples/`."""


def events_page() -> str:
    """The page."""
    return page("Events", ABOUT, "## The envelope", _envelope(), *_topics())


def _envelope() -> str:
    schema = json_schema(TOPICS[0].types[0], ours=False)
    return _fields(
        {**schema, "properties": {name: field for name, field in schema["properties"].items() if name != "data"}}
    )


def _topics() -> Iterator[str]:
    for topic in TOPICS:
        if topic.types:
            yield f"## `{topic.name}`"
            yield f"{topic.about} Key: `{topic.key}`."
            for kind in topic.types:
                yield from _type(kind, topic)


def _type(kind: type[Event], topic: Topic) -> Iterator[str]:
    name = name_of(kind)
    schema = json_schema(kind, ours=topic.direction == "out")
    parts: dict[str, Schema] = schema["$defs"]
    data = schema["properties"]["data"]["$ref"].rpartition("/")[2]
    yield f"### `{name}`"
    yield " ".join((kind.__doc__ or "").split())
    yield _fields(parts[data])
    for inner in _inner(parts[data], parts):
        yield f"`{inner}`: {parts[inner]['description']}"
        yield _fields(parts[inner])
    yield f"<details><summary>Example</summary>\n\n```json\n{_example(name)}\n```\n\n</details>"


def _inner(part: Schema, parts: dict[str, Schema]) -> list[str]:
    """The other objects within, in the order in which they are met."""
    found: dict[str, None] = {}
    for name in _references(part):
        found |= {name: None, **dict.fromkeys(_inner(parts[name], parts))}
    return list(found)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rpartition("/")[2]
        for part in node.values():
            yield from _references(part)
    elif isinstance(node, list):
        for part in node:
            yield from _references(part)


def _fields(part: Schema) -> str:
    rows = (
        (code(name), _shape(field), "yes" if name in part["required"] else "", field["description"])
        for name, field in part["properties"].items()
    )
    return table(("field", "type", "required", "meaning"), rows)


def _shape(field: Schema) -> str:
    """A field's type in words."""
    if "const" in field:
        return code(field["const"])
    if "enum" in field:
        return " ".join(code(option) for option in field["enum"])
    if "$ref" in field:
        return code(field["$ref"].rpartition("/")[2])
    if "anyOf" in field:
        return " or ".join(_shape(option) for option in field["anyOf"] if option != {"type": "null"})
    return _plain_shape(field)


def _plain_shape(field: Schema) -> str:
    match field["type"]:
        case "array":
            most = f", at most {field['maxItems']:,}" if "maxItems" in field else ""
            return f"list of {_shape(field['items'])}{most}"
        case "object":
            return f"by name, {_shape(field['additionalProperties'])}"
        case "string":
            return _string(field)
        case kind:
            low, high = field.get("minimum"), field.get("maximum")
            return f"{kind}{'' if low is None else f' from {low:,}'}{'' if high is None else f' to {high:,}'}"


def _string(field: Schema) -> str:
    if field.get("format") == "date-time":
        return "time"
    if "pattern" in field:
        return code(field["pattern"])
    most = field.get("maxLength")
    return "text" if most is None else f"text, {field.get('minLength', 0)} to {most:,}"


def _example(name: str) -> str:
    text = min((ROOM / "examples" / name / "valid").glob("*.json")).read_text(encoding="utf-8")
    return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
