"""Where the published form of the contract lies, as text by path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import yaml

from schemas.generate.asyncapi import asyncapi
from schemas.generate.catalogue import wire_types
from schemas.generate.json_schema import json_schema

ROOM: Final = Path(__file__).parents[1]
CONTRACT_VERSION: Final = "1.0.0"
HEAD: Final = "# Generated from the types and the topic registry by `python -m schemas.generate`; do not edit.\n"

Files = dict[Path, str]


def published() -> Files:
    """Every generated file's text; deterministic."""
    return {**_schemas(), ROOM / "asyncapi.yaml": HEAD + _yaml(asyncapi(CONTRACT_VERSION, _examples()))}


def drifted(files: Files) -> list[Path]:
    """The files that are missing, differ, or should no longer be there."""
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return stale + [path for path in (ROOM / "json").glob("*.json") if path not in files]


def write(files: Files) -> None:
    """Bring the tree in step: write what differs, remove what no type stands behind any more."""
    for path in drifted(files):
        if path not in files:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8")


def _schemas() -> Files:
    return {
        ROOM / "json" / f"{name}.json": _json(json_schema(kind, ours=topic.direction == "out"))
        for name, kind, topic in wire_types()
    }


def _examples() -> dict[str, object]:
    """The first golden example of each type."""
    return {
        name: json.loads(min((ROOM / "examples" / name / "valid").glob("*.json")).read_text(encoding="utf-8"))
        for name, _, _ in wire_types()
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _yaml(value: object) -> str:
    return yaml.dump(value, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)


class _Plain(yaml.SafeDumper):
    """YAML without anchors: every part stands where it is read."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        """Never."""
        return True
