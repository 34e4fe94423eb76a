"""Which partition numbers stand still: records wait, and the offset after the last committed one does not move.

A slow partition moves; one whose task hangs, or whose leader is gone, does not, and nothing else would say so.
"""

from __future__ import annotations

from collections.abc import Iterable

from faust.types import TP


class Standstill:
    """Remembers since when each partition has stood where it stands."""

    def __init__(self) -> None:
        self._since: dict[TP, tuple[int | None, float]] = {}

    def note(self, behind: Iterable[tuple[TP, int | None]], now: float) -> None:
        """The partitions with records waiting, each with its committed end; all others move or have nothing to do."""
        before, self._since = self._since, {}
        for tp, end in behind:
            stood = before.get(tp)
            self._since[tp] = stood if stood is not None and stood[0] == end else (end, now)

    def seconds(self, now: float) -> dict[int, float]:
        """Partition number -> how long the worst of its topics has stood still."""
        found: dict[int, float] = {}
        for tp, (_end, since) in self._since.items():
            found[tp.partition] = max(found.get(tp.partition, 0.0), now - since)
        return found
