"""What the contract's tests share: a tokeniser that hides nothing it should not, examples, headers."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

import schemas
from schemas.events.accounts import AttributeKind, IdentityFields
from schemas.sealed import Token

ROOM = Path(schemas.__file__).parent
EXAMPLES = ROOM / "examples"


class HashTokeniser:
    """Tokens without a key: enough to see that nothing stays in clear."""

    def identity(self, fields: IdentityFields) -> tuple[Token, ...]:
        values = msgspec.structs.asdict(fields)
        names = [name for name in IdentityFields.__struct_fields__ if values[name]]
        return tuple(token(name, str(values[name])) for name in names)

    def attribute(self, kind: AttributeKind, value: str) -> tuple[Token, ...]:
        return (token(kind, value),)

    def pseudonym(self, value: str) -> str:
        return digest(value)


def digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:16]


def token(kind: str, value: str) -> Token:
    return Token(kind=kind, domain=kind, value=digest(value), masked="***")


def examples(verdict: str) -> list[Path]:
    """All golden examples that are `valid` or `invalid`."""
    return sorted(EXAMPLES.glob(f"*/{verdict}/*.json"))


def named(path: Path) -> str:
    """A test's id: type and example."""
    return f"{path.parts[-3]}-{path.stem}"


def binary(document: dict[str, Any]) -> tuple[bytes, list[tuple[str, bytes | None]]]:
    """A structured event as binary mode: (value, headers)."""
    attributes = {name: text for name, text in document.items() if name not in {"data", "datacontenttype"}}
    headers: list[tuple[str, bytes | None]] = [(f"ce_{name}", str(text).encode()) for name, text in attributes.items()]
    headers.append(("content-type", b"application/json"))
    return json.dumps(document["data"], ensure_ascii=False).encode(), headers


def is_ours(name: str) -> bool:
    """Whether the service writes this type."""
    return name.startswith(("governance.enforcement", "governance.application", "governance.deadletters"))
