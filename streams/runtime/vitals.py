"""Is it alive, is it ready, how far behind is it? Looked up from the running app, never remembered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from faust.types import TP

from streams.runtime.app import LaneApp
from streams.runtime.standstill import Standstill
from streams.runtime.task_group import TaskGroup

JOIN_GRACE_SECONDS = 60.0
STALL_SECONDS = 120.0


class Vitals:
    """The worker seen from outside."""

    def __init__(self, app: LaneApp, tasks: TaskGroup, session_seconds: float) -> None:
        self._app = app
        self._tasks = tasks
        self._patience = 3 * session_seconds + JOIN_GRACE_SECONDS
        self._rebalancing_since: float | None = None
        self._restored = 0
        self._moved: tuple[int, float] = (0, time.monotonic())
        self._unsettled_since: float | None = time.monotonic()
        self._standstill = Standstill()

    def sample(self) -> None:
        """Note how things stand; called a few times a second."""
        now = time.monotonic()
        self._note_rebalance(now)
        commits = self._app.ledger.commits
        if commits != self._moved[0] or not self._app.ledger.unsettled():
            self._moved = (commits, now)
        if self._settled_in():
            self._unsettled_since = None
        elif self._unsettled_since is None:
            self._unsettled_since = now
        self._standstill.note([(tp, self._app.ledger.committed_end(tp)) for tp, lag in self.lag() if lag], now)

    def _note_rebalance(self, now: float) -> None:
        """Faust calls it rebalancing until our restore is through: as long as rows come back, it gets on."""
        restored, self._restored = self._restored, self._tasks.restored
        if not self._app.rebalancing:
            self._rebalancing_since = None
        elif self._rebalancing_since is None or self._restored != restored:
            self._rebalancing_since = now

    def rebalancing_seconds(self) -> float:
        """How long the worker has been joining, rebalancing or restoring; 0 while it works."""
        return 0.0 if self._unsettled_since is None else time.monotonic() - self._unsettled_since

    def stalled(self) -> dict[int, float]:
        """Partition number -> seconds for which records have waited there and nothing moved."""
        return self._standstill.seconds(time.monotonic())

    def assigned(self) -> list[TP]:
        """The partitions of ours that this worker holds."""
        return [tp for tp in self._app.consumer.assignment() if tp.topic in self._app.lane_topics]

    def lag(self) -> list[tuple[TP, int]]:
        """Partition and records behind, for everything assigned whose end is known."""
        return [(tp, behind) for tp, behind in self._behind() if behind is not None]

    def unseen(self) -> list[TP]:
        """What is assigned and has not answered yet, such as a partition without a leader."""
        return [tp for tp, behind in self._behind() if behind is None]

    def _behind(self) -> Iterator[tuple[TP, int | None]]:
        for tp in self.assigned() if self._settled_in() else ():
            end = self._app.ledger.committed_end(tp)
            yield tp, 0 if self._caught_up(tp) else self._thread().remaining(tp, end)

    def no_lag(self, number: int) -> bool:
        """Whether everything of this partition number, of every topic, has been decided and committed."""
        if not self._settled_in():
            return False
        return all(self._caught_up(tp) for tp in self.assigned() if tp.partition == number)

    def why_not_ready(self) -> str | None:
        """None when partitions are assigned and rows restored."""
        if self._app.crashed:
            return "crashed"
        return None if self._settled_in() else "joining the group or restoring rows"

    def why_not_alive(self) -> str | None:
        """None while the worker makes progress. Lag alone is no reason: killing a busy worker helps nobody."""
        now = time.monotonic()
        if self._app.crashed:
            return "crashed"
        if self._rebalancing_since is not None and now - self._rebalancing_since > self._patience:
            return f"rebalancing for more than {self._patience:.0f} s, and no row came back"
        if now - self._moved[1] > STALL_SECONDS:
            return f"records wait and nothing was committed for {STALL_SECONDS:.0f} s"
        return None

    def _settled_in(self) -> bool:
        return self._tasks.ready and not self._app.rebalancing

    def _caught_up(self, tp: TP) -> bool:
        return bool(self._thread().reached_end(tp)) and self._app.ledger.settled(tp)

    def _thread(self) -> Any:
        return self._app.consumer._thread  # noqa: SLF001  # our own LaneThread
