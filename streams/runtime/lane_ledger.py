"""What the lane has fetched and what has been decided and committed: backlog, lag, and whether a partition is idle.

Offsets are committed in transactions elsewhere; this only counts. It belongs to the event loop of the worker.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from aiokafka.structs import ConsumerRecord
from faust.types import TP


class Ledger:
    """Per partition: the end of what was fetched, the end of what was committed, and the last append time seen."""

    __slots__ = ("_committed", "_fetched", "_pending", "_taken", "appended_at", "commits")

    def __init__(self) -> None:
        self._fetched: dict[TP, int] = {}
        self._taken: dict[TP, int] = {}
        self._pending: dict[TP, deque[tuple[int, float]]] = {}
        self._committed: dict[TP, int] = {}
        self.appended_at: dict[TP, float] = {}
        self.commits = 0

    def fetched(self, lists: Mapping[TP, Sequence[ConsumerRecord]]) -> None:
        """These lists left the fetcher; they count as waiting until they are taken."""
        for tp, records in lists.items():
            if records:
                end = self._fetched[tp] = records[-1].offset + 1
                self._pending.setdefault(tp, deque()).append((end, records[0].timestamp / 1000.0))

    def taken(self, tp: TP, end: int) -> None:
        """An agent has handed everything below `end` to its task."""
        self._taken[tp] = end

    def committed(self, ends: Mapping[TP, int]) -> None:
        """A transaction with these offsets has been committed."""
        self._committed.update(ends)
        self.commits += 1
        for tp in ends:
            self._forget_settled(tp)

    def _forget_settled(self, tp: TP) -> None:
        pending, committed = self._pending.get(tp), self._committed.get(tp, 0)
        while pending and pending[0][0] <= committed:
            pending.popleft()

    def oldest(self, tp: TP) -> float | None:
        """Append time of the oldest fetched list that has not been committed; None when there is none."""
        self._forget_settled(tp)
        pending = self._pending.get(tp)
        return pending[0][1] if pending else None

    def waiting(self) -> bool:
        """Whether any fetched list still waits for its agent: then a transaction may as well fill up."""
        taken = self._taken
        return any(taken.get(tp, 0) < end for tp, end in self._fetched.items())

    def settled(self, tp: TP) -> bool:
        """Whether everything fetched of this partition has been committed."""
        return self._committed.get(tp, 0) >= self._fetched.get(tp, 0)

    def unsettled(self) -> bool:
        """Whether anything fetched has not been committed yet."""
        return any(not self.settled(tp) for tp in self._fetched)

    def committed_end(self, tp: TP) -> int | None:
        """The offset after the last committed record, or None before the first commit."""
        return self._committed.get(tp)

    def clear(self) -> None:
        """Reading starts again at the committed offsets."""
        self._fetched.clear()
        self._taken.clear()
        self._pending.clear()
        self._committed.clear()
        self.appended_at.clear()
