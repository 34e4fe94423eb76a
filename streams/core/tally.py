"""Counting a crowd: who reported one target for one reason within the window, by person, by linked cluster.

Counted anew from the facts when a report comes, and going on from entry to entry when a row is folded again: both hold
whole numbers only, so that they come to the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from math import exp, log

import msgspec

from streams.core.credibility import UNIT, Record, is_muted, lower_bound, weight
from streams.core.facts import Fact, Reported, Viewed
from streams.core.policy.crowd import Crowd

CROWD_KINDS = ("viewer", "buyer")
SHARED = ""  # who comes without a cluster shares this one
Entry = Reported | Viewed


class Count(msgspec.Struct, frozen=True):
    """What a tally says. `weight` is after caps and contrary votes; `probability` that the target really violates."""

    reporters: int
    clusters: int
    against: int
    weight: float
    probability: float
    burst: bool


class Totals(msgspec.Struct, frozen=True):
    """People, independent clusters, contrary votes by others, and the weight in units."""

    reporters: int
    clusters: int
    against: int
    units: int


class Scale:
    """Weighs single reports; nearly all reporters have the same record, none, so bounds are remembered."""

    def __init__(self, rule: Crowd) -> None:
        self.rule = rule
        self._bounds: dict[Record, float] = {}

    def worth(self, entry: Reported) -> int:
        """The report's weight in units."""
        bound = self._bounds.get(entry.record)
        if bound is None:
            bound = self._bounds[entry.record] = lower_bound(entry.record, self.rule)
        return weight(entry.record, entry.kind, entry.since, entry.time, self.rule, bound)

    def counts(self, entry: Reported) -> bool:
        """Whether its author is one of the crowd: no competitor, not muted."""
        return entry.kind in CROWD_KINDS and not is_muted(entry.record, entry.time, self.rule)


def count_once(facts: Iterable[Fact], fact: Reported, since: int, rule: Crowd) -> Count:
    """The crowd in (since, the fact's start], of the facts up to this one."""
    entries: list[Entry] = []
    for entry in facts:
        if isinstance(entry, Reported):
            if entry.reason == fact.reason and since < entry.start <= fact.start:
                entries.append(entry)
            if entry is fact:
                break
        elif isinstance(entry, Viewed) and since < entry.start <= fact.start:
            entries.append(entry)
    return told(totals_of(entries, rule), entries, fact, rule)


def totals_of(entries: Iterable[Entry], rule: Crowd) -> Totals:
    """One pass: of each person the latest report; a cluster of linked accounts counts like its weightiest one."""
    latest: dict[str, Reported] = {}
    against: set[str] = set()
    entries = list(entries)
    if any(entry.recorded is not None for entry in entries):  # else they are in the order in which they begin
        entries.sort(key=_begin)
    for entry in entries:
        if isinstance(entry, Reported):
            latest[entry.reporter] = entry
        else:
            against.add(entry.reporter)
    scale, clusters, crowds, shared = Scale(rule), dict[str, int](), set[str](), 0
    reporters = 0
    for entry in latest.values():
        worth, cluster = scale.worth(entry), entry.cluster or SHARED
        if scale.counts(entry):
            reporters += 1
            crowds.add(cluster)
        if cluster == SHARED:
            shared += worth
        elif worth > clusters.get(cluster, 0):
            clusters[cluster] = worth
    units = sum(clusters.values()) + min(shared, round(rule.unclustered_cap * UNIT))
    return Totals(reporters, len(crowds), len(against - latest.keys()), units)


def _begin(entry: Entry) -> tuple[int, int, str, str, str]:
    return (entry.start, *entry.order())


def told(totals: Totals, entries: Sequence[Entry], fact: Reported, rule: Crowd) -> Count:
    """Totals with what bursts and contrary votes make of them."""
    units, burst = totals.units, False
    if totals.reporters >= rule.burst_reports:
        recent = {id(e) for e in entries if isinstance(e, Reported) and e.start > fact.start - rule.burst_span}
        burst = _is_burst([e for e in entries if id(e) in recent], totals.reporters, rule)
        if burst:  # whoever can summon so many at once must not gain by it: a person looks instead
            units = totals_of([e for e in entries if id(e) not in recent], rule).units
    contrary = 1 - rule.against * totals.against / (totals.against + 10 * totals.reporters) if totals.against else 1.0
    crowd = round(units / UNIT * contrary, 3)
    share = totals.clusters / totals.reporters if totals.reporters else 0.0
    return Count(totals.reporters, totals.clusters, totals.against, crowd, probability(crowd, share, rule), burst)


def probability(crowd: float, diversity: float, rule: Crowd) -> float:
    """That the target really violates: a logistic curve over the weight and the share of independent reporters."""
    score = rule.intercept + rule.slope * log(crowd + 0.05) + rule.diversity * diversity
    return round(1 / (1 + exp(-max(min(score, 50.0), -50.0))), 3)


def _is_burst(recent: Iterable[Entry], reporters: int, rule: Crowd) -> bool:
    """Far more in a short time than this target's own pace, from few independent sources."""
    homes = {entry.reporter: entry.cluster or SHARED for entry in recent if isinstance(entry, Reported)}
    before = max(reporters - len(homes), 0)
    if len(homes) < rule.burst_reports or len(homes) < rule.burst_times * before:
        return False
    return len(set(homes.values())) < rule.burst_diversity * len(homes)


class Tally:
    """The same, going on: fed in order, asked at any point."""

    def __init__(self, rule: Crowd) -> None:
        self._rule = rule
        self._scale = Scale(rule)
        self._entries: deque[Entry] = deque()
        self._people: dict[str, tuple[int, int, str, bool]] = {}
        self._clusters: dict[str, dict[str, int]] = {}
        self._worths: dict[str, int] = {}
        self._crowds: dict[str, int] = {}
        self._against: dict[str, int] = {}
        self._total = 0
        self._in_order = True

    def add(self, entry: Entry) -> None:
        """The next report or contrary vote; of one person's reports the latest counts."""
        if entry.start != entry.time:  # recorded later: starts are not in order any more, and windows may go back
            self._in_order = False
        self._entries.append(entry)
        if isinstance(entry, Viewed):
            self._against[entry.reporter] = self._against.get(entry.reporter, 0) + 1
            return
        times, worth = self._out(entry.reporter), self._scale.worth(entry)
        self._in(entry.reporter, (times + 1, worth, entry.cluster or SHARED, self._scale.counts(entry)))

    def at(self, fact: Reported, since: int) -> Count:
        """The crowd in (since, the fact's start]."""
        if not self._in_order:
            inside = [entry for entry in self._entries if since < entry.start <= fact.start]
            return told(totals_of(inside, self._rule), inside, fact, self._rule)
        while self._entries and self._entries[0].start <= since:
            self._forget(self._entries.popleft())
        against = len(self._against.keys() - self._people.keys())
        totals = Totals(sum(self._crowds.values()), len(self._crowds), against, self._total)
        return told(totals, self._entries, fact, self._rule)

    def _forget(self, entry: Entry) -> None:
        if isinstance(entry, Viewed):
            self._against[entry.reporter] -= 1
            if not self._against[entry.reporter]:
                del self._against[entry.reporter]
            return
        person = self._people[entry.reporter]
        times = self._out(entry.reporter) - 1
        if times:
            self._in(entry.reporter, (times, *person[1:]))

    def _in(self, name: str, person: tuple[int, int, str, bool]) -> None:
        _, worth, cluster, counts = self._people[name] = person
        if counts:
            self._crowds[cluster] = self._crowds.get(cluster, 0) + 1
        self._clusters.setdefault(cluster, {})[name] = worth
        known = self._worths.get(cluster, 0)
        self._weigh(cluster, known + worth if cluster == SHARED else max(known, worth))

    def _out(self, name: str) -> int:
        """Take a person out; how many of their reports there were."""
        if name not in self._people:
            return 0
        times, worth, cluster, counts = self._people.pop(name)
        if counts:
            self._crowds[cluster] -= 1
            if not self._crowds[cluster]:
                del self._crowds[cluster]
        members = self._clusters[cluster]
        del members[name]
        if cluster == SHARED:
            self._weigh(cluster, self._worths[cluster] - worth)
        elif worth == self._worths[cluster]:
            self._weigh(cluster, max(members.values(), default=0))
        return times

    def _weigh(self, cluster: str, worth: int) -> None:
        cap = round(self._rule.unclustered_cap * UNIT)
        before = self._worths.get(cluster, 0)
        self._worths[cluster] = worth
        self._total += min(worth, cap) - min(before, cap) if cluster == SHARED else worth - before
