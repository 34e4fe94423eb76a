"""What the engine makes of a simulated community: for each target its crowd as it grew, and what was published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from schemas.enforcement import EnforcementTaken
from streams.core.policy.model import Hit, PolicySet, SignalValue
from streams.testing.communities import Target
from streams.testing.house import House


class Moment(msgspec.Struct, frozen=True):
    """One target's crowd as one report left it."""

    crowd: float = 0.0
    diversity: float = 0.0
    probability: float = 0.0


class Grown(msgspec.Struct, frozen=True):
    """One target: the truth, and its crowd report by report."""

    guilty: bool
    moments: tuple[Moment, ...] = ()

    def heaviest(self) -> Moment:
        """Its crowd when it weighed most."""
        return max(self.moments, key=lambda moment: moment.crowd, default=Moment())

    def spoken(self, least: float, step: float) -> list[Moment]:
        """Moments that a measure may speak of: from weight `least` on, each time it has grown by `step`.

        Of a crowd that never gets so far, the heaviest.
        """
        found, wanted = [], least
        for moment in self.moments:
            if moment.crowd >= wanted:
                found.append(moment)
                while wanted <= moment.crowd:
                    wanted *= step
        return found or [self.heaviest()]


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


def grown(targets: Iterable[Target], policies: PolicySet) -> list[Grown]:
    """All targets' events in time order, through the engine with its reporters' rows."""
    policies, ear = overheard(policies)
    house, moments, known = House(policies), dict[str, list[Moment]](), dict[str, bool]()
    events = []
    for target in targets:
        moments[target.id], known[target.id] = [], target.guilty
        events += [(event["time"], event["id"], target.id, event) for event in target.events]
    for _, _, name, event in sorted(events, key=lambda one: one[:2]):
        ear.heard = None
        house.hear(event)
        if ear.heard is not None:
            moments[name].append(_moment(ear.heard))
    return [Grown(guilty, tuple(moments[name])) for name, guilty in known.items()]


def _moment(signals: Mapping[str, SignalValue]) -> Moment:
    diversity = int(signals["clusters"]) / max(int(signals["reporters"]), 1)
    return Moment(float(signals["crowd"]), diversity, float(signals["probability"]))


def published(targets: Iterable[Target], policies: PolicySet) -> list[tuple[str, bool, float]]:
    """Measure, truth and score of everything that is taken, shadow reviews too."""
    known = list(targets)
    truth = {target.id: target.guilty for target in known}
    house = House(policies)
    events = (event for target in known for event in target.events)
    house.hear(*sorted(events, key=lambda event: (event["time"], event["id"])))
    taken = [e.data for e in house.said if isinstance(e, EnforcementTaken)]
    return [(data.measure, truth[data.target_id], data.score) for data in taken]


def tenths(scored: Iterable[tuple[bool, float]]) -> list[tuple[int, int, float, float]]:
    """Of each tenth of scores: which, how many, what they said on average, how many of them were guilty."""
    known = list(scored)
    found = []
    for tenth in range(10):
        inside = [(guilty, score) for guilty, score in known if tenth <= min(score * 10, 9.99) < tenth + 1]
        if inside:
            said, right = (sum(one[place] for one in inside) / len(inside) for place in (1, 0))
            found.append((tenth, len(inside), said, right))
    return found


def roc_area(scored: Iterable[tuple[bool, float]]) -> float:
    """The chance that a guilty target scores above an innocent one."""
    known = list(scored)
    guilty, innocent = [s for g, s in known if g], [s for g, s in known if not g]
    wins = sum((g > i) + 0.5 * (g == i) for g in guilty for i in innocent)
    return wins / (len(guilty) * len(innocent))
