"""PromQL from the metric catalogue: every selector carries job and instance, and a name that is not there fails."""

from __future__ import annotations

from streams.runtime.metrics_catalogue import CATALOGUE, PROCESS_NAMES

WINDOW = "$__rate_interval"
LIVE = {"mode": "live", "change": "taken"}


def _known() -> frozenset[str]:
    plain = {metric.name for metric in CATALOGUE if metric.kind != "histogram"}
    parts = {f"{m.name}_{part}" for m in CATALOGUE if m.kind == "histogram" for part in ("bucket", "sum", "count")}
    return frozenset(plain | parts | set(PROCESS_NAMES) | {"up"})


KNOWN = _known()
"""Names that a scrape of a worker shows, and `up`, which Prometheus adds."""


def of(name: str, **labels: str) -> str:
    """The selector of a metric. A value that begins with `~` or `!` is a regular expression or a negation."""
    full = name if name in KNOWN else f"pinocchio_{name}"
    if full not in KNOWN:
        raise KeyError(f"{name} is in no catalogue of metrics")
    matchers = ['job=~"$job"', 'instance=~"$instance"', *(_matcher(label, value) for label, value in labels.items())]
    return f"{full}{{{','.join(matchers)}}}"


def _matcher(label: str, value: str) -> str:
    for sign in ("!~", "~", "!"):
        if value.startswith(sign):
            return f'{label}{"=" + sign if sign == "~" else sign + ("" if sign == "!~" else "=")}"{value[len(sign) :]}"'
    return f'{label}="{value}"'


def rate(name: str, by: str = "", window: str = WINDOW, **labels: str) -> str:
    """Events a second, summed by these labels."""
    return f"{_sum(by)}(rate({of(name, **labels)}[{window}]))"


def grown(name: str, window: str, by: str = "", **labels: str) -> str:
    """How much a counter grew in the window."""
    return f"{_sum(by)}(increase({of(name, **labels)}[{window}]))"


def total(name: str, by: str = "", **labels: str) -> str:
    """The sum of a gauge."""
    return f"{_sum(by)}({of(name, **labels)})"


def worst(name: str, by: str = "", **labels: str) -> str:
    """The greatest of a gauge."""
    return f"max by ({by}) ({of(name, **labels)})" if by else f"max({of(name, **labels)})"


def quantile(q: float, name: str, window: str = WINDOW) -> str:
    """A quantile of a histogram."""
    return f"histogram_quantile({q:g}, sum by (le) (rate({of(f'{name}_bucket')}[{window}])))"


def share(part: str, whole: str, nothing: int = 0) -> str:
    """Part of whole; where there is no whole, what `nothing` says: no traffic is no fault."""
    return f"({part}) / ({whole} > 0) or vector({nothing})"


def _sum(by: str) -> str:
    return f"sum by ({by}) " if by else "sum"
