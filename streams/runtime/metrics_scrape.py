"""Metrics that are looked up at the scrape: lag, freshness, rows, assignment, policy versions."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import get_args

from faust.types import TP
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from schemas.enforcement import Measure
from streams.core.policy.controls import NO_CONTROLS
from streams.core.policy.model import PolicySet
from streams.runtime import metrics_catalogue as names
from streams.runtime.lane_ledger import Ledger
from streams.runtime.metrics_catalogue import Metric
from streams.runtime.task_group import TaskGroup

LagOf = Callable[[], Iterable[tuple[TP, int]]]


def _family(metric: Metric) -> GaugeMetricFamily:
    return GaugeMetricFamily(metric.name, metric.help, labels=metric.labels)


class ScrapeCollector(Collector):
    """Looks at the running worker; never fails a scrape because the group is rebalancing."""

    def __init__(
        self, tasks: TaskGroup, ledger: Ledger, lag_of: LagOf, policies: Callable[[], PolicySet | None]
    ) -> None:
        self._tasks = tasks
        self._ledger = ledger
        self._lag_of = lag_of
        self._policies = policies

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All values, now."""
        yield from self._lag_and_freshness()
        yield self._rows()
        yield self._assigned()
        yield self._policy()
        yield from self._switches()

    def _lag_and_freshness(self) -> Iterator[GaugeMetricFamily]:
        lag, freshness = _family(names.LAG), _family(names.FRESHNESS)
        oldest = dict.fromkeys(names.SOURCE_NAMES, 0.0)
        now = time.time()
        for tp, records in self._lag_of():
            lag.add_metric((tp.topic, str(tp.partition)), records)
            appended = self._ledger.appended_at.get(tp)
            if records and appended is not None and tp.topic in oldest:
                oldest[tp.topic] = max(oldest[tp.topic], now - appended)
        for topic, seconds in oldest.items():
            freshness.add_metric((topic,), seconds)
        yield lag
        yield freshness

    def _rows(self) -> GaugeMetricFamily:
        family = _family(names.STATE_ROWS)
        counts: Counter[str] = Counter()
        for task in self._tasks.values():
            counts.update(task.rows.counts())
        for kind, count in sorted(counts.items()):
            family.add_metric((kind,), count)
        return family

    def _assigned(self) -> GaugeMetricFamily:
        family = _family(names.ASSIGNED)
        family.add_metric((), len(self._tasks))
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

    def _policy(self) -> GaugeMetricFamily:
        family = _family(names.POLICY_INFO)
        policies = self._policies()
        if policies is not None and policies.versions:
            current = policies.at(int(time.time() * 1_000_000))
            for policy in policies.versions:
                family.add_metric((policy.version,), 1 if policy.version == current.version else 0)
        return family
