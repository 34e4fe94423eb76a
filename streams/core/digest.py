"""Digests that two runs are compared by: of the ids that were published, and of the measures in force."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from schemas.enforcement import Enforcement, EnforcementTaken
from schemas.seal import micros

StandingKey = tuple[str, str, str, str, str, int | None]


def digest(ids: Iterable[str]) -> str:
    """SHA-256 (hex) of the sorted unique enforcement ids, one a line."""
    return sha256("\n".join(sorted(set(ids))).encode()).hexdigest()


class InForce:
    """What is in force = taken less superseded, as enforcements come in, in any order."""

    def __init__(self) -> None:
        self._taken: dict[str, Enforcement] = {}
        self._superseded: set[str] = set()

    def add(self, enforcement: Enforcement) -> None:
        """One record of the enforcements topic."""
        if isinstance(enforcement, EnforcementTaken):
            if enforcement.id in self._superseded:
                self._superseded.discard(enforcement.id)
            else:
                self._taken[enforcement.id] = enforcement
        elif enforcement.data.supersedes is not None and self._taken.pop(enforcement.data.supersedes, None) is None:
            self._superseded.add(enforcement.data.supersedes)

    def enforcements(self) -> list[Enforcement]:
        """The taken records in force, by id."""
        return [self._taken[key] for key in sorted(self._taken)]

    def keys(self) -> list[StandingKey]:
        """Sorted distinct (seller, target kind, target id, measure, class, expires_at in microseconds), mode live."""
        keys = {_key(enforcement) for enforcement in self._taken.values() if enforcement.data.mode == "live"}
        return sorted(keys, key=lambda key: (*key[:5], key[5] if key[5] is not None else -1))

    def digest(self) -> str:
        """SHA-256 (hex) of the keys, tab-separated, one a line; no expiry is an empty field."""
        lines = ["\t".join("" if field is None else str(field) for field in key) for key in self.keys()]
        return sha256("\n".join(lines).encode()).hexdigest()


def _key(enforcement: Enforcement) -> StandingKey:
    data = enforcement.data
    expires = None if data.expires_at is None else micros(data.expires_at)
    return (data.seller_id, data.target_kind, data.target_id, data.measure, data.violation_class, expires)
