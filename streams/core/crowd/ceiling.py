"""What a crowd may do: remind, ask for a review, and be watched on its way there. Never more, whatever a policy says.

The score of what it does is the probability that the target really violates; each score step that is crossed is
published as a review in shadow mode, which touches nobody and lets people follow it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from schemas.enforcement import Evidence, NumberEvidence
from streams.core.crowd.tally import Count, Tally, count_alone, count_once
from streams.core.policy.crowd import Crowd
from streams.core.policy.model import Hit, Policy, PolicySet, SignalValue
from streams.core.rows.facts import Fact, Held, Judged, Key, Lapse, Reported
from streams.core.rows.state import TargetRow
from streams.core.rows.views import Hours
from streams.core.standing.answers import CROWD
from streams.core.standing.holding import from_hit
from streams.core.standing.standing import Standing

CROWD_CEILING = ("remind", "review")  # Order 117, Art 20: only verified complaints may do more
SCORE = "crowd.score"
AGAIN = "crowd.again"


class Crowds:
    """The tallies of one fold, by reason; fed from the target's facts as the fold goes on."""

    def __init__(self, facts: Sequence[Fact], views: Hours = ()) -> None:
        self.facts = facts
        self._views = views
        self._tallies: dict[tuple[str, str, bool], Tally] = {}
        self._asked: set[tuple[str, str, bool]] = set()
        self._fed: dict[tuple[str, str, bool], int] = {}
        self._ruled: bool | None = None

    def count(self, fact: Reported, since: int, rule: Crowd, version: str, *, anew: bool = False) -> Count:
        """The crowd in (since, the fact's start], of what was reported up to the fact.

        `anew` counts from where a reminder was closed: its own tally, for each goes on from its own beginning.
        """
        key = (fact.reason, version, anew)  # after a change of policy the window is counted anew, by the new rules
        if key not in self._asked or self._is_ruled():  # an event in order asks once: one pass is cheaper than a tally
            self._asked.add(key)
            return count_once(self.facts, fact, since, rule, self._views)
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = Tally(rule)
        number = self._fed.get(key, 0)
        while number < len(self.facts):
            entry = self.facts[number]
            number += 1
            if isinstance(entry, Reported) and entry.reason == fact.reason:
                tally.add(entry)
            if entry is fact:
                break
        self._fed[key] = number
        return tally.at(fact, since, self._views)

    def _is_ruled(self) -> bool:
        """Whether any of the reports was ruled wrong: such leave the crowd on the way."""
        if self._ruled is None:
            self._ruled = any(isinstance(fact, Judged) and fact.ruling != "upheld" for fact in self.facts)
        return self._ruled

    def first(self, fact: Reported, since: int) -> int:
        """When the first of the reports that count began."""
        order = fact.order()
        return min(
            entry.start
            for entry in self.facts
            if isinstance(entry, Reported)
            and entry.reason == fact.reason
            and since < entry.start <= fact.start
            and entry.order() <= order
        )


class CrowdFold(msgspec.Struct, frozen=True):
    """What the fold of reports about one target needs."""

    target_kind: str
    target_id: str
    policies: PolicySet
    crowds: Crowds

    def reported(self, standing: Standing, fact: Reported) -> None:
        """One more report: what its crowd now amounts to.

        A host's answer starts the reminder anew, not the review: who edits a price whenever people complain would
        otherwise never be looked at.
        """
        policy = self.policies.at(fact.time)
        if standing.held and is_done(standing.held, (self.target_kind, self.target_id), fact, policy.crowd):
            return
        since = max(fact.start - policy.crowd_window, standing.cleared.get(fact.reason, 0))
        if fact.start <= since:
            return
        count = self.crowds.count(fact, since, policy.crowd, policy.version)
        hits = self._hits(policy, fact, count)
        for hit in hits:
            if hit.measure == "review":
                standing.take(self._held(fact, hit, count, hit.duration or policy.crowd.review))
        reminders = [hit for hit in hits if hit.measure == "remind"]
        if reminders:
            self._remind(standing, fact, reminders, count, since)
        if any(step <= count.probability for step in policy.crowd.steps):
            self._follow(standing, fact, count, policy.crowd)

    def _hits(self, policy: Policy, fact: Reported, count: Count) -> tuple[Hit, ...]:
        return policy.hits("report", _signals(self.target_kind, fact.reason, count), fact.time)

    def _remind(self, standing: Standing, fact: Reported, hits: Sequence[Hit], count: Count, since: int) -> None:
        """Open a reminder; where a crowd has reminded of the same not long ago, a person looks instead."""
        policy, closed = self.policies.at(fact.time), standing.closed.get(fact.reason, 0)
        if closed > since:
            if fact.start <= closed:
                return
            since, count = closed, self.crowds.count(fact, closed, policy.crowd, policy.version, anew=True)
            hits = [hit for hit in self._hits(policy, fact, count) if hit.measure == "remind"]
        for hit in hits:
            last = standing.crowded.get(fact.reason)
            if last is not None and fact.time - last <= policy.repeat_window and not self._is_open(standing, fact, hit):
                again = msgspec.structs.replace(hit, measure="review", rule_id=AGAIN)
                standing.take(self._held(fact, again, count, policy.crowd.review))
                continue
            held = self._held(fact, hit, count, hit.duration or policy.correction_window)
            held = msgspec.structs.replace(held, lapse=self._lapse(policy))
            if standing.opened(held) is not None:
                standing.refuse(held)
            elif not standing.joins(held):
                self._open(standing, fact, held, since)

    def _open(self, standing: Standing, fact: Reported, held: Held, since: int) -> None:
        """A reminder, or what a correction that was here first left of it: opened, and closed at once.

        Else who says every few minutes that all is well would never be reminded, nor looked at.
        """
        is_open = standing.remind(held, self.crowds.first(fact, since))
        if standing.forms(held)[0].mode == "live":
            standing.crowded[fact.reason] = fact.time
            if not is_open:
                standing.closed[fact.reason] = fact.time

    def _lapse(self, policy: Policy) -> Lapse:
        target = {"target_kind": self.target_kind, "target_id": self.target_id}
        return Lapse(measure="review", duration=policy.crowd.review, **target)

    def _is_open(self, standing: Standing, fact: Reported, hit: Hit) -> bool:
        key = (self.target_kind, self.target_id, "remind", fact.reason, hit.mode)
        return key in standing.held or (hit.mode == "live" and fact.reason in standing.told)

    def _held(self, fact: Reported, hit: Hit, count: Count, window: int) -> Held:
        return from_hit(
            hit,
            (self.target_kind, self.target_id),
            fact.time,
            fact.cause,
            basis=CROWD,
            violation_class=fact.reason,
            expires_at=fact.start + window,
            evidence=_evidence(count),
            content=CROWD,
        )

    def _follow(self, standing: Standing, fact: Reported, count: Count, rule: Crowd) -> None:
        """Publish the highest score step that was newly crossed."""
        crossed = [step for step in rule.steps if step <= count.probability]
        key = (self.target_kind, self.target_id, "review", fact.reason, "shadow")
        watched = standing.held.get(key)
        if not crossed or (watched is not None and watched.score >= crossed[-1]):
            return
        standing.lift(key, fact.time, "recomputed", fact.cause)
        policy = self.policies.at(fact.time)
        hit = Hit(
            rule_id=SCORE,
            policy_version=policy.version,
            violation_class=fact.reason,
            measure="review",
            mode="shadow",
            score=count.probability,
        )
        held = self._held(fact, hit, count, policy.crowd_window)
        step = NumberEvidence(name="probability", value=count.probability, threshold=crossed[-1])
        standing.take(msgspec.structs.replace(held, evidence=(step, *held.evidence)))


def is_done(held: Mapping[Key, Held], target: tuple[str, str], fact: Reported, rule: Crowd) -> bool:
    """Whether no report could add anything: it saves a crowd of thousands its cost."""
    if any((*target, measure, fact.reason, "live") not in held for measure in CROWD_CEILING):
        return False
    if held[*target, "review", fact.reason, "live"].basis != CROWD:
        return False
    watched = held.get((*target, "review", fact.reason, "shadow"))
    return not rule.steps or (watched is not None and watched.score >= rule.steps[-1])


def _signals(target_kind: str, reason: str, count: Count) -> dict[str, SignalValue]:
    return {
        "reason": reason,
        "target_kind": target_kind,
        "reporters": count.reporters,
        "clusters": count.clusters,
        "crowd": count.weight,
        "against": count.against,
        "probability": count.probability,
        "burst": count.burst,
    }


def brings_nothing(row: TargetRow, fact: Reported, facts: Sequence[Fact], policies: PolicySet) -> bool:
    """Whether one more report is only to be remembered: the crowd has got nowhere yet, as most do, or all it can."""
    policy = policies.at(fact.time)
    if row.held:
        held = {one.key(): one for one in row.held}
        return is_done(held, (row.target_kind, row.target_id), fact, policy.crowd)
    if len(facts) == 1:
        count = count_alone(fact, policy.crowd)
    else:
        count = count_once(facts, fact, fact.start - policy.crowd_window, policy.crowd, row.views)
    if any(step <= count.probability for step in policy.crowd.steps):
        return False
    return not policy.hits("report", _signals(row.target_kind, fact.reason, count), fact.time)


def _evidence(count: Count) -> tuple[Evidence, ...]:
    """Numbers only: nothing tells who reported."""
    numbers: list[Evidence] = [
        NumberEvidence(name="reporters", value=count.reporters),
        NumberEvidence(name="crowd", value=count.weight),
        NumberEvidence(name="clusters", value=count.clusters),
    ]
    if count.against:
        numbers.append(NumberEvidence(name="against", value=count.against))
    return tuple(numbers)
