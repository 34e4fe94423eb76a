"""Bursts: far more reports in a short time than the target's own pace, from few independent sources."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection

from streams.core.facts import Reported
from streams.core.policy.crowd import Crowd

SHARED = ""  # who comes without a cluster shares this one


def in_bursts(entries: Collection[Reported], rule: Crowd) -> set[tuple[str, str]]:
    """The causes of reports that came in a burst, at any moment so far: they gain no weight by waiting."""
    window: deque[Reported] = deque()
    people, homes = Counter[str](), Counter[str]()
    known, found = set[str](), set[tuple[str, str]]()
    for entry in sorted(entries, key=lambda entry: entry.start):
        while window and window[0].start <= entry.start - rule.burst_span:
            _leave(window.popleft(), people, homes, known)
        window.append(entry)
        people[entry.reporter] += 1
        homes[entry.cluster or SHARED] += 1
        if _is_burst(len(people), len(homes), len(known - people.keys()), rule):
            found.update(one.cause for one in window)
    return found


def _leave(entry: Reported, people: Counter[str], homes: Counter[str], known: set[str]) -> None:
    known.add(entry.reporter)
    people[entry.reporter] -= 1
    if not people[entry.reporter]:
        del people[entry.reporter]
    home = entry.cluster or SHARED
    homes[home] -= 1
    if not homes[home]:
        del homes[home]


def _is_burst(people: int, homes: int, before: int, rule: Crowd) -> bool:
    if people < rule.burst_reports or people < rule.burst_times * before:
        return False
    return homes < rule.burst_diversity * people
