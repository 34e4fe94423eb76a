"""Identity as written in a policy: identifiers, likeness, gangs."""

from __future__ import annotations

import msgspec

from streams.core.policy.document_part import Part


class IdentifierText(Part, frozen=True, kw_only=True):
    """One identifier kind."""

    strength: str
    group: str
    weight: float
    bits: float | None = None
    half_life: str | None = None
    rare: bool = False
    shared: int | None = None
    hub: int | None = None


class LikenessText(Part, frozen=True, kw_only=True):
    """How much likeness says, by level."""

    strength: str
    group: str
    bits: tuple[float, ...]


class LinkageText(Part, frozen=True, kw_only=True):
    """The model of linkage as written."""

    prior: float = -9.0
    natural: float = 0.0
    hop: float = 2.0
    explained: float = 0.25
    unlike_shop: float = 0.25
    caps: dict[str, float] = msgspec.field(default_factory=dict)
    likeness: dict[str, LikenessText] = msgspec.field(default_factory=dict)


class GangsText(Part, frozen=True, kw_only=True):
    """When a community is a gang, as written."""

    min_size: int = 5
    max_size: int = 400
    min_banned: int = 1
    lone_size: int = 8
    unbanned_size: int = 10
    kinds: int = 3
    bits: float = 11.0
    near: int = 2
    burst: str = "14d"
    legal_basis: tuple[str, ...] = ()
