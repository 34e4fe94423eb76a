"""Bursts: far more reports in a short time than the target's own pace, from few independent sources."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection

from streams.core.policy.crowd import Crowd
from streams.core.rows.facts import Reported
from streams.core.time import DAY

SHARED = ""  # who comes without a cluster shares this one
PACE = DAY  # so far back a target's own pace is looked for


class Bursts:
    """Fed with reports as they begin. `found` are the causes of those in a burst at any moment so far."""

    def __init__(self, rule: Crowd) -> None:
        self._rule = rule
        self._window: deque[Reported] = deque()
        self._past: deque[Reported] = deque()
        self._people: Counter[str] = Counter()
        self._homes: Counter[str] = Counter()
        self._before: Counter[str] = Counter()
        self.found: set[tuple[str, str]] = set()

    def add(self, entry: Reported) -> None:
        """The next report."""
        while self._window and self._window[0].start <= entry.start - self._rule.burst_span:
            self._leave(self._window.popleft())
        while self._past and self._past[0].start <= entry.start - PACE:
            _less(self._before, self._past.popleft().reporter)
        self._window.append(entry)
        self._people[entry.reporter] += 1
        self._homes[entry.cluster or SHARED] += 1
        if self._is_burst():
            for one in reversed(self._window):
                if one.cause in self.found:
                    break
                self.found.add(one.cause)

    def _leave(self, entry: Reported) -> None:
        self._past.append(entry)
        self._before[entry.reporter] += 1
        _less(self._people, entry.reporter)
        _less(self._homes, entry.cluster or SHARED)

    def _is_burst(self) -> bool:
        people, rule = len(self._people), self._rule
        if people < rule.burst_reports or len(self._homes) >= rule.burst_diversity * people:
            return False
        before = self._before.keys() - self._people.keys() if self._before else ()
        return people >= rule.burst_times * len(before)


def _begin(entry: Reported) -> tuple[int, int, str, str, str]:
    return (entry.start, *entry.order())


def _less(counter: Counter[str], name: str) -> None:
    counter[name] -= 1
    if not counter[name]:
        del counter[name]


def in_bursts(entries: Collection[Reported], rule: Crowd) -> set[tuple[str, str]]:
    """The causes of reports that came in a burst: they gain no weight by waiting."""
    bursts = Bursts(rule)
    in_order = sorted(entries, key=_begin) if any(entry.recorded is not None for entry in entries) else entries
    for entry in in_order:  # the facts of a row are in the order of their times
        bursts.add(entry)
    return bursts.found
