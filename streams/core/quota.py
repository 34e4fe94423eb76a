"""Quotas: how often each measure was taken in each minute of event time, and which minute went beyond.

Counted from what was published, over all sellers. What follows is a brake, which is an event with a time of its own:
nothing here changes a decision.
"""

from __future__ import annotations

import msgspec

from schemas.enforcement import Enforcement, EnforcementTaken, Measure
from schemas.seal import micros
from streams.core.policy.model import PolicySet
from streams.core.time import MINUTE, instant

MINUTES_MAX = 240
"""So many (measure, minute) pairs are remembered, the newest ones."""


class Exceeded(msgspec.Struct, frozen=True, kw_only=True):
    """More of a measure was taken in one minute (its first microsecond) than the quota of the policy then in force."""

    measure: Measure
    minute: int
    quota: int
    policy_version: str

    def words(self) -> str:
        """For the record."""
        return (
            f"more than {self.quota} in the minute of {instant(self.minute):%Y-%m-%d %H:%M} UTC, "
            f"the quota of {self.policy_version}"
        )


class QuotaCount:
    """Live measures taken, by measure and minute. Enforcement ids may come twice: they count once."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, str], set[str]] = {}

    def add(self, enforcement: Enforcement, policies: PolicySet) -> Exceeded | None:
        """Count one; tells the first time a minute goes beyond its quota."""
        data = enforcement.data
        if not isinstance(enforcement, EnforcementTaken) or data.mode != "live":
            return None
        at = micros(enforcement.time)
        policy = policies.at(at)
        quota = policy.quotas.get(data.measure)
        if quota is None:
            return None
        minute = at - at % MINUTE
        if not self._goes_beyond((minute, data.measure), enforcement.id, quota):
            return None
        return Exceeded(measure=data.measure, minute=minute, quota=quota, policy_version=policy.version)

    def _goes_beyond(self, key: tuple[int, str], name: str, quota: int) -> bool:
        """Whether this is the first one beyond; what comes after it need not be counted."""
        seen = self._seen.setdefault(key, set())
        if len(seen) > quota or name in seen:
            return False
        seen.add(name)
        if len(self._seen) > MINUTES_MAX:
            del self._seen[min(self._seen)]
        return len(seen) > quota
