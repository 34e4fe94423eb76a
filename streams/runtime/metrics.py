"""The worker's metrics: a registry of its own, filled in batches when a transaction has been committed.

Counting at the commit keeps the identity received = decided + duplicate + dead-lettered true at every scrape, and
keeps a replayed list from being counted twice.
"""

from __future__ import annotations

from itertools import product
from typing import Any, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

from schemas.deadletter import STAGE_REASONS
from schemas.enforcement import (
    ApplicationDecision,
    EnforcementData,
    EnforcementLifted,
    EnforcementTaken,
    LiftReason,
    LinkEvidence,
    Measure,
    Mode,
)
from schemas.fields import ViolationClass
from schemas.topics import HOPS
from streams.core.identity.fields import LABELS
from streams.core.policy.model import Policy
from streams.core.rows.store import BOUNDED_KINDS
from streams.runtime import metrics_catalogue as names
from streams.runtime.metrics_catalogue import CATALOGUE, SCRAPED, SOURCE_NAMES, Metric
from streams.runtime.task_outbox import Outbox, Tally

ANSWERED = ("corrected", "revised", "withdrawn")
"""A host who takes a listing down or rewrites it has answered the reminder as well as one who says so."""
CLOSED: tuple[tuple[Metric, tuple[str, ...]], ...] = (
    (names.APPLICATIONS, ("approve", "review", "refuse")),
    (names.LIFTS, get_args(LiftReason)),
    (names.APPEALS, ("filed", "upheld", "rejected")),
    (names.RULINGS, ("upheld", "dismissed", "abusive")),
    (names.LINK_MEASURES, tuple(LABELS)),
    (names.GANG_MEASURES, get_args(Measure)),
    (names.QUOTA_EXCEEDED, get_args(Measure)),
    (names.EVICTED, BOUNDED_KINDS),
    (names.CONTROLS_LATE, ("policy", "switch")),
    (names.HOPS_REFUSED, tuple(topic.plain() for topic in HOPS)),
)
"""Metrics with one label from a set that is known before anything happens."""
MAX_RULES = 200
"""Ids of rules are data: a policy a day must not grow the series without end."""


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
        self._rules: set[str] = set()
        ProcessCollector(registry=self.registry)

    def _get(self, metric: Metric) -> Any:
        return self._of[metric.name]

    def _zero(self) -> None:
        """Closed label sets start at 0: a rate over a series that was not there yet would miss its first step."""
        for topic in SOURCE_NAMES:
            for metric in (names.RECEIVED, names.DECIDED, names.DUPLICATE, names.SLOW, names.MISROUTED):
                self._get(metric).labels(topic)
            for stage, reasons in STAGE_REASONS.items():
                for reason in reasons:
                    self._get(names.DEAD_LETTERS).labels(topic, stage, reason)
        classes = get_args(ViolationClass)
        for labels in product(get_args(Measure), classes, get_args(Mode), ("taken", "lifted")):
            self._get(names.ENFORCEMENTS).labels(*labels)
        for violation_class in classes:
            self._get(names.CORRECTED).labels(violation_class)
            self._get(names.REPORTS).labels(violation_class)
        for metric, values in CLOSED:
            for value in values:
                self._get(metric).labels(value)

    def knows(self, policy: Policy) -> None:
        """The rules of this policy are counted from zero."""
        for rule in (rule for evaluator in policy.evaluators.values() for rule in getattr(evaluator, "rules", ())):
            for mode in get_args(Mode):
                self._get(names.RULE_HITS).labels(self._rule(rule.id), mode)

    def _rule(self, rule_id: str) -> str:
        """The label of a rule: its id, or `other` when policies have brought too many."""
        if rule_id not in self._rules and len(self._rules) < MAX_RULES:
            self._rules.add(rule_id)
        return rule_id if rule_id in self._rules else "other"

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
            (names.SLOW, tally.slow),
            (names.REPORTS, tally.reports),
            (names.RULINGS, tally.rulings),
            (names.APPEALS, tally.appeals),
            (names.HOPS_REFUSED, tally.hops_refused),
        ):
            for label, count in counts.items():
                self._get(metric).labels(label).inc(count)
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
            if change == "taken":
                self._taken(data)
            elif data.mode == "live":
                self._get(names.LIFTS).labels(data.lift_reason or "recomputed").inc()
            if change == "lifted" and data.measure == "remind" and data.lift_reason in ANSWERED:
                self._corrected(effect)

    def _taken(self, data: EnforcementData) -> None:
        for rule_id in {reason.rule_id for reason in data.reasons}:
            self._get(names.RULE_HITS).labels(self._rule(rule_id), data.mode).inc()
        if data.gang_id is not None:
            self._get(names.GANG_MEASURES).labels(data.measure).inc()
        evidence = (item for reason in data.reasons for item in reason.evidence)
        for link in {item.link for item in evidence if isinstance(item, LinkEvidence)}:
            self._get(names.LINK_MEASURES).labels(link).inc()

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

    def restoring(self, remaining: int) -> None:
        """So many state records are still to be read."""
        self._get(names.RESTORE_REMAINING).set(remaining)

    def settled(self, seconds: float) -> None:
        """At work again on newly assigned partitions, so long after the old ones were given away."""
        self._get(names.REBALANCE).observe(seconds)

    def bump(self, metric: Metric, count: int = 1) -> None:
        """Count something without labels."""
        self._get(metric).inc(count)

    def over_quota(self, measure: str) -> None:
        """A measure was taken more often in a minute than its quota."""
        self._get(names.QUOTA_EXCEEDED).labels(measure).inc()

    def late(self, kind: str) -> None:
        """A policy or a switch was learnt too late for some event."""
        self._get(names.CONTROLS_LATE).labels(kind).inc()

    def loop_lag(self, seconds: float) -> None:
        """How late the event loop woke up."""
        self._get(names.LOOP_LAG).set(seconds)
