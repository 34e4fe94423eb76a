"""What changes between two versions: rules, ladders and settings added, removed and changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from streams.core.policy.document import Document

Kind = Literal["added", "removed", "changed"]
_IGNORED = ("cases", "owner")  # they decide nothing


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference; `before` and `after` are as written, None where there is nothing."""

    kind: Kind
    what: str
    before: Any = None
    after: Any = None


def compare(before: Document, after: Document) -> tuple[Change, ...]:
    """All differences that can change a decision, rules first."""
    old, new = _tree(before), _tree(after)
    rules = _named(_rules(old), _rules(new), "rule")
    ladders = _named(old.get("ladders", {}), new.get("ladders", {}), "ladder")
    identifiers = _named(old.get("identifiers", {}), new.get("identifiers", {}), "identifier")
    done = ("rules", "ladders", "identifiers")
    rest = _fields("", _without(old, done), _without(new, done))
    return (*rules, *ladders, *identifiers, *rest)


def _tree(document: Document) -> dict[str, Any]:
    tree: dict[str, Any] = msgspec.json.decode(document.text())
    return tree


def _rules(tree: Mapping[str, Any]) -> dict[str, Any]:
    return {rule["id"]: _without(rule, _IGNORED) for rule in tree.get("rules", ())}


def _without(tree: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in tree.items() if key not in keys}


def _named(old: Mapping[str, Any], new: Mapping[str, Any], word: str) -> Iterator[Change]:
    for name in (*old, *(name for name in new if name not in old)):
        what = f"{word} {name}"
        if name not in new:
            yield Change(kind="removed", what=what, before=old[name])
        elif name not in old:
            yield Change(kind="added", what=what, after=new[name])
        else:
            yield from _fields(f"{what}: ", old[name], new[name])


def _fields(prefix: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield Change(kind="changed", what=prefix + key, before=old.get(key), after=new.get(key))
