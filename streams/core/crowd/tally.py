"""Counting a crowd: who reported one target for one reason within the window, by person, by linked cluster.

Counted anew from the facts when a report comes, and going on from entry to entry when a row is folded again: both hold
whole numbers only, so that they come to the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from math import exp, log

import msgspec

from streams.core.crowd.bursts import SHARED, Bursts, in_bursts
from streams.core.policy.crowd import Crowd
from streams.core.rows.credibility import UNIT, is_muted, weight
from streams.core.rows.facts import RULERS, Fact, Judged, Reported
from streams.core.rows.views import Hours, against

CROWD_KINDS = ("viewer", "buyer")


class Count(msgspec.Struct, frozen=True):
    """What a tally says. `weight` is after caps and contrary votes; `probability` that the target really violates."""

    reporters: int
    clusters: int
    against: int
    weight: float
    probability: float
    burst: bool


class Totals(msgspec.Struct, frozen=True):
    """People, independent clusters, and the weight in units."""

    reporters: int
    clusters: int
    units: int


def worth(entry: Reported, rule: Crowd) -> int:
    """The report's weight in units."""
    return weight(entry.record, entry.kind, entry.since, entry.time, rule)


def counts(entry: Reported, rule: Crowd) -> bool:
    """Whether its author is one of the crowd: no competitor, not muted."""
    return entry.kind in CROWD_KINDS and (entry.record.abused is None or not is_muted(entry.record, entry.time, rule))


def count_once(facts: Sequence[Fact], fact: Reported, since: int, rule: Crowd, views: Hours = ()) -> Count:
    """The crowd in (since, the fact's start], of the facts up to this one.

    A report that a person or a regulator has ruled wrong by then counts no more.
    """
    if facts[-1] is not fact:
        facts = facts[: next(place for place, entry in enumerate(facts) if entry is fact) + 1]
    reason, until = fact.reason, fact.start
    known = [entry for entry in facts if isinstance(entry, Reported) and entry.reason == reason]
    if any([entry.recorded for entry in known]):  # noqa: C419 - a list is half the cost, and this is asked every time
        known = [entry for entry in known if entry.start <= until]
    if len(facts) > len(known):
        known = _standing(known, facts)
    entries = known if not known or known[0].time > since else [entry for entry in known if entry.start > since]
    totals = totals_of(entries, rule)
    summoned = in_bursts(known, rule) if could_burst(known, rule) else set()
    return told(totals, entries, fact, since, rule, summoned, views)


def _standing(known: list[Reported], facts: Iterable[Fact]) -> list[Reported]:
    judged = [entry for entry in facts if isinstance(entry, Judged)]
    wrong = {entry.report_id: entry.ruling != "upheld" for entry in judged if entry.ruled_by in RULERS}
    return [entry for entry in known if not wrong.get(entry.report_id)] if wrong else known


def count_alone(fact: Reported, rule: Crowd) -> Count:
    """The first thing ever said about a target: what `count_once` gives, at a third of its cost."""
    totals = _alone(fact, rule)
    crowd = round(totals.units / UNIT, 3)
    return Count(totals.reporters, totals.clusters, 0, crowd, probability(crowd, float(totals.clusters), rule), False)


def could_burst(known: Collection[Reported], rule: Crowd) -> bool:
    """Whether enough of all that is known, not only of the window, share few sources; nearly all need no closer look.

    Each report more adds one home at most, so what is too diverse as a whole has no part that is not.
    """
    if len(known) < rule.burst_reports:
        return False
    homes = len({entry.cluster or SHARED for entry in known})
    return len(known) - homes >= rule.burst_reports * (1 - rule.burst_diversity)


def totals_of(entries: Sequence[Reported], rule: Crowd) -> Totals:
    """One pass: of each person the latest report; a cluster of linked accounts counts like its weightiest one."""
    if len(entries) == 1:
        return _alone(entries[0], rule)
    if any([entry.recorded for entry in entries]):  # noqa: C419 - else they are in the order in which they begin
        entries = sorted(entries, key=_begin)
    latest = {entry.reporter: entry for entry in entries}
    clusters, crowds, shared, reporters = dict[str, int](), set[str](), 0, 0
    for entry in latest.values():
        units, cluster = worth(entry, rule), entry.cluster or SHARED
        if counts(entry, rule):
            reporters += 1
            crowds.add(cluster)
        if cluster == SHARED:
            shared += units
        elif units > clusters.get(cluster, 0):
            clusters[cluster] = units
    units = sum(clusters.values()) + min(shared, round(rule.unclustered_cap * UNIT))
    return Totals(reporters, len(crowds), units)


def _alone(entry: Reported, rule: Crowd) -> Totals:
    """One person: most targets never hear of a second."""
    units, counted = worth(entry, rule), int(counts(entry, rule))
    return Totals(counted, counted, units if entry.cluster else min(units, round(rule.unclustered_cap * UNIT)))


def _begin(entry: Reported) -> tuple[int, int, str, str, str]:
    return (entry.start, *entry.order())


def told(
    totals: Totals,
    entries: Collection[Reported],
    fact: Reported,
    since: int,
    rule: Crowd,
    summoned: Collection[tuple[str, str]],
    views: Hours = (),
) -> Count:
    """Totals with what bursts (`summoned` came in one) and contrary votes make of them."""
    units = totals.units
    burst = bool(summoned) and any(entry.cause in summoned for entry in entries)
    if burst:  # whoever can summon so many at once must not gain by it, then or later: a person looks instead
        units = totals_of([entry for entry in entries if entry.cause not in summoned], rule).units
    contrary = against(views, since, fact.start, {entry.reporter for entry in entries}) if views else 0
    share = 1 - rule.against * contrary / (contrary + 10 * totals.reporters) if contrary else 1.0
    crowd = round(units / UNIT * share, 3)
    diversity = totals.clusters / totals.reporters if totals.reporters else 0.0
    return Count(totals.reporters, totals.clusters, contrary, crowd, probability(crowd, diversity, rule), burst)


def probability(crowd: float, diversity: float, rule: Crowd) -> float:
    """That the target really violates: a logistic curve over the weight and the share of independent reporters."""
    score = rule.intercept + rule.slope * log(crowd + 0.05) + rule.diversity * diversity
    return round(1 / (1 + exp(-max(min(score, 50.0), -50.0))), 3)


class Tally:
    """The same, going on: fed in order, asked at any point."""

    def __init__(self, rule: Crowd) -> None:
        self._rule = rule
        self._entries: deque[Reported] = deque()
        self._all: list[Reported] = []
        self._bursts = Bursts(rule)
        self._people: dict[str, tuple[int, int, str, bool]] = {}
        self._clusters: dict[str, dict[str, int]] = {}
        self._worths: dict[str, int] = {}
        self._crowds: dict[str, int] = {}
        self._total = 0
        self._in_order = True

    def add(self, entry: Reported) -> None:
        """The next report; of one person's reports the latest counts."""
        if entry.start != entry.time:  # recorded later: starts are not in order any more, and windows may go back
            self._in_order = False
        self._entries.append(entry)
        self._all.append(entry)
        self._bursts.add(entry)
        times, units = self._out(entry.reporter), worth(entry, self._rule)
        self._in(entry.reporter, (times + 1, units, entry.cluster or SHARED, counts(entry, self._rule)))

    def at(self, fact: Reported, since: int, views: Hours = ()) -> Count:
        """The crowd in (since, the fact's start]."""
        if not self._in_order:
            inside = [entry for entry in self._entries if since < entry.start <= fact.start]
            totals = totals_of(inside, self._rule)
            summoned = in_bursts([entry for entry in self._all if entry.start <= fact.start], self._rule)
            return told(totals, inside, fact, since, self._rule, summoned, views)
        while self._entries and self._entries[0].start <= since:
            self._forget(self._entries.popleft())
        totals = Totals(sum(self._crowds.values()), len(self._crowds), self._total)
        return told(totals, self._entries, fact, since, self._rule, self._bursts.found, views)

    def _forget(self, entry: Reported) -> None:
        person = self._people[entry.reporter]
        times = self._out(entry.reporter) - 1
        if times:
            self._in(entry.reporter, (times, *person[1:]))

    def _in(self, name: str, person: tuple[int, int, str, bool]) -> None:
        _, units, cluster, counted = self._people[name] = person
        if counted:
            self._crowds[cluster] = self._crowds.get(cluster, 0) + 1
        self._clusters.setdefault(cluster, {})[name] = units
        known = self._worths.get(cluster, 0)
        self._weigh(cluster, known + units if cluster == SHARED else max(known, units))

    def _out(self, name: str) -> int:
        """Take a person out; how many of their reports there were."""
        if name not in self._people:
            return 0
        times, units, cluster, counted = self._people.pop(name)
        if counted:
            self._crowds[cluster] -= 1
            if not self._crowds[cluster]:
                del self._crowds[cluster]
        members = self._clusters[cluster]
        del members[name]
        if cluster == SHARED:
            self._weigh(cluster, self._worths[cluster] - units)
        elif units == self._worths[cluster]:
            self._weigh(cluster, max(members.values(), default=0))
        return times

    def _weigh(self, cluster: str, units: int) -> None:
        cap = round(self._rule.unclustered_cap * UNIT)
        before = self._worths.get(cluster, 0)
        self._worths[cluster] = units
        self._total += min(units, cap) - min(before, cap) if cluster == SHARED else units - before
