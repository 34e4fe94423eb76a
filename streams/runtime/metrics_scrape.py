"""Metrics that are looked up at the scrape: lag, freshness, standstill, rows, assignment, policy versions."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, get_args

from faust.types import TP
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from schemas.enforcement import Measure
from streams.core.handlers.turnout import turnout
from streams.core.policy.controls import NO_CONTROLS
from streams.core.policy.model import PolicySet
from streams.runtime import metrics_catalogue as names
from streams.runtime.freshness import Freshness
from streams.runtime.lane_ledger import Ledger
from streams.runtime.metrics_catalogue import Metric
from streams.runtime.task import Task


class Progress(Protocol):
    """How far the worker is; `Vitals` is the one of the service."""

    def lag(self) -> Iterable[tuple[TP, int]]:
        """Partition and records behind."""
        ...

    def unseen(self) -> Iterable[tuple[TP, float | None]]:
        """Partitions of which it is not known whether records wait, and for how many seconds not; None: never yet."""
        ...

    def silence(self) -> float:
        """How long the broker has owed an answer."""
        ...

    def longest_transaction(self) -> float:
        """How long the oldest transaction under way has taken so far."""
        ...

    def stalled(self) -> Mapping[int, float]:
        """Partition number -> seconds for which nothing moved although records wait."""
        ...

    def rebalancing_seconds(self) -> float:
        """How long it has been without partitions."""
        ...


def _family(metric: Metric) -> GaugeMetricFamily:
    return GaugeMetricFamily(metric.name, metric.help, labels=metric.labels)


class ScrapeCollector(Collector):
    """Looks at the running worker; never fails a scrape because the group is rebalancing."""

    def __init__(
        self,
        tasks: Mapping[int, Task],
        ledger: Ledger,
        progress: Progress,
        policies: Callable[[], PolicySet | None],
    ) -> None:
        self._tasks = tasks
        self._ledger = ledger
        self._progress = progress
        self._policies = policies
        self._freshness = Freshness()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All values, now."""
        yield from self._lag_and_freshness()
        yield self._stalled()
        yield self._rows()
        yield self._reporters()
        yield self._one(names.ASSIGNED, len(self._tasks))
        yield self._one(names.REBALANCING, self._progress.rebalancing_seconds())
        yield self._one(names.BROKER_SILENCE, self._progress.silence())
        yield self._one(names.TRANSACTION_OPEN, self._progress.longest_transaction())
        yield from self._policy()
        yield from self._switches()

    def _lag_and_freshness(self) -> Iterator[GaugeMetricFamily]:
        lag, freshness, numbers = (_family(m) for m in (names.LAG, names.FRESHNESS, names.PARTITION_FRESHNESS))
        behind = list(self._progress.lag())
        for tp, records in behind:
            lag.add_metric((tp.topic, str(tp.partition)), records)
        ages, of_topic = self._ages(behind, time.time())
        of_number: dict[int, float] = defaultdict(float)
        for tp, seconds in ages.items():
            of_number[tp.partition] = max(of_number[tp.partition], seconds)
        for topic, seconds in of_topic.items():
            freshness.add_metric((topic,), seconds)
        for number, seconds in sorted(of_number.items()):
            numbers.add_metric((str(number),), seconds)
        yield from (lag, freshness, numbers)

    def _ages(self, behind: Iterable[tuple[TP, int]], now: float) -> tuple[Mapping[TP, float], Mapping[str, float]]:
        """How long records wait, by place and by topic."""
        if blind_for := self._progress.rebalancing_seconds():
            return {}, self._freshness.unseen(names.SOURCE_NAMES, blind_for, now)
        waiting = [(tp, self._since(tp)) for tp, records in behind if records]
        unseen = [(tp, self._unseen_since(tp, age, now)) for tp, age in self._progress.unseen()]
        ages = self._freshness.seen([*waiting, *unseen], now)
        of_topic = dict.fromkeys(names.SOURCE_NAMES, 0.0)
        for tp, seconds in ages.items():
            if tp.topic in of_topic:
                of_topic[tp.topic] = max(of_topic[tp.topic], seconds)
        return {tp: 0.0 for tp, _ in behind} | ages, of_topic

    def _since(self, tp: TP) -> float | None:
        """When the oldest record that waits was appended; where none was fetched yet, the newest that was decided."""
        oldest = self._ledger.oldest(tp)
        return self._ledger.appended_at.get(tp) if oldest is None else oldest

    def _unseen_since(self, tp: TP, age: float | None, now: float) -> float | None:
        """What may wait there has come after the last answer; what was known to wait waits still."""
        oldest = self._ledger.oldest(tp)
        return None if age is None else min(now - age, now if oldest is None else oldest)

    def _stalled(self) -> GaugeMetricFamily:
        family, stalled = _family(names.STALLED), self._progress.stalled()
        for number in sorted({*self._tasks, *stalled}):
            family.add_metric((str(number),), stalled.get(number, 0.0))
        return family

    def _rows(self) -> GaugeMetricFamily:
        family = _family(names.STATE_ROWS)
        counts: Counter[str] = Counter()
        for task in self._tasks.values():
            counts.update(task.rows.counts())
        for kind, count in sorted(counts.items()):
            family.add_metric((kind,), count)
        return family

    def _reporters(self) -> GaugeMetricFamily:
        family = _family(names.REPORTERS)
        for name, people in turnout([task.rows for task in self._tasks.values()]).items():
            family.add_metric((name,), round(people))
        return family

    @staticmethod
    def _one(metric: Metric, value: float) -> GaugeMetricFamily:
        family = _family(metric)
        family.add_metric((), value)
        return family

    def _switches(self) -> Iterator[GaugeMetricFamily]:
        policies = self._policies()
        controls = NO_CONTROLS if policies is None else policies.controls
        now = time.time_ns() // 1000
        observing, braked = _family(names.OBSERVE_ONLY), _family(names.BRAKED)
        observing.add_metric((), int(controls.observing(now)))
        for measure in get_args(Measure):
            braked.add_metric((measure,), int(controls.braked(measure, now)))
        yield observing
        yield braked

    def _policy(self) -> Iterator[GaugeMetricFamily]:
        known, since = _family(names.POLICY_INFO), _family(names.POLICY_ACTIVATED)
        policies = self._policies()
        if policies is not None and policies.versions:
            current = policies.at(int(time.time() * 1_000_000))
            since.add_metric((current.version,), current.effective_from / 1_000_000)
            for policy in policies.versions:
                known.add_metric((policy.version,), 1 if policy.version == current.version else 0)
        yield from (known, since)
