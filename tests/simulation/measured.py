"""What the engine makes of a simulated community: for each target the crowd at its heaviest, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from streams.core.policy.model import Hit, PolicySet, SignalValue
from streams.testing.communities import Target
from streams.testing.house import House


class Crowdest(msgspec.Struct, frozen=True):
    """The heaviest moment of one target's crowd."""

    guilty: bool
    crowd: float = 0.0
    diversity: float = 0.0
    probability: float = 0.0


class Ear:
    """The rules of a policy on reports, overheard."""

    def __init__(self, rules: object) -> None:
        self._rules = rules
        self.heard: Mapping[str, SignalValue] | None = None

    def hits(self, signals: Mapping[str, SignalValue], at: int) -> tuple[Hit, ...]:
        self.heard = signals
        return self._rules.hits(signals, at)  # type: ignore[attr-defined]


def overheard(policies: PolicySet) -> tuple[PolicySet, Ear]:
    """The policies, without score steps, whose signals on reports can be read."""
    (policy,) = policies.versions
    ear = Ear(policy.evaluators["report"])
    crowd = msgspec.structs.replace(policy.crowd, steps=())
    changed = msgspec.structs.replace(policy, evaluators={**policy.evaluators, "report": ear}, crowd=crowd)
    return PolicySet((changed,)), ear


def crowdest(targets: Iterable[Target], policies: PolicySet) -> list[Crowdest]:
    """All targets' events in time order, through the engine with its reporters' rows."""
    policies, ear = overheard(policies)
    house, best = House(policies), dict[str, Crowdest]()
    events = []
    for target in targets:
        best[target.id] = Crowdest(target.guilty)
        events += [(event["time"], event["id"], target, event) for event in target.events]
    for _, _, target, event in sorted(events, key=lambda one: one[:2]):
        ear.heard = None
        house.hear(event)
        best[target.id] = _heavier(best[target.id], ear.heard)
    return list(best.values())


def _heavier(known: Crowdest, signals: Mapping[str, SignalValue] | None) -> Crowdest:
    if signals is None or float(signals["crowd"]) <= known.crowd:
        return known
    diversity = int(signals["clusters"]) / max(int(signals["reporters"]), 1)
    return Crowdest(known.guilty, float(signals["crowd"]), diversity, float(signals["probability"]))


def roc_area(scored: Iterable[tuple[bool, float]]) -> float:
    """The chance that a guilty target scores above an innocent one."""
    known = list(scored)
    guilty, innocent = [s for g, s in known if g], [s for g, s in known if not g]
    wins = sum((g > i) + 0.5 * (g == i) for g in guilty for i in innocent)
    return wins / (len(guilty) * len(innocent))
