"""What every part of a written policy can do: give itself as plain values, without what equals its default."""

from __future__ import annotations

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a document, as written: spans such as `24h`, times as RFC 3339 in UTC."""

    def tree(self) -> dict[str, object]:
        """Plain values by key, without what equals its default."""
        fields = ((field, getattr(self, field.name)) for field in msgspec.structs.fields(self))
        return {field.encode_name: _plain(value) for field, value in fields if value != _default(field)}


def _default(field: msgspec.structs.FieldInfo) -> object:
    made = field.default_factory
    return field.default if made is msgspec.NODEFAULT else made()


def _plain(value: object) -> object:
    if isinstance(value, Part):
        return value.tree()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value
