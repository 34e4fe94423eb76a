"""At the reporter's partition: who reported today. It decides nothing; a gauge tells how many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from streams.core.fold.work import Work
from streams.core.handlers import weighing
from streams.core.hops import Activity
from streams.core.rows.state import AnyRow, ClockRow, ReporterRow, ReportersRow
from streams.core.rows.store import CLOCK_KEY, row_key
from streams.core.rows.turnout import DAYS, estimate, joined
from streams.core.step import Verdict
from streams.core.time import day_of

_PLACES = tuple(f"reporters/{place}" for place in range(DAYS))


def acted(work: Work, hop: Activity) -> Verdict:
    """A report or a ruling of a person who lives here; of reports, the day learns who filed it."""
    if hop.ruling is None and not _has_asked(work, hop):
        _counted(work, day_of(hop.time), hop.reporter)
    return weighing.acted(work, hop)


def _has_asked(work: Work, hop: Activity) -> bool:
    """Whether this person is counted for the day: a look at a row costs less than a sketch."""
    row, day = work.get(row_key("reporter", hop.reporter)), day_of(hop.time)
    return isinstance(row, ReporterRow) and any(day_of(ask.at) == day for ask in reversed(row.asks))


def _counted(work: Work, day: int, person: str) -> None:
    """A day has one of a few places; the newer day takes it, and a report for the older is too late to be counted."""
    key = _PLACES[day % DAYS]
    row = work.get(key)
    known = row if isinstance(row, ReportersRow) else ReportersRow(day=day)
    if known.day > day:
        return
    before = known.sketch if known.day == day else b""
    sketch = joined(before, person)
    if sketch != before:
        work.put(key, ReportersRow(day=day, sketch=sketch))


def turnout(partitions: Iterable[Mapping[str, AnyRow]]) -> dict[str, float]:
    """People who reported on the newest day that any of the partitions has heard of, and on the day before."""
    stores = list(partitions)
    places = [row for rows in stores for row in map(rows.get, _PLACES) if isinstance(row, ReportersRow)]
    clocks = [row for rows in stores if isinstance(row := rows.get(CLOCK_KEY), ClockRow)]
    today = max([*(row.day for row in places), *(day_of(clock.ticked) for clock in clocks)], default=0)
    days = {"today": today, "yesterday": today - 1}
    return {name: sum(estimate(row.sketch) for row in places if row.day == day) for name, day in days.items()}
