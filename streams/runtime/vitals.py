"""Is it alive, is it ready, how far behind is it? Looked up from the running app, never remembered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from faust.types import TP

from streams.runtime.app import LaneApp
from streams.runtime.hearing import Hearing
from streams.runtime.standstill import Standstill
from streams.runtime.task_group import TaskGroup

JOIN_GRACE_SECONDS = 60.0
STALL_SECONDS = 120.0


class Vitals:
    """The worker seen from outside.

    `broker_patience` is for how long an answer of the broker holds; `unheard` says how long ago it last answered a
    client of its own, the reader of policies.
    """

    def __init__(
        self,
        app: LaneApp,
        tasks: TaskGroup,
        session_seconds: float,
        broker_patience: float,
        unheard: Callable[[], float],
    ) -> None:
        self._app = app
        self._tasks = tasks
        self._broker_patience = broker_patience
        self._unheard = unheard
        self._hearing = Hearing()
        self._broker_gone = float("-inf")
        self._patience = 3 * session_seconds + JOIN_GRACE_SECONDS
        self._rebalancing_since: float | None = None
        self._restored = 0
        self._moved: tuple[int, float] = (0, time.monotonic())
        self._unsettled_since: float | None = time.monotonic()
        self._standstill = Standstill()

    def sample(self) -> None:
        """Note how things stand; called a few times a second."""
        now = time.monotonic()
        if self._unheard() > self._broker_patience:
            self._broker_gone = now
        self._note_rebalance(now)
        commits = self._app.ledger.commits
        if commits != self._moved[0] or not self._app.ledger.unsettled():
            self._moved = (commits, now)
        if self._settled_in():
            self._unsettled_since = None
        elif self._unsettled_since is None:
            self._unsettled_since = now
        held = self.assigned() if self._settled_in() else []
        self._hearing.note([(tp, self._thread().answered(tp)) for tp in held], now)
        self._standstill.note([(tp, self._app.ledger.committed_end(tp)) for tp, lag in self._last_known() if lag], now)

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
        """Partition number -> seconds for which something has waited there and nothing moved."""
        now = time.monotonic()
        stalled = self._standstill.seconds(now)
        for number, seconds in self._tasks.under_way(now).items():
            stalled[number] = max(stalled.get(number, 0.0), seconds)
        return stalled

    def silence(self) -> float:
        """For how long the broker has owed an answer to a fetch, the worst partition held; 0 while it answers."""
        return self._hearing.longest()

    def longest_transaction(self) -> float:
        """How long the oldest transaction under way has taken so far; 0 when there is none."""
        return max(self._tasks.under_way(time.monotonic()).values(), default=0.0)

    def assigned(self) -> list[TP]:
        """The partitions of ours that this worker holds."""
        return [tp for tp in self._app.consumer.assignment() if tp.topic in self._app.lane_topics]

    def lag(self) -> list[tuple[TP, int]]:
        """Partition and records behind, for everything assigned whose end is known."""
        return [(tp, behind) for tp, behind in self._last_known() if behind is not None and not self._is_silent(tp)]

    def unseen(self) -> list[tuple[TP, float | None]]:
        """What is assigned and of which nothing is known, and for how many seconds not (None: it never answered).

        A partition without a leader, or one whose end was not confirmed lately: 0 behind then was 0 behind.
        """
        known = self._last_known()
        silent = ((tp, None if behind is None else self._hearing.age(tp)) for tp, behind in known)
        return [(tp, age) for tp, age in silent if age is None or self._is_silent(tp)]

    def _last_known(self) -> Iterator[tuple[TP, int | None]]:
        """Records behind by the last answer, however old."""
        for tp in self.assigned() if self._settled_in() else ():
            end = self._app.ledger.committed_end(tp)
            yield tp, 0 if self._reached_end(tp) else self._thread().remaining(tp, end)

    def _is_silent(self, tp: TP) -> bool:
        return self._hearing.age(tp) > self._broker_patience

    def no_lag(self, number: int) -> bool:
        """Whether everything of this partition number, of every topic, has been decided and committed."""
        if not self._settled_in():
            return False
        return all(self._caught_up(tp) for tp in self.assigned() if tp.partition == number)

    def why_not_ready(self) -> str | None:
        """None when partitions are assigned and rows restored."""
        if self._app.crashed:
            return "crashed"
        if not self._settled_in():
            return "joining the group or restoring rows"
        if self.silence() > self._broker_patience:
            return f"the broker has not answered for {self.silence():.0f} s"
        if self.longest_transaction() > self._broker_patience:
            return f"a transaction has been under way for {self.longest_transaction():.0f} s"
        return None

    def why_not_alive(self) -> str | None:
        """None while the worker makes progress. Lag alone is no reason: killing a busy worker helps nobody.

        Nor is a broker that answers no client of ours, or did not until now: a restarted worker could not even start,
        and all would be restarted at once.
        """
        if self._app.crashed:
            return "crashed"
        now = time.monotonic()
        return None if now - self._broker_gone < STALL_SECONDS else self._why_stuck(now)

    def _why_stuck(self, now: float) -> str | None:
        if self._rebalancing_since is not None and now - self._rebalancing_since > self._patience:
            return f"rebalancing for more than {self._patience:.0f} s, and no row came back"
        if now - self._moved[1] > STALL_SECONDS:
            return f"records wait and nothing was committed for {STALL_SECONDS:.0f} s"
        if self.longest_transaction() > STALL_SECONDS:
            return f"a transaction has been under way for {STALL_SECONDS:.0f} s, and the broker answers"
        if self._hearing.shortest() > STALL_SECONDS:
            return f"no fetch was answered for {STALL_SECONDS:.0f} s, and the broker answers others"
        return None

    def _settled_in(self) -> bool:
        return self._tasks.ready and not self._app.rebalancing

    def _caught_up(self, tp: TP) -> bool:
        return self._reached_end(tp) and not self._is_silent(tp)

    def _reached_end(self, tp: TP) -> bool:
        return bool(self._thread().reached_end(tp)) and self._app.ledger.settled(tp)

    def _thread(self) -> Any:
        return self._app.consumer._thread  # noqa: SLF001  # our own LaneThread
