"""Which ties connect: without this a recycled phone here and a namesake there join half the marketplace.

A tie is solid where it is strong, where the two opened near each other, or where they share two kinds of things. Names
and places never connect.
"""

from __future__ import annotations

from streams.core.policy.linkage import IdentifierKind
from streams.core.policy.model import Policy
from streams.core.state_gangs import GangAccountRow


def is_solid(one: GangAccountRow, other: GangAccountRow, kind: str, policy: Policy) -> bool:
    """Whether a shared token of this kind connects these two; the same asked from either side."""
    identifier = _connecting(kind, policy)
    if identifier is None:
        return False
    return identifier.strength == "strong" or _opened_near(one, other, policy) or _kinds_shared(one, other, policy) > 1


def _connecting(kind: str, policy: Policy) -> IdentifierKind | None:
    identifier = policy.identifiers.get(kind)
    return None if identifier is None or identifier.rare or identifier.group == "place" else identifier


def _opened_near(one: GangAccountRow, other: GangAccountRow, policy: Policy) -> bool:
    return one.opened is not None and other.opened is not None and abs(one.opened - other.opened) <= policy.gangs.burst


def _kinds_shared(one: GangAccountRow, other: GangAccountRow, policy: Policy) -> int:
    kinds = (policy.identifiers.get(kind) for token, kind in one.tokens.items() if token in other.tokens)
    return len({kind.group for kind in kinds if kind is not None and not kind.rare})
