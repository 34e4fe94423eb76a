"""The figures of one or several workers, from their metrics pages: sums over workers, the worst of what has a worst."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

_P = "pinocchio_"


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One look at all pages that answered. Counters are since the start of the workers; seconds are the worst."""

    workers: int = 0
    received: int = 0
    decided: int = 0
    duplicate: int = 0
    dead: Mapping[str, int] = {}
    taken: Mapping[str, int] = {}
    shadow: Mapping[str, int] = {}
    lifted: int = 0
    corrected: int = 0
    openings: Mapping[str, int] = {}
    lag: int = 0
    lag_by_topic: Mapping[str, int] = {}
    freshness: float = 0.0
    partitions: int = 0
    rows: int = 0
    rebalances: int = 0
    loop_lag: float = 0.0
    observe_only: bool = False
    braked: Sequence[str] = ()
    quota_exceeded: Mapping[str, int] = {}
    policies: Sequence[str] = ()
    builds: Sequence[str] = ()
    p99: float | None = None


def figures(pages: Iterable[str]) -> Figures:
    """The figures of metrics pages in Prometheus text; raises `ValueError` where one is none."""
    texts = list(pages)
    by_name: dict[str, list[Sample]] = defaultdict(list)
    for page in texts:
        for family in text_string_to_metric_families(page):
            for sample in family.samples:
                by_name[sample.name.removeprefix(_P)].append(sample)
    return Figures(workers=len(texts), **_events(by_name), **_decisions(by_name), **_machine(by_name))


def _events(by: Mapping[str, list[Sample]]) -> dict[str, Any]:
    return {
        "received": _sum(by["events_received_total"]),
        "decided": _sum(by["events_decided_total"]),
        "duplicate": _sum(by["events_duplicate_total"]),
        "dead": _by(by["dead_letters_total"], "stage", "reason"),
        "lag": _sum(by["consumer_lag_records"]),
        "lag_by_topic": _by(by["consumer_lag_records"], "topic"),
        "freshness": _worst(by["freshness_seconds"]),
    }


def _decisions(by: Mapping[str, list[Sample]]) -> dict[str, Any]:
    taken = [sample for sample in by["enforcements_total"] if sample.labels["change"] == "taken"]
    return {
        "taken": _by((s for s in taken if s.labels["mode"] == "live"), "measure"),
        "shadow": _by((s for s in taken if s.labels["mode"] == "shadow"), "measure"),
        "lifted": _sum(by["enforcements_total"]) - _sum(taken),
        "corrected": _sum(by["reminders_corrected_total"]),
        "openings": _by(by["applications_total"], "decision"),
        "observe_only": _worst(by["observe_only"]) > 0,
        "braked": tuple(sorted({s.labels["measure"] for s in by["measure_braked"] if s.value})),
        "quota_exceeded": _by(by["quota_exceeded_total"], "measure"),
        "policies": tuple(sorted({s.labels["version"] for s in by["policy_info"] if s.value})),
    }


def _machine(by: Mapping[str, list[Sample]]) -> dict[str, Any]:
    return {
        "partitions": _sum(by["partitions_assigned"]),
        "rows": _sum(by["state_rows"]),
        "rebalances": _sum(by["rebalances_total"]),
        "loop_lag": _worst(by["event_loop_lag_seconds"]),
        "builds": tuple(sorted({s.labels["version"] for s in by["build_info"]})),
        "p99": _quantile(by["record_to_enforcement_seconds_bucket"], 0.99),
    }


def _sum(samples: Iterable[Sample]) -> int:
    return int(sum(sample.value for sample in samples))


def _worst(samples: Iterable[Sample]) -> float:
    return max((sample.value for sample in samples), default=0.0)


def _by(samples: Iterable[Sample], *labels: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for sample in samples:
        counts["/".join(sample.labels[label] for label in labels)] += int(sample.value)
    return {name: count for name, count in counts.most_common() if count}


def _quantile(buckets: Iterable[Sample], share: float) -> float | None:
    """The upper bound, in seconds, of the bucket that the share falls into; None when nothing was measured."""
    bounds: Counter[float] = Counter()
    for sample in buckets:
        bounds[float(sample.labels["le"])] += int(sample.value)
    total = max(bounds.values(), default=0)
    if not total:
        return None
    found = min(bound for bound, count in bounds.items() if count >= share * total)
    return found if math.isfinite(found) else None
