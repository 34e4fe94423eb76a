"""How long events have waited. It goes on counting while nobody can look: a rebalance makes no event younger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from faust.types import TP


class Freshness:
    """Remembers since when the oldest event known of each topic waits, and since when nothing could be seen."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        self._blind_since = 0.0

    def seen(self, waiting: Iterable[tuple[TP, float | None]], now: float) -> dict[TP, float]:
        """Seconds for each place where records wait since the given time; None: not one of them was seen yet.

        That one has waited for as long as nothing was seen, at the least.
        """
        found = list(waiting)
        unknown = any(since is None for _, since in found)
        self._blind_since = (self._blind_since or now) if unknown else 0.0
        ages = {tp: max(now - (self._blind_since if since is None else since), 0.0) for tp, since in found}
        self._since = {}
        for tp, age in ages.items():
            self._since[tp.topic] = min(self._since.get(tp.topic, now), now - age)
        return ages

    def unseen(self, topics: Iterable[str], blind_for: float, now: float) -> Mapping[str, float]:
        """While partitions are nobody's: what arrived since then waits, and what waited before waits still."""
        self._blind_since = min(self._blind_since or now, now - blind_for)
        return {topic: now - min(self._since.get(topic, now), self._blind_since) for topic in topics}
