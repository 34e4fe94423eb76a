"""A house for tests: rows, an engine, and a memory of what was published. Events in, standings out, no broker."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from schemas.decode import decode
from schemas.enforcement import ApplicationDecided, Enforcement, EnforcementTaken
from schemas.envelope import Event
from schemas.sealed import Tokeniser
from streams.core.digest import InForce, StandingKey
from streams.core.engine import Input, run
from streams.core.policy.model import PolicySet
from streams.core.rows.store import Rows
from streams.core.step import Step
from streams.testing.builders import JsonEvent, to_bytes
from streams.testing.policies import fingers
from streams.testing.tokens import PlainTokeniser


class House:
    """One partition. Hop records are answered at once."""

    def __init__(self, policies: PolicySet | None = None, tokeniser: Tokeniser | None = None) -> None:
        self.policies = policies or fingers()
        self.tokeniser = tokeniser or PlainTokeniser()
        self.rows = Rows()
        self.said: list[Enforcement] = []
        self.answers: list[ApplicationDecided] = []
        self.in_force = InForce()

    def hear(self, *events: JsonEvent) -> list[Step]:
        """Built events, decoded and decided one by one; returns the steps, those of hop records included."""
        return self.decide(self.read(event) for event in events)

    def read(self, event: JsonEvent) -> Event:
        """A built event as decode gives it; a dead letter is a mistake of the test."""
        decoded = decode(to_bytes(event), (), self.tokeniser)
        if not isinstance(decoded, Event):
            raise TypeError(f"the test built a bad event: {decoded}")
        return decoded

    def decide(self, events: Iterable[Event]) -> list[Step]:
        """Decoded events."""
        steps: list[Step] = []
        for event in events:
            waiting: deque[Input] = deque([event])
            while waiting:
                steps.append(self.step(waiting.popleft()))
                waiting.extend(steps[-1].hops)
        return steps

    def step(self, event: Input) -> Step:
        """One event or hop record; the hop records it sends are left to the caller."""
        step = run(self.rows, [event], self.policies)[0]
        self._remember(step)
        return step

    def _remember(self, step: Step) -> None:
        self.said += step.enforcements
        self.answers += step.applications
        for enforcement in step.enforcements:
            self.in_force.add(enforcement)

    def story(self) -> list[str]:
        """What was published, in words: `taken warn seller-1`."""
        return [
            f"{'taken' if isinstance(e, EnforcementTaken) else 'lifted'} {e.data.measure} {e.data.target_id}"
            for e in self.said
        ]

    def standing(self) -> list[StandingKey]:
        """The live measures in force."""
        return self.in_force.keys()

    def measures(self) -> list[str]:
        """Just the measures in force, sorted."""
        return sorted(key[3] for key in self.in_force.keys())  # noqa: SIM118 - `keys` is a method of ours
