"""Counting a crowd: who reported one target for one reason within the window, by person, by linked cluster.

A tally is fed in order and asked at any point; it holds whole numbers only, so that going on from a row and folding it
again from its first fact come to the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from math import exp, log

import msgspec

from streams.core.credibility import UNIT, is_muted, weight
from streams.core.facts import Reported, Viewed
from streams.core.policy.crowd import Crowd

CROWD_KINDS = ("viewer", "buyer")
SHARED = ""  # who comes without a cluster shares this one


class Count(msgspec.Struct, frozen=True):
    """What a tally says. `weight` is after caps and contrary votes; `probability` that the target really violates."""

    reporters: int
    clusters: int
    against: int
    weight: float
    probability: float
    burst: bool


class Tally:
    """The reports of one target and reason."""

    def __init__(self, rule: Crowd) -> None:
        self._rule = rule
        self._entries: deque[Reported | Viewed] = deque()
        self._people: dict[str, tuple[int, int, str, bool]] = {}
        self._clusters: dict[str, dict[str, int]] = {}
        self._worths: dict[str, int] = {}
        self._crowds: dict[str, int] = {}
        self._against: dict[str, int] = {}
        self._total = 0
        self._in_order = True

    def add(self, entry: Reported | Viewed) -> None:
        """The next report or contrary vote, in order; of one person's reports the latest counts."""
        if entry.start != entry.time:  # recorded later: starts are not in order any more, and windows may go back
            self._in_order = False
        self._entries.append(entry)
        self._count(entry)

    def at(self, fact: Reported, since: int) -> Count:
        """The crowd in (since, the fact's start]."""
        if not self._in_order:
            inside = [entry for entry in self._entries if since < entry.start <= fact.start]
            return _told(_tally_of(inside, self._rule), fact)
        while self._entries and self._entries[0].start <= since:
            self._forget(self._entries.popleft())
        return _told(self, fact)

    def _count(self, entry: Reported | Viewed) -> None:
        if isinstance(entry, Viewed):
            self._against[entry.reporter] = self._against.get(entry.reporter, 0) + 1
            return
        times = self._out(entry.reporter)
        muted = is_muted(entry.record, entry.time, self._rule)
        worth = weight(entry.record, entry.kind, entry.since, entry.time, self._rule)
        self._in(entry.reporter, times + 1, worth, entry.cluster or SHARED, entry.kind in CROWD_KINDS and not muted)

    def _forget(self, entry: Reported | Viewed) -> None:
        if isinstance(entry, Viewed):
            self._against[entry.reporter] -= 1
            if not self._against[entry.reporter]:
                del self._against[entry.reporter]
            return
        _, worth, cluster, counts = self._people[entry.reporter]
        times = self._out(entry.reporter) - 1
        if times:
            self._in(entry.reporter, times, worth, cluster, counts)

    def _in(self, person: str, times: int, worth: int, cluster: str, counts: bool) -> None:
        self._people[person] = (times, worth, cluster, counts)
        if counts:
            self._crowds[cluster] = self._crowds.get(cluster, 0) + 1
        self._clusters.setdefault(cluster, {})[person] = worth
        if cluster == SHARED:
            self._weigh(cluster, self._worths.get(cluster, 0) + worth)
        else:
            self._weigh(cluster, max(self._worths.get(cluster, 0), worth))

    def _out(self, person: str) -> int:
        """Take a person out; how many of their reports there were."""
        known = self._people.pop(person, None)
        if known is None:
            return 0
        times, worth, cluster, counts = known
        if counts:
            self._crowds[cluster] -= 1
            if not self._crowds[cluster]:
                del self._crowds[cluster]
        members = self._clusters[cluster]
        del members[person]
        if cluster == SHARED:
            self._weigh(cluster, self._worths[cluster] - worth)
        elif worth == self._worths[cluster]:
            self._weigh(cluster, max(members.values(), default=0))
        return times

    def _weigh(self, cluster: str, worth: int) -> None:
        """A cluster of linked accounts counts like its weightiest one; those without a cluster share one, capped."""
        cap = round(self._rule.unclustered_cap * UNIT) if cluster == SHARED else worth
        before = self._worths.get(cluster, 0)
        self._worths[cluster] = worth
        self._total += min(worth, cap) - (min(before, cap) if cluster == SHARED else before)

    def recent(self, since: int) -> list[Reported]:
        """The reports after `since`."""
        found = []
        for entry in reversed(self._entries):
            if entry.start <= since:
                break
            if isinstance(entry, Reported):
                found.append(entry)
        return found

    def totals(self) -> tuple[int, int, int, int]:
        """Reporters, clusters, contrary votes by others, weight in units."""
        reporters = sum(self._crowds.values())
        against = len(self._against.keys() - self._people.keys())
        return reporters, len(self._crowds), against, self._total


def _tally_of(entries: Iterable[Reported | Viewed], rule: Crowd) -> Tally:
    tally = Tally(rule)
    for entry in sorted(entries, key=lambda entry: (entry.start, entry.order())):
        tally.add(entry)
    return tally


def _told(tally: Tally, fact: Reported) -> Count:
    rule = tally._rule  # noqa: SLF001 - the tally's own other half
    reporters, clusters, against, units = tally.totals()
    is_burst = _is_burst(tally, fact, reporters, rule)
    if is_burst:  # whoever can summon so many at once must not gain by it: a person looks instead
        recent = {id(entry) for entry in tally.recent(fact.start - rule.burst_span)}
        units = _tally_of((e for e in tally._entries if id(e) not in recent), rule).totals()[3]  # noqa: SLF001 - same
    contrary = 1 - rule.against * against / (against + 10 * reporters) if against else 1.0
    crowd = round(units / UNIT * contrary, 3)
    share = clusters / reporters if reporters else 0.0
    return Count(reporters, clusters, against, crowd, probability(crowd, share, rule), is_burst)


def probability(crowd: float, diversity: float, rule: Crowd) -> float:
    """That the target really violates: a logistic curve over the weight and the share of independent reporters."""
    score = rule.intercept + rule.slope * log(crowd + 0.05) + rule.diversity * diversity
    return round(1 / (1 + exp(-score)), 3)


def _is_burst(tally: Tally, fact: Reported, reporters: int, rule: Crowd) -> bool:
    """Far more in a short time than this target's own pace, from few independent sources."""
    if reporters < rule.burst_reports:
        return False
    recent = tally.recent(fact.start - rule.burst_span)
    people = {entry.reporter for entry in recent}
    before = max(reporters - len(people), 0)
    if len(people) < rule.burst_reports or len(people) < rule.burst_times * before:
        return False
    return len({entry.cluster or SHARED for entry in recent}) < rule.burst_diversity * len(people)
