"""How each kind of panel is drawn from what Prometheus answered."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from scripts.dashboards import marks
from scripts.dashboards.colours import BAD, GOOD, PALETTES, SERIES
from scripts.dashboards.limits import LIMITS, LOW_IS_BAD
from scripts.dashboards.numbers import written
from scripts.dashboards.panel import Kind, Panel

Points = list[tuple[float, float]]
LEGEND = 4
GAP = 1.5
ROWS = 6


class Line(NamedTuple):
    """A legend and the samples under it."""

    name: str
    samples: Points

    def last(self) -> float:
        """The newest value."""
        return self.samples[-1][1] if self.samples else math.nan


class Frame(NamedTuple):
    """Where a panel may draw, and the span of time it shows."""

    x: float
    y: float
    width: float
    height: float
    start: float
    end: float

    def across(self, moment: float) -> float:
        """Where a moment lies."""
        return self.x + self.width * (moment - self.start) / (self.end - self.start)


def colour_of(panel: Panel, name: str, place: int) -> str:
    """The fixed colour of an outcome, or the next of the row."""
    return PALETTES.get(panel.palette, {}).get(name, SERIES[place % len(SERIES)])


def alarming(panel: Panel, value: float) -> bool:
    """Whether the alert of this panel would speak."""
    limit = LIMITS.get(panel.alert)
    if panel.floor is not None and value < panel.floor:
        return True
    if limit is None or not math.isfinite(value):
        return False
    return value < limit if panel.alert in LOW_IS_BAD else value > limit


def drawn(panel: Panel, lines: list[Line], frame: Frame) -> Iterator[str]:
    """The marks of a panel; its heading is somebody else's."""
    yield from _PLOTS[panel.kind](panel, lines, frame)


def _figure(panel: Panel, lines: list[Line], frame: Frame) -> Iterator[str]:
    if not lines:
        return
    value = lines[-1].last()
    said = lines[-1].name if panel.text == "name" else written(value, panel.unit, frame.end)
    colour = BAD if alarming(panel, value) else GOOD
    yield marks.text(
        frame.x + frame.width / 2, frame.y + frame.height * 0.6, said, size=24, colour=colour, anchor="middle"
    )


def _lines(panel: Panel, lines: list[Line], frame: Frame) -> Iterator[str]:
    inner = Frame(frame.x + 34, frame.y + 4, frame.width - 38, frame.height - 32, frame.start, frame.end)
    shown = sorted(lines, key=lambda each: -max((v for _, v in each.samples if math.isfinite(v)), default=0.0))[:10]
    top = max((sum(values) if panel.stacked else max(values) for values in _columns(shown)), default=0.0) or 1.0
    limit = LIMITS.get(panel.alert)
    if limit:
        top = max(top, 1.1 * limit)
    up: Callable[[float], float] = lambda value: inner.y + inner.height * (1 - min(value / top, 1.0))  # noqa: E731  # a scale
    for part in (0.0, 0.5, 1.0):
        yield marks.box(inner.x, up(top * part), inner.width, 0.5, marks.EDGE)
        yield marks.text(
            inner.x - 4, up(top * part) + 3, written(top * part, panel.unit), size=8, colour=marks.PALE, anchor="end"
        )
    yield from (_stack if panel.stacked else _strokes)(panel, shown, inner, up)
    if limit:
        yield marks.rule(inner.x, up(limit), inner.width, BAD)
    yield from _legend(panel, shown, frame)


def _columns(lines: list[Line]) -> list[list[float]]:
    moments: dict[float, list[float]] = {}
    for each in lines:
        for moment, value in each.samples:
            moments.setdefault(moment, []).append(max(value, 0.0) if math.isfinite(value) else 0.0)
    return list(moments.values())


def _strokes(panel: Panel, lines: list[Line], inner: Frame, up: Callable[[float], float]) -> Iterator[str]:
    for place, each in enumerate(lines):
        for stretch in _unbroken(each.samples):
            points = [(inner.across(moment), up(value)) for moment, value in stretch]
            yield marks.line(points, colour_of(panel, each.name, place))


def _unbroken(samples: Points) -> Iterator[Points]:
    """Stretches without a hole: a worker that was away has no line there."""
    step = min((after[0] - before[0] for before, after in pairwise(samples)), default=0.0)
    stretch: Points = []
    for moment, value in samples:
        if not math.isfinite(value) or (stretch and moment - stretch[-1][0] > GAP * step):
            if stretch:
                yield stretch
            stretch = []
        if math.isfinite(value):
            stretch.append((moment, value))
    if stretch:
        yield stretch


def _stack(panel: Panel, lines: list[Line], inner: Frame, up: Callable[[float], float]) -> Iterator[str]:
    base: dict[float, float] = {}
    for place, each in enumerate(lines):
        samples = [(moment, value) for moment, value in each.samples if math.isfinite(value)]
        lower = [(inner.across(moment), up(base.get(moment, 0.0))) for moment, _ in samples]
        for moment, value in samples:
            base[moment] = base.get(moment, 0.0) + value
        upper = [(inner.across(moment), up(base[moment])) for moment, _ in samples]
        if any(value for _, value in samples):
            yield marks.area(upper, lower, colour_of(panel, each.name, place))


def _legend(panel: Panel, lines: list[Line], frame: Frame) -> Iterator[str]:
    step = frame.width / min(max(len(lines), 1), LEGEND)
    for place, each in enumerate(lines[:LEGEND]):
        x, y = frame.x + place * step, frame.y + frame.height - 6
        yield marks.box(x, y - 6, 7, 7, colour_of(panel, each.name, place))
        yield marks.text(
            x + 10, y, each.name.removeprefix("marketplace.")[: int(step / 5.2) - 2], size=8, colour=marks.PALE
        )


def _bars(panel: Panel, lines: list[Line], frame: Frame) -> Iterator[str]:
    shown = sorted(lines, key=lambda each: -each.last())[:ROWS]
    top = max((each.last() for each in shown), default=0.0) or 1.0
    for place, each in enumerate(shown):
        y = frame.y + 8 + place * (frame.height - 12) / ROWS
        colour = BAD if alarming(panel, each.last()) else GOOD
        yield marks.text(frame.x, y + 8, each.name.removeprefix("marketplace.")[:22], size=9, colour=marks.PALE)
        yield marks.box(frame.x + 110, y, (frame.width - 160) * each.last() / top, 11, colour)
        yield marks.text(
            frame.x + frame.width, y + 9, written(each.last(), panel.unit), size=9, colour=colour, anchor="end"
        )


def _table(panel: Panel, lines: list[Line], frame: Frame) -> Iterator[str]:
    room = int((frame.height - 8) / 15)
    for place, each in enumerate(sorted(lines, key=lambda each: -each.last())[:room]):
        y = frame.y + 14 + place * 15
        yield marks.text(frame.x, y, each.name[: int(frame.width / 6.2)], size=9)
        yield marks.text(frame.x + frame.width, y, written(each.last(), panel.unit), size=9, colour=GOOD, anchor="end")


def _states(panel: Panel, lines: list[Line], frame: Frame) -> Iterator[str]:
    shown = lines[:ROWS]
    tall = min((frame.height - 8) / max(len(shown), 1), 24.0)
    for place, each in enumerate(shown):
        y = frame.y + 6 + place * tall
        yield marks.text(frame.x, y + tall / 2 + 3, each.name[:14], size=9, colour=marks.PALE)
        inner = Frame(frame.x + 80, y, frame.width - 84, tall, frame.start, frame.end)
        for begin, until, value in (run for stretch in _unbroken(each.samples) for run in _runs(stretch)):
            colour = marks.EDGE if not value else BAD if alarming(panel, value) else GOOD
            left = inner.across(begin)
            yield marks.box(left, y, inner.across(until) - left, tall - 3, colour)


def _runs(samples: Points) -> Iterator[tuple[float, float, float]]:
    """Stretches of one value, and how long each lasts."""
    begin = 0
    for place in range(1, len(samples) + 1):
        if place == len(samples) or samples[place][1] != samples[begin][1]:
            yield samples[begin][0], samples[min(place, len(samples) - 1)][0], samples[begin][1]
            begin = place


def _heat(_panel: Panel, lines: list[Line], frame: Frame) -> Iterator[str]:
    bounds = sorted(lines, key=lambda each: float(each.name.replace("+Inf", "inf")))
    below: dict[float, float] = {}
    tall = (frame.height - 8) / max(len(bounds), 1)
    cells = []
    for row, each in enumerate(bounds):
        for moment, value in each.samples[::3]:
            cells.append((moment, row, max(value - below.get(moment, 0.0), 0.0)))
            below[moment] = value
    top = max((count for *_, count in cells), default=0.0) or 1.0
    for moment, row, count in cells:
        if count > top / 50:
            x, y = frame.across(moment), frame.y + frame.height - 4 - (row + 1) * tall
            yield marks.cell(x, y, min(frame.width / 24, frame.x + frame.width - x), tall, count / top)


_PLOTS: dict[Kind, Callable[[Panel, list[Line], Frame], Iterator[str]]] = {
    "stat": _figure,
    "timeseries": _lines,
    "bargauge": _bars,
    "table": _table,
    "statetimeline": _states,
    "heatmap": _heat,
}
