"""Birth dates as people write them: the year first, or last and then nobody says which is the month."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_YEAR_FIRST = re.compile(r"([0-9]{4})[^0-9]*([0-9]{1,2})[^0-9]+([0-9]{1,2})[^0-9]*|([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[^0-9]+([0-9]{1,2})[^0-9]+((?:19|20)[0-9]{2})[^0-9]*")


def birth_dates(value: str) -> tuple[str, ...]:
    """Every reading of a birth date, as eight digits, year first; none for any other shape or no such day.

    `09/04/1987` has two, in order: 4 September for an American, 9 April for everybody else.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    found = _YEAR_FIRST.fullmatch(text)
    if found is not None:
        year, month, day = (part for part in found.groups() if part is not None)
        return _days((year, month, day))
    found = _YEAR_LAST.fullmatch(text)
    return () if found is None else _days((found[3], found[1], found[2]), (found[3], found[2], found[1]))


def _days(*readings: tuple[str, str, str]) -> tuple[str, ...]:
    days: set[str] = set()
    for year, month, day in readings:
        try:
            days.add(f"{date(int(year), int(month), int(day)):%Y%m%d}")
        except ValueError:
            continue  # that reading is no day; the other may be one
    return tuple(sorted(days))
