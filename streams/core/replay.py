"""Replay: the same engine over events from anywhere, without a broker. One store of rows; a tick moves every row.

Hop records are answered at once, after the event that sent them, so that every application is decided when it happens.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from schemas.deadletter import DeadLetter
from schemas.enforcement import ApplicationDecided, Enforcement
from schemas.envelope import Event, type_of
from schemas.events.clock import TickData, Ticked
from streams.core.digest import InForce, digest
from streams.core.engine import decide
from streams.core.handlers.shown import Reading, read_all
from streams.core.hops import AnyHop
from streams.core.policy.model import PolicySet
from streams.core.rows.store import Rows
from streams.core.step import Step
from streams.core.time import instant

LIST = 1_000
Order = tuple[datetime, str, str, str]


def order_of(event: Event) -> Order:
    """Replay's order: (time, type, source, id)."""
    return (event.time, type_of(event), event.source, event.id)


class Replay:
    """A run over events that come in replay's order. `publish` sees every output as it is decided."""

    def __init__(
        self,
        policies: PolicySet,
        publish: Callable[[Enforcement | ApplicationDecided], None] | None = None,
        refused: Callable[[Event, DeadLetter], None] | None = None,
    ) -> None:
        """`refused` is told every event that could be read but not decided."""
        self._refused = refused
        self.policies = policies
        self.rows = Rows()
        self.in_force = InForce()
        self.ids: set[str] = set()
        self.verdicts: Counter[str] = Counter()
        self.dead_letters: Counter[tuple[str, str]] = Counter()
        self.measures: Counter[tuple[str, str, str, str]] = Counter()
        self.decisions: Counter[str] = Counter()
        self._publish = publish

    def feed(self, events: Iterable[Event | DeadLetter]) -> None:
        """Decide events, in order; texts are read a list at a time."""
        for events_list in _lists(events):
            for event, reading in zip(events_list, read_all(events_list, self.policies), strict=True):
                if isinstance(event, DeadLetter):
                    self._count(event)
                else:
                    self._step(event, reading)

    def move_to(self, at: int) -> None:
        """Move the clock of every row on to `at` (microseconds), as a tick does; not counted as an event."""
        time = instant(at)
        tick = Ticked(id=f"as-of-{at}", source="replay", time=time, data=TickData(time=time, partition=0))
        self._apply(tick, None)

    def digest(self) -> str:
        """Of everything published, live and shadow, taken and lifted."""
        return digest(self.ids)

    def standing_digest(self) -> str:
        """Of the live measures in force."""
        return self.in_force.digest()

    def _step(self, event: Event, reading: Reading) -> None:
        verdict = self._apply(event, reading)
        self._count(verdict)
        if self._refused is not None and isinstance(verdict, DeadLetter):
            self._refused(event, verdict)

    def _count(self, verdict: object) -> None:
        if isinstance(verdict, DeadLetter):
            self.verdicts["dead_letter"] += 1
            self.dead_letters[verdict.stage, verdict.reason] += 1
        else:
            self.verdicts[str(verdict)] += 1

    def _apply(self, event: Event, reading: Reading) -> object:
        step = decide(self.rows, event, reading, self.policies)
        self._take(step)
        if step.hops:
            waiting: deque[AnyHop] = deque(step.hops)
            while waiting:
                answer = decide(self.rows, waiting.popleft(), None, self.policies)
                self._take(answer)
                waiting.extend(answer.hops)
        return step.verdict

    def _take(self, step: Step) -> None:
        for key, row in step.rows.items():
            self.rows.put(key, row)
        for enforcement in step.enforcements:
            self._enforced(enforcement)
        for answer in step.applications:
            self.decisions[answer.data.decision] += 1
            self._say(answer)

    def _enforced(self, enforcement: Enforcement) -> None:
        data = enforcement.data
        change = type_of(enforcement).split(".")[2]
        self.ids.add(enforcement.id)
        self.in_force.add(enforcement)
        self.measures[data.measure, data.violation_class, data.mode, change] += 1
        self._say(enforcement)

    def _say(self, output: Enforcement | ApplicationDecided) -> None:
        if self._publish is not None:
            self._publish(output)


def _lists(events: Iterable[Event | DeadLetter]) -> Iterator[list[Event | DeadLetter]]:
    iterator = iter(events)
    while chunk := list(islice(iterator, LIST)):
        yield chunk
