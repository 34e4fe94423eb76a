"""The worker's own figures, read from its metrics page: what it received, decided, enforced, and how fast."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

_P = "pinocchio_"


class Vitals(msgspec.Struct, frozen=True, kw_only=True):
    """One look at the metrics page. `measures` counts live ones taken; `p50`, `p99` are bounds of histogram buckets."""

    received: int = 0
    decided: int = 0
    duplicate: int = 0
    dead: int = 0
    lag: int = 0
    measures: Mapping[str, int] = {}
    openings: Mapping[str, int] = {}
    corrected: int = 0
    p50: float | None = None
    p99: float | None = None


def read_vitals(page: str) -> Vitals:
    """The figures of a metrics page in Prometheus text."""
    samples = [sample for family in text_string_to_metric_families(page) for sample in family.samples]
    by_name: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        by_name[sample.name.removeprefix(_P)].append(sample)
    taken = [s for s in by_name["enforcements_total"] if s.labels["change"] == "taken" and s.labels["mode"] == "live"]
    latency = by_name["record_to_enforcement_seconds_bucket"]
    return Vitals(
        received=_sum(by_name["events_received_total"]),
        decided=_sum(by_name["events_decided_total"]),
        duplicate=_sum(by_name["events_duplicate_total"]),
        dead=_sum(by_name["dead_letters_total"]),
        lag=_sum(by_name["consumer_lag_records"]),
        measures=_by(taken, "measure"),
        openings=_by(by_name["applications_total"], "decision"),
        corrected=_sum(by_name["reminders_corrected_total"]),
        p50=_quantile(latency, 0.5),
        p99=_quantile(latency, 0.99),
    )


def _sum(samples: Iterable[Sample]) -> int:
    return int(sum(sample.value for sample in samples))


def _by(samples: Iterable[Sample], label: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for sample in samples:
        counts[sample.labels[label]] += int(sample.value)
    return {name: count for name, count in counts.most_common() if count}


def _quantile(buckets: Iterable[Sample], share: float) -> float | None:
    """The upper bound, in seconds, of the bucket that the share falls into; None when nothing was measured."""
    bounds: Counter[float] = Counter()
    for sample in buckets:
        bounds[float(sample.labels["le"])] += int(sample.value)
    total = max(bounds.values(), default=0)
    if not total:
        return None
    return min(bound for bound, count in bounds.items() if count >= share * total)
