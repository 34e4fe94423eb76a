"""`metrics.md`: every metric of the worker, from its catalogue."""

from __future__ import annotations

from scripts.docs.tables import code, page, table
from streams.runtime.metrics_catalogue import CATALOGUE, PROCESS_NAMES, Metric

ABOUT = """On `/metrics`, as Prometheus text or OpenMetrics. Labels come from closed sets, and every combination
is there from the start, so that a healthy worker shows 0 and not nothing. Per topic, at any scrape:

```
pinocchio_events_received_total
  = pinocchio_events_decided_total + pinocchio_events_duplicate_total + sum(pinocchio_dead_letters_total)
```"""


def metrics_page() -> str:
    """The page."""
    rows = (_row(metric) for metric in sorted(CATALOGUE, key=lambda metric: metric.name))
    process = "And of the process itself, on Linux: " + ", ".join(code(name) for name in PROCESS_NAMES) + "."
    return page("Metrics", f"{ABOUT}\n\n{process}", table(("metric", "kind", "labels", "meaning", "buckets"), rows))


def _row(metric: Metric) -> tuple[str, ...]:
    labels = " ".join(code(label) for label in metric.labels)
    return (code(metric.name), metric.kind, labels, metric.help, ", ".join(f"{bound:g}" for bound in metric.buckets))
