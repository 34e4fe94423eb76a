"""Several partitions whose hop records take their time, as on Kafka: each pair of partitions keeps its own order."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from random import Random

from schemas.deadletter import DeadLetter
from schemas.enforcement import ApplicationDecided, Enforcement
from schemas.envelope import Event
from schemas.events.clock import TickData, Ticked
from streams.core.digest import InForce
from streams.core.engine import Input, run
from streams.core.hops import AnyHop, decode_hop, encode_hop
from streams.core.policy.model import PolicySet
from streams.core.rows.store import Rows
from streams.core.time import instant
from streams.runtime.placing import partition_of

Channel = tuple[str, int, int]


class Partitions:
    """As many partitions; `said` and `answers` in the order in which they were published.

    `haste` says how soon a hop record is read, beside a source event: 0 reads all events first (a backlog), 1 takes
    turns, 50 hardly ever lets one wait. `aligned` reads the events of all partitions by their times; without it each
    partition goes on at its own pace. `stalled` partitions read nothing.
    """

    def __init__(
        self, policies: PolicySet, dice: Random, *, count: int = 4, haste: float = 1.0, aligned: bool = True
    ) -> None:
        self.policies = policies
        self.dice = dice
        self.haste = haste
        self.rows = [Rows(partition=number) for number in range(count)]
        self.said: list[Enforcement] = []
        self.answers: list[ApplicationDecided] = []
        self.refused: list[tuple[Input, DeadLetter]] = []
        self.in_force = InForce()
        self.stalled: set[int] = set()
        self._aligned = aligned
        self._sources: dict[int, deque[tuple[int, Event]]] = defaultdict(deque)
        self._hops: dict[Channel, deque[AnyHop]] = defaultdict(deque)
        self._told = 0

    def feed(self, events: Iterable[Event]) -> None:
        """Put events on their partitions, and go on until nothing waits any more."""
        for event in events:
            self._put(self._place(event), event)
        self._run()

    def move_to(self, at: int) -> None:
        """One tick for each partition, with whatever is under way going on meanwhile."""
        for number in range(len(self.rows)):
            self._put(number, tick_of(number, at))
        self._run()

    def tick_between(self, events: Iterable[Event], every: int) -> list[Event]:
        """The events, by time, with ticks of all partitions between them, so many microseconds apart."""
        told, out, last = sorted(events, key=lambda one: one.time), list[Event](), 0
        for event in told:
            now = round(event.time.timestamp() * 1e6)
            if now - last >= every:
                out += [tick_of(number, now) for number in range(len(self.rows))]
                last = now
            out.append(event)
        return out

    def _put(self, number: int, event: Event) -> None:
        self._told += 1
        self._sources[number].append((self._told, event))

    def _place(self, event: Event) -> int:
        if isinstance(event, Ticked):
            return event.data.partition
        return partition_of((event.subject or "").encode(), len(self.rows))

    def _run(self) -> None:
        while True:
            sources = [number for number, waiting in self._sources.items() if waiting and number not in self.stalled]
            hops = [channel for channel, waiting in self._hops.items() if waiting and channel[2] not in self.stalled]
            if not sources and not hops:
                return
            if hops and (not sources or self.dice.random() * (1 + self.haste) < self.haste):
                channel = self.dice.choice(hops)
                self._step(channel[2], self._hops[channel].popleft())
            else:
                number = min(sources, key=lambda one: self._sources[one][0][0])
                number = number if self._aligned else self.dice.choice(sources)
                self._step(number, self._sources[number].popleft()[1])

    def _step(self, number: int, what: Input) -> None:
        step = run(self.rows[number], [what], self.policies)[0]
        if isinstance(step.verdict, DeadLetter):
            self.refused.append((what, step.verdict))
        self.said += step.enforcements
        self.answers += step.applications
        for enforcement in step.enforcements:
            self.in_force.add(enforcement)
        for hop in step.hops:
            to = hop.partition()
            to = partition_of(hop.key().encode(), len(self.rows)) if to is None else to
            self._hops[type(hop).__name__, number, to].append(decode_hop(encode_hop(hop)))


def tick_of(number: int, at: int) -> Ticked:
    """A tick of one partition."""
    return Ticked(
        id=f"{number}-at-{at}", source="clock", time=instant(at), data=TickData(time=instant(at), partition=number)
    )
