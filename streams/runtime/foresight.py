"""Whether a policy or a switch was learnt in time: before any event was decided that it should have judged.

An event may claim a time up to ten minutes ahead of the clock, and is decided at once. What takes effect in between was
then learnt too late for it: this worker decided as if it were not there, and a replay decides with it.
"""

from __future__ import annotations

from streams.core.time import SECOND

SKEW = 5 * SECOND
"""Clocks of producers differ by so much in any case: an event this little ahead is no surprise, and not looked at."""


class Foresight:
    """The latest event time decided ahead of the clock, in microseconds."""

    def __init__(self) -> None:
        self._latest = 0

    def decided(self, at: int) -> None:
        """An event of this time was decided, more than `SKEW` before its time came."""
        self._latest = max(self._latest, at)

    def is_late(self, since: int, now: int) -> bool:
        """Whether events that lie at or after `since` may have been decided by `now`."""
        return since <= max(self._latest, now + SKEW)
