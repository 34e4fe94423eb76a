"""Numbers as Grafana would write them, near enough for a picture."""

from __future__ import annotations

import math

_SIZES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
_SPANS = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


def short(value: float) -> str:
    """Three significant digits with k, M, G."""
    for size, letter in _SIZES:
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def span(seconds: float) -> str:
    """Seconds in the largest unit that fits."""
    for size, name in _SPANS:
        if abs(seconds) >= size:
            return f"{seconds / size:.3g} {name}"
    return "0 s"


def written(value: float, unit: str, now: float = 0.0) -> str:
    """The value in this unit of Grafana's."""
    if not math.isfinite(value):
        return "–"
    if unit == "s":
        return span(value)
    if unit == "percentunit":
        return f"{100 * value:.3g}%"
    if unit == "bytes":
        return f"{short(value)}B"
    if unit == "dateTimeFromNow":
        return f"{span(now - value / 1000)} ago"
    return short(value) + {"cps": "/s", "cpm": "/min"}.get(unit, "")
