"""Functions of time into OpenMetrics text: counters are summed up, histograms spread, a lost worker falls silent."""

from __future__ import annotations

from collections.abc import Callable, Container

from streams.runtime.metrics_catalogue import CATALOGUE

At = Callable[[float], float]
_BUCKETS = {metric.name: metric.buckets for metric in CATALOGUE}
_KNOWN = {metric.name: set(metric.labels) for metric in CATALOGUE}
SPREAD = 2.2
"""How steep the distribution of a histogram is around its median."""


class Teller:
    """Collects the samples of every worker, family by family."""

    def __init__(self, start: int, step: int, minutes: int) -> None:
        self._times = [start + second for second in range(0, minutes * 60 + 1, step)]
        self._minutes = [(moment - start) / 60 for moment in self._times]
        self._step = step
        self._families: dict[str, tuple[str, list[str]]] = {}
        self._instance = ""
        self._there: Callable[[float], bool] = lambda _minute: True

    def worker(self, instance: str, there: Callable[[float], bool]) -> None:
        """What follows is of this worker, which answers only at these minutes; it counts anew when it returns."""
        self._instance, self._there = instance, there
        values = [(moment, float(there(minute))) for moment, minute in zip(self._times, self._minutes, strict=True)]
        self._put("up", "gauge", "up", {}, values)

    def gauge(self, name: str, value: At, only: Container[float] | None = None, **labels: str) -> None:
        """A gauge of the catalogue."""
        full = self._checked(f"pinocchio_{name}", labels)
        self._put(full, "gauge", full, labels, self._values(value, only))

    def counter(self, name: str, rate: At, **labels: str) -> None:
        """A counter of the catalogue that grows at this rate a second."""
        full = self._checked(f"pinocchio_{name}_total", labels)
        self._put(full.removesuffix("_total"), "counter", full, labels, self._summed(rate))

    def plain(self, name: str, value: At, *, counts: bool = False) -> None:
        """A metric of the process itself."""
        if counts:
            self._put(name, "counter", f"{name}_total", {}, self._summed(value))
        else:
            self._put(name, "gauge", name, {}, self._values(value, None))

    def histogram(self, name: str, median: At, rate: At) -> None:
        """A histogram of the catalogue with this median, at this rate of observations a second."""
        full = self._checked(f"pinocchio_{name}", {})
        for bound in (*_BUCKETS[full], float("inf")):
            below = lambda m, b=bound: rate(m) / (1 + (median(m) / b) ** SPREAD)  # noqa: E731  # a curve, not a function
            told = "+Inf" if bound == float("inf") else repr(float(bound))
            self._put(full, "histogram", f"{full}_bucket", {"le": told}, self._summed(below))
        self._put(full, "histogram", f"{full}_count", {}, self._summed(rate))
        self._put(full, "histogram", f"{full}_sum", {}, self._summed(lambda m: rate(m) * median(m) * 1.2))

    @staticmethod
    def _checked(name: str, labels: dict[str, str]) -> str:
        if _KNOWN[name] != set(labels):
            raise KeyError(f"{name} has the labels {sorted(_KNOWN[name])}, not {sorted(labels)}")
        return name

    def _values(self, value: At, only: Container[float] | None) -> list[tuple[int, float]]:
        return [
            (moment, value(minute))
            for moment, minute in zip(self._times, self._minutes, strict=True)
            if self._there(minute) and (only is None or minute in only)
        ]

    def _summed(self, rate: At) -> list[tuple[int, float]]:
        found, so_far = [], 0.0
        for moment, minute in zip(self._times, self._minutes, strict=True):
            if not self._there(minute):
                so_far = 0.0
                continue
            so_far += rate(minute) * self._step
            found.append((moment, so_far))
        return found

    def _put(self, family: str, kind: str, name: str, labels: dict[str, str], values: list[tuple[int, float]]) -> None:
        every = {"job": "pinocchio", "instance": self._instance, **labels}
        told = ",".join(f'{label}="{value}"' for label, value in every.items())
        lines = self._families.setdefault(family, (kind, []))[1]
        lines += [f"{name}{{{told}}} {value:.10g} {moment}" for moment, value in values]

    def text(self) -> str:
        """Everything said."""
        parts = [f"# TYPE {family} {kind}\n" + "\n".join(lines) for family, (kind, lines) in self._families.items()]
        return "\n".join([*parts, "# EOF", ""])
