"""Closed JSON Schemas (2020-12) of the wire types, for producers, consumers and compatibility checks.

Closed means that a field the contract does not name is an error: so a misspelt one is found before it is sent, and a
checker can tell a compatible change from a breaking one. The service itself tolerates unknown fields when it reads.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from schemas.envelope import Event
from schemas.generate.catalogue import name_of, title_of
from schemas.glossary import meaning

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ALWAYS_WRITTEN: Final = frozenset({"specversion", "score"})
"""Fields with a default for our own code, which nevertheless are always on the wire."""

WRITTEN_BY_US: Final = frozenset({*ALWAYS_WRITTEN, "datacontenttype"})


def json_schema(kind: type[Event], *, ours: bool) -> Schema:
    """The schema of one CloudEvents type; `ours` = the service writes it, and never writes null."""
    made = msgspec.json.schema(kind)
    parts: dict[str, Schema] = made["$defs"]
    for name, part in parts.items():
        _close(name, part, ours=ours)
    root = parts.pop(kind.__name__)
    name = name_of(kind)
    head = {"$schema": DIALECT, "$id": f"urn:pinocchio:{name}", "title": title_of(name)}
    rest = {key: value for key, value in root.items() if key != "title"}
    return {**head, **rest, **({"$defs": dict(sorted(parts.items()))} if parts else {})}


def _close(name: str, part: Schema, *, ours: bool) -> None:
    """Describe every field of one object, say which are required, and allow no other."""
    fields: dict[str, Schema] = part["properties"]
    part["properties"] = {field: _described(name, field, shape, ours=ours) for field, shape in fields.items()}
    always = WRITTEN_BY_US if ours else ALWAYS_WRITTEN
    part["required"] = [field for field in fields if field in part["required"] or field in always]
    part["additionalProperties"] = False
    part["description"] = " ".join(part["description"].split())


def _described(name: str, field: str, shape: Schema, *, ours: bool) -> Schema:
    """One field with its meaning first; a closed set of one is a constant."""
    options = [_plain(option) for option in shape.get("anyOf", ())]
    shape = _plain(shape)
    if options and ours:
        options = [option for option in options if option != {"type": "null"}]
    if shape.get("default", 0) is None:
        del shape["default"]  # absent and null mean the same; readers need no value for it
    if len(options) == 1:
        del shape["anyOf"]
        shape |= options[0]
    elif options:
        shape["anyOf"] = options
    return {"description": meaning(name, field), **shape}


def _plain(shape: Schema) -> Schema:
    """A shape without the words of its alias, which say less than the glossary."""
    plain = {key: value for key, value in shape.items() if key != "description"}
    match plain.get("enum"):
        case [only]:
            del plain["enum"]
            plain["const"] = only
    return plain
