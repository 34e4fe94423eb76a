"""A value that is an agency's own: most who hold it came by that agency, whether the one who asks says so or not.

The phone, the tablet and the room of an agency's desk stand on the forms of all its clients. Where two of them name the
agency it explains what they share; a client who leaves it out shares no more than they do.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

MANY, OLD = 3, 1
"""So many clients of one agency make a value its own, so many of them older than 90 days: any straw man is young."""
SHARE = 0.5
"""So many of all who hold it have to name that agency; the others may have left it out."""


class Desks:
    """By which agency those came who asked about one token: `first` is account -> when, and by which agency."""

    def __init__(self, first: Mapping[str, tuple[int, str]]) -> None:
        by_agency: dict[str, list[int]] = {}
        for asked, agency in first.values():
            if agency:
                by_agency.setdefault(agency, []).append(asked)
        self._times = {agency: sorted(times) for agency, times in by_agency.items() if len(times) >= MANY}

    def is_desk(self, out: Iterable[tuple[int, str]], at: int, old: int, holders: int) -> bool:
        """Whether it is an agency's at event time `at`, of so many holders without `out`; elders asked by `old`."""
        if not self._times or holders < MANY:
            return False
        gone = [*out]
        for agency, times in self._times.items():
            left = [asked for asked, name in gone if name == agency]
            clients = bisect_left(times, at) - sum(asked < at for asked in left)
            elders = bisect_right(times, old) - sum(asked <= old for asked in left)
            if clients >= max(MANY, SHARE * holders) and elders >= OLD:
                return True
        return False
