"""A value that is an agency's own: most who hold it came by that agency, whether the one who asks says so or not.

The phone, the tablet and the room of an agency's desk stand on the forms of all its clients. Where two of them name the
agency it explains what they share; a client who leaves it out shares no more than they do. Anybody can invent an agency
and open accounts that name it, so only old ones let a form pass, and few of them or young ones bring it no farther
than to a person.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

NONE, THIN, SURE = 0, 1, 2
"""No desk; perhaps one: all of it is one thing, which refuses nobody; a desk, which explains itself."""
FEW, MANY = 3, 5
"""So many clients of one agency, all older than 90 days, make a value perhaps its own, and surely."""
YOUNG = 8
"""So many of any age make it perhaps its own: an agency is young once, and a person can tell it from straw men."""
CROWD = 16
"""So many holders of any age, whoever brought them, make it perhaps a room's: a sign-up booth's, a warehouse's."""
SHARE = 0.5
"""So many of all who hold it have to name that agency; the others may have left it out."""


class Desks:
    """By which agency those came who asked about one token: `first` is account -> when, and by which agency."""

    def __init__(self, first: Mapping[str, tuple[int, str]]) -> None:
        by_agency: dict[str, list[int]] = {}
        for asked, agency in first.values():
            if agency:
                by_agency.setdefault(agency, []).append(asked)
        self._times = {agency: sorted(times) for agency, times in by_agency.items() if len(times) >= FEW}

    def of(self, out: Iterable[tuple[int, str]], at: int, old: int, holders: int) -> int:
        """Whose desk it is at event time `at`, of so many holders without `out`; elders asked by `old`."""
        is_crowd = holders >= CROWD
        if not self._times or holders < FEW:
            return THIN if is_crowd else NONE
        gone, most, few = [*out], 0, is_crowd
        for agency, times in self._times.items():
            left = [asked for asked, name in gone if name == agency]
            clients = bisect_left(times, at) - sum(asked < at for asked in left)
            if clients >= SHARE * holders:
                few = few or clients >= YOUNG
                most = max(most, bisect_right(times, old) - sum(asked <= old for asked in left))
        return SURE if most >= MANY else THIN if few or most >= FEW else NONE
