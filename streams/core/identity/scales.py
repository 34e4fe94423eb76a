"""Weighing under one policy, each pair once: who shares much is asked about again with every answer that comes in."""

from __future__ import annotations

from schemas.sealed import Token
from streams.core.identity.alike import Written
from streams.core.identity.weigh import Shared, Weighed, is_hopeless, weigh
from streams.core.policy.model import Policy

REMEMBERED = 4_000
"""Weighings kept; a crew of a hundred takes some thousands, and everybody else a few at a time."""
POLICIES = 8

Ties = tuple[tuple[Token, int, int, int], ...]
"""What two share: token, elders, peers and age. Plain tuples, for they are looked up all the time."""


class Scales:
    """Weighs by one policy's model, and remembers: the same shared things and sketches weigh the same."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._known: dict[tuple[Ties, Written, Written], Weighed | None] = {}

    def weigh(self, ties: Ties, mine: Written, theirs: Written) -> Weighed | None:
        """All that is shared; None where nothing of it counts."""
        key = (ties, mine, theirs)
        if key in self._known:
            return self._known[key]
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        found = self._known[key] = self._weighed([Shared(*tie) for tie in ties], mine, theirs)
        return found

    def _weighed(self, shared: list[Shared], mine: Written, theirs: Written) -> Weighed | None:
        if is_hopeless(shared, self.policy):
            return None
        weighed = weigh(shared, mine, theirs, self.policy)
        return weighed if weighed.groups() else None


_SCALES: dict[int, Scales] = {}


def scales_of(policy: Policy) -> Scales:
    """The scales of a policy; those of the last few are kept."""
    known = _SCALES.get(id(policy))
    if known is None or known.policy is not policy:
        if len(_SCALES) >= POLICIES:
            _SCALES.clear()
        known = _SCALES[id(policy)] = Scales(policy)
    return known
