"""Every metric of the worker, declared once as data: registry, docs, alerts and tests read it from here."""

from __future__ import annotations

from typing import Literal

import msgspec

from schemas.topics import SOURCES

Kind = Literal["counter", "gauge", "histogram"]

LATENCY_BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0)
COMPUTE_BUCKETS = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5)
REBALANCE_BUCKETS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
SLOW_SECONDS = 5.0
"""The promise of freshness: an event is decided within this time of its append."""
CORRECTION_BUCKETS = (60.0, 600.0, 3600.0, 4 * 3600.0, 12 * 3600.0, 24 * 3600.0, 48 * 3600.0, 7 * 86400.0)


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """One metric. `name` is what a scrape shows: counters end in `_total`, seconds in `_seconds`."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


def _counter(name: str, text: str, *labels: str) -> Metric:
    return Metric(name=f"pinocchio_{name}_total", kind="counter", help=text, labels=labels)


def _gauge(name: str, text: str, *labels: str) -> Metric:
    return Metric(name=f"pinocchio_{name}", kind="gauge", help=text, labels=labels)


def _histogram(name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Metric:
    return Metric(name=f"pinocchio_{name}", kind="histogram", help=text, labels=labels, buckets=buckets)


RECEIVED = _counter("events_received", "Records received, counted when their transaction has been committed.", "topic")
DECIDED = _counter("events_decided", "Events decided.", "topic")
DUPLICATE = _counter("events_duplicate", "Events seen before, dropped.", "topic")
SLOW = _counter("events_slow", "Events decided more than 5 seconds after the broker appended them.", "topic")
DEAD_LETTERS = _counter("dead_letters", "Records that could not be processed.", "topic", "stage", "reason")
HOPS_REFUSED = _counter("hops_refused", "Hop records that could not be read or decided; kept as dead letters.", "topic")
MISROUTED = _counter("misrouted", "Records whose key belongs on another partition; decided where they lie.", "topic")
ENFORCEMENTS = _counter("enforcements", "Measures taken and lifted.", "measure", "violation_class", "mode", "change")
CORRECTED = _counter("reminders_corrected", "Reminders that the host answered in time.", "violation_class")
REPORTS = _counter("reports", "Reports and notices decided, by what they report.", "violation_class")
REPORTERS = _gauge(
    "reporters_distinct", "Distinct people who reported on a day of event time, estimated within some per cent.", "day"
)
RULE_HITS = _counter("rule_hits", "Measures taken, by the rule behind them.", "rule", "mode")
LIFTS = _counter("lifts", "Live measures lifted, by the reason.", "reason")
APPEALS = _counter("appeals", "Appeals filed, and appeals decided: upheld = the appellant was right.", "outcome")
RULINGS = _counter("report_rulings", "Rulings on reports: whether who reported was right.", "ruling")
LINK_MEASURES = _counter("link_measures", "Measures taken on a link to an offender, by the field shared.", "link")
GANG_MEASURES = _counter("gang_measures", "Measures taken on account of a gang.", "measure")
VIEWERS = _counter("viewers", "Viewers of live rooms that were closed; reports per thousand of them is the outcome.")
APPLICATIONS = _counter("applications", "Shop openings answered.", "decision")
TIME_TO_CORRECT = _histogram(
    "time_to_correct_seconds", "Event time from a reminder to its correction.", CORRECTION_BUCKETS
)
RECORD_TO_ENFORCEMENT = _histogram(
    "record_to_enforcement_seconds", "Broker append time of a record to its committed enforcement.", LATENCY_BUCKETS
)
DECISION = _histogram("decision_seconds", "Time to decode and decide one record list.", COMPUTE_BUCKETS)
TRANSACTION = _histogram("transaction_seconds", "Time to write and commit one transaction.", LATENCY_BUCKETS)
TRANSACTION_FAILURES = _counter("transaction_failures", "Transactions that failed; each ends the worker.")
STATE_WRITES = _counter("state_rows_written", "Row versions written to the state topic.")
FRESHNESS = _gauge(
    "freshness_seconds",
    "Age of the oldest record that waits to be decided, else 0. A rebalance does not end it.",
    "topic",
)
PARTITION_FRESHNESS = _gauge(
    "partition_freshness_seconds", "Age of the oldest record that waits, of any topic, else 0.", "partition"
)
STALLED = _gauge(
    "partition_stalled_seconds",
    "How long records or a transaction have waited and nothing moved.",
    "partition",
)
BROKER_SILENCE = _gauge(
    "broker_silence_seconds", "How long the broker has owed an answer to a fetch, the worst partition held."
)
TRANSACTION_OPEN = _gauge("transaction_open_seconds", "How long the oldest transaction under way has taken, else 0.")
LAG = _gauge("consumer_lag_records", "Records between the committed offset and the end.", "topic", "partition")
STATE_ROWS = _gauge("state_rows", "Rows held, by kind.", "state")
ASSIGNED = _gauge("partitions_assigned", "Partition numbers this worker holds.")
RESTORE = _gauge("restore_seconds", "How long the last restore took.")
RESTORED_ROWS = _gauge("restored_rows", "Rows read back by the last restore.")
EVICTED = _counter("state_evicted", "Facts left out of rows that were full, by kind of row.", "state")
RESTORE_REMAINING = _gauge("restore_remaining_records", "State records still to be read by a restore under way.")
BAD_ROWS = _counter("restore_bad_rows", "State records that could not be read back.")
REBALANCES = _counter("rebalances", "Assignments received.")
REBALANCING = _gauge("rebalancing_seconds", "How long it has been joining, rebalancing or restoring; 0 at work.")
REBALANCE = _histogram("rebalance_seconds", "From giving partitions away to work on the new ones.", REBALANCE_BUCKETS)
COORDINATOR_ERRORS = _counter("coordinator_errors", "Errors of the consumer group's coordinator.")
POLICIES_REFUSED = _counter("policies_refused", "Records of the policies topic that are no valid policy.")
CONTROLS_LATE = _counter(
    "controls_late", "Policies and switches learnt when an event they judge may have been decided already.", "kind"
)
TICKS = _counter("ticks_written", "Clock ticks written.")
LOOP_LAG = _gauge("event_loop_lag_seconds", "How late the event loop woke up, worst of the last seconds.")
OBSERVE_ONLY = _gauge("observe_only", "1 while operations have every measure taken in shadow, else 0.")
BRAKED = _gauge("measure_braked", "1 while a measure is braked, by its quota or by hand, else 0.", "measure")
QUOTA_EXCEEDED = _counter(
    "quota_exceeded", "Minutes in which more of a measure was taken than the policy's quota; it was braked.", "measure"
)
POLICY_INFO = _gauge("policy_info", "The policy versions known; 1 for the one in force now.", "version")
POLICY_ACTIVATED = _gauge(
    "policy_activated_timestamp_seconds", "Since when the version in force is in force, Unix time.", "version"
)
BUILD_INFO = _gauge("build_info", "The running version.", "version")

CATALOGUE: tuple[Metric, ...] = (
    RECEIVED,
    DECIDED,
    DUPLICATE,
    SLOW,
    DEAD_LETTERS,
    HOPS_REFUSED,
    MISROUTED,
    ENFORCEMENTS,
    CORRECTED,
    REPORTS,
    REPORTERS,
    RULE_HITS,
    LIFTS,
    APPEALS,
    RULINGS,
    LINK_MEASURES,
    GANG_MEASURES,
    VIEWERS,
    APPLICATIONS,
    TIME_TO_CORRECT,
    RECORD_TO_ENFORCEMENT,
    DECISION,
    TRANSACTION,
    TRANSACTION_FAILURES,
    STATE_WRITES,
    FRESHNESS,
    PARTITION_FRESHNESS,
    STALLED,
    BROKER_SILENCE,
    TRANSACTION_OPEN,
    LAG,
    STATE_ROWS,
    EVICTED,
    ASSIGNED,
    RESTORE,
    RESTORED_ROWS,
    RESTORE_REMAINING,
    BAD_ROWS,
    REBALANCES,
    REBALANCING,
    REBALANCE,
    COORDINATOR_ERRORS,
    POLICIES_REFUSED,
    CONTROLS_LATE,
    TICKS,
    LOOP_LAG,
    OBSERVE_ONLY,
    BRAKED,
    QUOTA_EXCEEDED,
    POLICY_INFO,
    POLICY_ACTIVATED,
    BUILD_INFO,
)
SCRAPED: frozenset[str] = frozenset(
    metric.name
    for metric in (
        FRESHNESS,
        PARTITION_FRESHNESS,
        STALLED,
        BROKER_SILENCE,
        TRANSACTION_OPEN,
        LAG,
        STATE_ROWS,
        REPORTERS,
        ASSIGNED,
        REBALANCING,
        OBSERVE_ONLY,
        BRAKED,
        POLICY_INFO,
        POLICY_ACTIVATED,
    )
)
"""Metrics whose values are looked up when somebody scrapes."""
SOURCE_NAMES: tuple[str, ...] = tuple(topic.name for topic in SOURCES)
PROCESS_NAMES: tuple[str, ...] = (
    "process_virtual_memory_bytes",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
    "process_cpu_seconds_total",
    "process_open_fds",
    "process_max_fds",
)
"""What the Prometheus client tells of any process; on Linux only, for it reads /proc."""
