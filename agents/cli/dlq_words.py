"""What is shown of a dead letter: its place, its reason, its shape. Its values only to who asks for the raw bytes.

A dead letter holds what came, so anything may stand in it, telephone numbers and names included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import orjson

from agents.cli.dlq_letter import Letter
from schemas.deadletter import MEANINGS
from schemas.glossary import FIELDS
from streams.core.time import text_of

ENVELOPE = ("specversion", "type", "source", "id", "time", "subject", "recordedtime", "datacontenttype")
LONGEST = 128


def row(letter: Letter) -> dict[str, Any]:
    """A letter in a list."""
    return {
        "place": letter.place,
        "refused_at": text_of(letter.at) if letter.at else None,
        "stage": letter.stage,
        "reason": letter.reason,
        "key": letter.key_text(),
        "attempt": letter.attempt,
        "message": letter.message,
    }


def groups(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    """How many of each kind, since when, until when."""
    found: dict[tuple[str, str, str], list[Letter]] = {}
    for letter in letters:
        found.setdefault((letter.source, letter.stage, letter.reason), []).append(letter)
    return [
        {
            "topic": source,
            "stage": stage,
            "reason": reason,
            "count": len(same),
            "oldest": text_of(min(one.at for one in same)) if same[0].at else None,
            "newest": text_of(max(one.at for one in same)) if same[0].at else None,
            "attempts": max(one.attempt for one in same),
        }
        for (source, stage, reason), same in sorted(found.items())
    ]


def told(letter: Letter, today: str, *, raw: bool) -> dict[str, Any]:
    """Everything about one letter. `today` is what would become of it now."""
    shown = {
        **row(letter),
        "meaning": MEANINGS.get(letter.reason, ""),
        "original": {name: letter.told.get(f"dlq.original.{name}") for name in ("topic", "partition", "offset")},
        "app_version": letter.told.get("dlq.app.version"),
        "policy_version": letter.told.get("dlq.policy.version"),
        "today": today,
        "headers": {name: _header(name, value, raw=raw) for name, value in letter.headers},
        "bytes": None if letter.value is None else len(letter.value),
        "cut": letter.was_cut(),
    }
    if raw:
        return shown | {"raw": None if letter.value is None else letter.value.decode(errors="backslashreplace")}
    return shown | {"shape": list(shape(letter.value))}


def _header(name: str, value: bytes | None, *, raw: bool) -> str:
    """CloudEvents attributes and content types are technical; of any other header only the size is told."""
    if value is None:
        return "(null)"
    if raw or name.lower() == "content-type" or name.lower().removeprefix("ce_") in ENVELOPE:
        return value[: None if raw else LONGEST].decode(errors="backslashreplace")
    return f"({len(value)} bytes)"


def shape(value: bytes | None) -> Iterator[str]:
    """The envelope's attributes, and of the rest names of the contract, types and lengths."""
    if not value:
        yield "no value"
        return
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError:
        yield f"{len(value):,} bytes that are no JSON"
        return
    if not isinstance(document, dict):
        yield f"JSON, but no object: {_kind(document)}"
        return
    for name, part in document.items():
        if name == "data" and isinstance(part, dict):
            yield from (f"data.{_name(inner)}: {_kind(content)}" for inner, content in part.items())
        else:
            yield f"{_name(name)}: {part[:LONGEST] if _is_technical(name, part) else _kind(part)}"


def _is_technical(name: str, part: object) -> bool:
    return name in ENVELOPE and isinstance(part, str)


def _name(name: str) -> str:
    """A name that is not the contract's may be a value gone astray."""
    return name if name in FIELDS else f"(a field of {len(name)} characters, not of the contract)"


def _kind(content: object) -> str:
    match content:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return f"text of {len(content)} characters"
        case list():
            return f"list of {len(content)}"
        case _:
            return f"object of {len(msgspec.to_builtins(content))} fields"
