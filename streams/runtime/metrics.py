"""The worker's metrics: a registry of its own, filled in batches when a transaction has been committed.

Counting at the commit keeps the identity received = decided + duplicate + dead-lettered true at every scrape, and
keeps a replayed list from being counted twice.
"""

from __future__ import annotations

from itertools import product
from typing import Any, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from schemas.deadletter import DeadLetterReason
from schemas.enforcement import ApplicationDecision, EnforcementLifted, EnforcementTaken, Measure, Mode
from schemas.fields import ViolationClass
from streams.runtime import metrics_catalogue as names
from streams.runtime.metrics_catalogue import CATALOGUE, SCRAPED, SOURCE_NAMES, Metric
from streams.runtime.task_outbox import Outbox, Tally

ANSWERED = ("corrected", "revised", "withdrawn")
"""A host who takes a listing down or rewrites it has answered the reminder as well as one who says so."""
STAGE_OF: dict[DeadLetterReason, tuple[str, ...]] = {
    "empty_value": ("decode",),
    "too_large": ("decode",),
    "not_json": ("decode",),
    "not_text": ("decode",),
    "not_cloudevent": ("decode",),
    "unknown_type": ("decode",),
    "missing_field": ("validate",),
    "wrong_type": ("validate",),
    "out_of_bounds": ("validate",),
    "unknown_value": ("validate",),
    "wrong_topic": ("validate",),
    "future_time": ("validate",),
    "older_than_horizon": ("late",),
    "decision_failed": ("decide",),
}
"""The stages a reason can be met at: the closed set of label pairs."""


def _make(metric: Metric, registry: CollectorRegistry) -> Any:
    if metric.kind == "counter":
        return Counter(metric.name.removesuffix("_total"), metric.help, metric.labels, registry=registry)
    if metric.kind == "gauge":
        return Gauge(metric.name, metric.help, metric.labels, registry=registry)
    return Histogram(metric.name, metric.help, metric.labels, buckets=metric.buckets, registry=registry)


class Metrics:
    """All metrics of one worker, on one registry."""

    def __init__(self, build: str = "") -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # `_created` series nearly double the counters
        self.registry = CollectorRegistry()
        self._of = {m.name: _make(m, self.registry) for m in CATALOGUE if m.name not in SCRAPED}
        self._zero()
        self._get(names.BUILD_INFO).labels(version=build).set(1)

    def _get(self, metric: Metric) -> Any:
        return self._of[metric.name]

    def _zero(self) -> None:
        """Closed label sets start at 0: a rate over a series that was not there yet would miss its first step."""
        for topic in SOURCE_NAMES:
            for metric in (names.RECEIVED, names.DECIDED, names.DUPLICATE, names.MISROUTED):
                self._get(metric).labels(topic)
            for reason, stages in STAGE_OF.items():
                for stage in stages:
                    self._get(names.DEAD_LETTERS).labels(topic, stage, reason)
        classes = get_args(ViolationClass)
        for labels in product(get_args(Measure), classes, get_args(Mode), ("taken", "lifted")):
            self._get(names.ENFORCEMENTS).labels(*labels)
        for violation_class in classes:
            self._get(names.CORRECTED).labels(violation_class)
            self._get(names.REPORTS).labels(violation_class)
        for decision in ("approve", "review", "refuse"):
            self._get(names.APPLICATIONS).labels(decision)

    def committed(self, box: Outbox, seconds: float, now: float) -> None:
        """A transaction is visible: everything it holds counts from now on."""
        self._get(names.TRANSACTION).observe(seconds)
        self._get(names.STATE_WRITES).inc(len(box.rows))
        self._events(box.tally)
        for effect in box.tally.effects:
            self._effect(effect)
        latency = self._get(names.RECORD_TO_ENFORCEMENT)
        for appended_ms in box.tally.latencies:
            latency.observe(max(now - appended_ms / 1000.0, 0.0))

    def _events(self, tally: Tally) -> None:
        for metric, counts in (
            (names.RECEIVED, tally.received),
            (names.DECIDED, tally.decided),
            (names.DUPLICATE, tally.duplicate),
        ):
            for topic, count in counts.items():
                self._get(metric).labels(topic).inc(count)
        for violation_class, count in tally.reports.items():
            self._get(names.REPORTS).labels(violation_class).inc(count)
        self._get(names.VIEWERS).inc(tally.viewers)
        for kind, count in tally.evicted.items():
            self._get(names.EVICTED).labels(kind).inc(count)
        for labels, count in tally.dead.items():
            self._get(names.DEAD_LETTERS).labels(*labels).inc(count)

    def _effect(self, effect: object) -> None:
        if isinstance(effect, ApplicationDecision):
            self._get(names.APPLICATIONS).labels(effect.decision).inc()
        elif isinstance(effect, EnforcementTaken | EnforcementLifted):
            data = effect.data
            change = "taken" if isinstance(effect, EnforcementTaken) else "lifted"
            labels = (data.measure, data.violation_class, data.mode, change)
            self._get(names.ENFORCEMENTS).labels(*labels).inc()
            if change == "lifted" and data.measure == "remind" and data.lift_reason in ANSWERED:
                self._corrected(effect)

    def _corrected(self, lifted: EnforcementTaken | EnforcementLifted) -> None:
        self._get(names.CORRECTED).labels(lifted.data.violation_class).inc()
        since = lifted.data.taken_at
        if since is not None:
            self._get(names.TIME_TO_CORRECT).observe((lifted.time - since).total_seconds())

    def decided_in(self, seconds: float) -> None:
        """One list was decoded and decided."""
        self._get(names.DECISION).observe(seconds)

    def misrouted(self, topic: str, count: int) -> None:
        """Records of this list that lie on a partition their key does not belong to."""
        if count:
            self._get(names.MISROUTED).labels(topic).inc(count)

    def restored(self, seconds: float, rows: int) -> None:
        """Rows were read back."""
        self._get(names.RESTORE).set(seconds)
        self._get(names.RESTORED_ROWS).set(rows)

    def bump(self, metric: Metric, count: int = 1) -> None:
        """Count something without labels."""
        self._get(metric).inc(count)

    def loop_lag(self, seconds: float) -> None:
        """How late the event loop woke up."""
        self._get(names.LOOP_LAG).set(seconds)
