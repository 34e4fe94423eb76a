"""Weighing under one policy, each pair once: who shares much is asked about again with every answer that comes in."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.sealed import Token
from streams.core.identity.alike import Written
from streams.core.identity.weigh import Weighed, is_hopeless, weigh
from streams.core.identity.worth import Shared
from streams.core.policy.model import Policy

REMEMBERED = 4_000
"""Weighings kept; a crew of a hundred takes some thousands, and everybody else a few at a time."""
CROWDS = 20_000
"""Kinds with crowds: a few dozen kinds, and hardly two hundred who share a thing."""
POLICIES = 8

Shares = tuple[int, int, int]
"""How many hold a token: elders and peers; and whether it is the desk's of an agency."""
Tie = tuple[str, str, int, int, int, int]
"""A shared token: value, kind, how many hold it, age. Plain, for it is looked up all the time."""
Ties = tuple[Tie, ...]
Crowd = tuple[str, int]
"""A token that only the applicant need hold: its kind, and how many others do."""
Key = tuple[Ties, tuple[Crowd, ...], Written, Written]


class Scales:
    """Weighs by one policy's model, and remembers: the same shared things and sketches weigh the same."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._known: dict[Key, Weighed | None] = {}
        self._common: dict[tuple[str, str, Shares], bool] = {}

    def weigh(
        self, ties: Ties, tokens: Mapping[str, Token], town: tuple[Crowd, ...], mine: Written, theirs: Written
    ) -> Weighed | None:
        """All that is shared; None where nothing of it counts."""
        key = (ties, town, mine, theirs)
        if key in self._known:
            return self._known[key]
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        shared = [Shared(tokens[value], *of_it) for value, _, *of_it in ties]
        found = self._known[key] = self._weighed(shared, dict(town), mine, theirs)
        return found

    def is_common(self, token: Token, crowd: Shares) -> bool:
        """Whether a token that so many share counts for nothing, however lately anybody was seen with it."""
        key = (token.kind, token.domain, crowd)
        if key not in self._common:
            if len(self._common) >= CROWDS:
                self._common.clear()
            self._common[key] = is_hopeless((Shared(token, *crowd),), self.policy)
        return self._common[key]

    def _weighed(self, shared: list[Shared], town: Mapping[str, int], mine: Written, theirs: Written) -> Weighed | None:
        if is_hopeless(shared, self.policy):
            return None
        weighed = weigh(shared, mine, theirs, self.policy, town)
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
