"""Six scripted hours of three workers, as OpenMetrics text: an incident whose every turn the panels have to show.

Minutes: 120 a new policy doubles the reminders; 170 worker c is lost, the others restore its rows, partition 5 stands
still until 186, c returns at 190, the backlog is gone by 215; 260 to 275 a producer sends listings without a field;
300 more listings are blocked in a minute than the quota allows, and the measure stays braked until 320.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from math import sin

import msgspec

from scripts.dashboards.telling import Teller
from streams.core.rows.store import BOUNDED_KINDS

START = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())
MINUTES = 360
STEP = 60
POLICY, LOST, STALLED_UNTIL, BACK, CAUGHT_UP = 120, 170, 186, 190, 215
BURST, BURST_END, QUOTA, RELEASED = 260, 275, 300, 320
TOPICS = {"listings": 90.0, "reports": 6.0, "violations": 1.0, "accounts": 0.6, "live": 3.0}
MEASURES = {
    "remind": 0.5,
    "block_listing": 0.12,
    "review": 0.08,
    "warn": 0.05,
    "pause_live": 0.02,
    "refuse_opening": 0.01,
}
CLASSES = {"counterfeit": 0.5, "false_advertising": 0.3, "off_platform": 0.2}
RULES = {
    "counterfeit.brand-and-jargon": 0.2,
    "advertising.absolute-terms": 0.25,
    "crowd.remind": 0.1,
    "crowd.review": 0.05,
    "trade.off-platform": 0.12,
    "opening.strong-link": 0.01,
}
LIFTS = {"expired": 0.2, "corrected": 0.25, "revised": 0.1, "overturned": 0.004, "appeal_upheld": 0.002}
At = Callable[[float], float]


class Span(msgspec.Struct, frozen=True):
    """From this minute until before that one."""

    start: float
    end: float

    def __contains__(self, minute: float) -> bool:
        return self.start <= minute < self.end


OUTAGE, BURSTING, BRAKED = Span(LOST, CAUGHT_UP), Span(BURST, BURST_END), Span(QUOTA, RELEASED)


def wave(minute: float) -> float:
    """The day's curve."""
    return 1.0 + 0.25 * sin(minute / 60.0)


def behind(minute: float) -> float:
    """Age in seconds of the oldest record that waits: rises while c's partitions lie idle, falls when worked off."""
    if minute < LOST or minute >= CAUGHT_UP:
        return 0.3 + 0.1 * sin(minute)
    if minute < STALLED_UNTIL:
        return (minute - LOST) * 60.0
    return (STALLED_UNTIL - LOST) * 60.0 * (CAUGHT_UP - minute) / (CAUGHT_UP - STALLED_UNTIL)


def _is_there(instance: str, minute: float) -> bool:
    return instance != "c" or minute < LOST or minute >= BACK


def text() -> str:
    """The whole story."""
    tell = Teller(START, STEP, MINUTES)
    for instance in "abc":
        there = lambda minute, name=instance: _is_there(name, minute)  # noqa: E731  # a name of its own would say no more
        tell.worker(instance, there)
        for chapter in (_flow, _done, _policy, _group, _machine):
            chapter(tell, instance)
    return tell.text()


def _scaled(share: float) -> At:
    return lambda minute: share * wave(minute)


def _whole(rate: float) -> At:
    """Whole events a minute, so that the identity of what was received holds to the last one."""
    return lambda minute: round(rate * wave(minute) * 60) / 60


def _burst(minute: float) -> float:
    return 5.0 if minute in BURSTING else 0.0


def _none(_minute: float) -> float:
    return 0.0


def _flow(tell: Teller, _instance: str) -> None:
    for topic, rate in TOPICS.items():
        name = f"marketplace.{topic}.v1"
        bad = _burst if topic == "listings" else _none
        good, twice = _whole(rate), _whole(rate * 0.02)
        tell.counter("events_received", lambda m, g=good, b=bad: g(m) + b(m), topic=name)
        tell.counter("events_decided", lambda m, g=good, t=twice: g(m) - t(m), topic=name)
        tell.counter("events_duplicate", twice, topic=name)
        tell.counter("events_slow", lambda m, g=good: g(m) / 2 if m in OUTAGE else 0.0, topic=name)
        tell.counter("dead_letters", bad, topic=name, stage="validate", reason="missing_field")
        for stage, reason in (("decode", "not_json"), ("late", "older_than_horizon"), ("decide", "decision_failed")):
            tell.counter("dead_letters", _none, topic=name, stage=stage, reason=reason)
        tell.counter("misrouted", _none, topic=name)
        tell.gauge("freshness_seconds", behind if topic == "listings" else lambda m: behind(m) / 3, topic=name)
        for partition in ("1", "5", "7"):
            tell.gauge("consumer_lag_records", lambda m, r=rate: behind(m) * r / 6, topic=name, partition=partition)


def _done(tell: Teller, _instance: str) -> None:
    for measure, rate in MEASURES.items():
        for kind, share in CLASSES.items():
            tell.counter("enforcements", _measured(measure, rate * share), **_taken(measure, kind, "live"))
            tell.counter("enforcements", _scaled(rate * share * 0.2), **_taken(measure, kind, "shadow"))
    for kind, share in CLASSES.items():
        tell.counter("reminders_corrected", _measured("remind", 0.3 * share), violation_class=kind)
        tell.counter("reports", _scaled(5 * share), violation_class=kind)
    tell.counter("viewers", _scaled(900.0))
    tell.gauge("reporters_distinct", lambda m: 4_000 + 25 * m, day="today")
    tell.gauge("reporters_distinct", lambda _m: 21_000.0, day="yesterday")
    for rule, rate in RULES.items():
        tell.counter("rule_hits", lambda m, r=rate, n=rule: r * wave(m) * _new_rule(n, m), rule=rule, mode="live")
        tell.counter("rule_hits", _scaled(rate * 0.2), rule=rule, mode="shadow")
    for metric, label, shares in (
        ("applications", "decision", {"approve": 0.1, "review": 0.006, "refuse": 0.004}),
        (
            "lifts",
            "reason",
            {"expired": 0.2, "corrected": 0.25, "revised": 0.1, "overturned": 0.004, "appeal_upheld": 0.002},
        ),
        ("appeals", "outcome", {"filed": 0.02, "upheld": 0.003, "rejected": 0.015}),
        ("report_rulings", "ruling", {"upheld": 0.05, "dismissed": 0.03, "abusive": 0.01}),
        ("link_measures", "link", {"bank_account": 0.004, "phone": 0.003, "device": 0.002}),
        ("gang_measures", "measure", {"review": 0.001}),
    ):
        for value, rate in shares.items():
            tell.counter(metric, _scaled(rate), **{label: value})
    slow = lambda m: 0.03 + behind(m) / 20  # noqa: E731  # as above
    tell.histogram("record_to_enforcement_seconds", slow, _scaled(0.8))
    tell.histogram("time_to_correct_seconds", lambda _m: 5400.0, _scaled(0.3))


def _taken(measure: str, kind: str, mode: str) -> dict[str, str]:
    return {"measure": measure, "violation_class": kind, "mode": mode, "change": "taken"}


def _measured(measure: str, rate: float) -> At:
    if measure == "remind":
        return lambda m: rate * wave(m) * (2.0 if m >= POLICY else 1.0)
    if measure == "block_listing":
        return lambda m: 0.0 if m in BRAKED else rate * wave(m) * (8.0 if m in Span(QUOTA - 3, QUOTA) else 1.0)
    return _scaled(rate)


def _new_rule(rule: str, minute: float) -> float:
    return 4.0 if rule == "advertising.absolute-terms" and minute >= POLICY else 1.0


def _policy(tell: Teller, _instance: str) -> None:
    for version, known in (("3f9c", lambda m: m < POLICY), ("a41e", lambda m: m >= POLICY)):
        tell.gauge("policy_info", lambda m, k=known: float(k(m)), version=version)
    since = {"3f9c": START - 86_400.0, "a41e": START + POLICY * 60.0}
    tell.gauge("policy_activated_timestamp_seconds", lambda _m: since["3f9c"], only=Span(0, POLICY), version="3f9c")
    tell.gauge("policy_activated_timestamp_seconds", lambda _m: since["a41e"], only=Span(POLICY, 999), version="a41e")
    tell.counter("policies_refused", _none)
    tell.gauge("observe_only", _none)
    for measure in MEASURES:
        braked = measure == "block_listing"
        tell.gauge("measure_braked", lambda m, b=braked: float(b and m in BRAKED), measure=measure)
        once = lambda m, b=braked: 1 / 60 if b and m in Span(QUOTA, QUOTA + 1) else 0.0  # noqa: E731
        tell.counter("quota_exceeded", once, measure=measure)


def _group(tell: Teller, instance: str) -> None:
    moving = Span(LOST, LOST + 2) if instance != "c" else Span(BACK, BACK + 2)
    held = lambda m: 0.0 if m in moving else (4.0 if LOST <= m < BACK else 8 / 3)  # noqa: E731
    tell.gauge("partitions_assigned", lambda m: float(round(held(m))))
    tell.gauge("rebalancing_seconds", lambda m: (m - moving.start) * 60.0 + 20.0 if m in moving else 0.0)
    starts = lambda m: 1 / 60 if m in Span(moving.start, moving.start + 1) else 0.0  # noqa: E731
    tell.counter("rebalances", starts)
    tell.histogram("rebalance_seconds", lambda _m: 90.0, starts)
    tell.gauge("restore_remaining_records", lambda m: 400_000.0 * (moving.end - m) / 2 if m in moving else 0.0)
    tell.gauge("restore_seconds", lambda m: 85.0 if m >= moving.start else 40.0)
    tell.counter("restore_bad_rows", _none)
    tell.counter("coordinator_errors", lambda m: 1 / 60 if m in moving else 0.0)
    stalled = lambda m: (m - LOST) * 60.0 if instance == "b" and m in Span(LOST, STALLED_UNTIL) else 0.0  # noqa: E731
    for partition in ("1", "5", "7"):
        tell.gauge("partition_stalled_seconds", stalled if partition == "5" else _none, partition=partition)
        tell.gauge("partition_freshness_seconds", behind, partition=partition)


def _machine(tell: Teller, instance: str) -> None:
    tell.histogram("transaction_seconds", lambda m: 0.011 + (0.03 if m in OUTAGE else 0.0), _scaled(12.0))
    tell.histogram("decision_seconds", lambda m: 0.002 + (0.004 if m in OUTAGE else 0.0), _scaled(25.0))
    tell.counter("transaction_failures", _none)
    tell.counter("state_rows_written", _scaled(8.0))
    tell.counter("ticks_written", lambda m: 0.0 if m in OUTAGE else 2.7 / 60)
    for state in BOUNDED_KINDS:
        tell.counter("state_evicted", lambda m, s=state: 0.5 if s == "target" and m in BURSTING else 0.0, state=state)
    for state, rows in (("ledger", 40_000.0), ("target", 90_000.0), ("account", 25_000.0)):
        tell.gauge("state_rows", lambda m, r=rows: r * (1 + m / 3_600), state=state)
    tell.gauge("event_loop_lag_seconds", lambda m: 0.004 + (0.12 if m in OUTAGE else 0.002 * (1 + sin(m))))
    tell.gauge("build_info", lambda _m: 1.0, version="0.1.0")
    tell.plain("process_resident_memory_bytes", lambda m: 310e6 + 40_000 * m + (60e6 if m in OUTAGE else 0.0))
    tell.plain("process_cpu_seconds", lambda m: (0.92 if m in OUTAGE else 0.35) * wave(m), counts=True)
    tell.plain(
        "process_start_time_seconds", lambda m: START + BACK * 60.0 if instance == "c" and m >= BACK else START - 9e4
    )


def instants() -> Iterator[tuple[str, float]]:
    """The turns of the story and when to look."""
    yield "calm", START + 100 * 60
    yield "outage", START + 184 * 60
    yield "recovered", START + 240 * 60
    yield "burst", START + 272 * 60
    yield "braked", START + 310 * 60
    yield "end", START + MINUTES * 60
