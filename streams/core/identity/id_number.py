"""The citizen identity number (GB 11643-1999): 17 digits and a check; of the older 15-digit form, its successor."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
# A home return permit of Hong Kong or Macau with its issue; a passport, one or two letters and the figures, some with a
# letter behind; a permanent residence permit of before 2023, the country and twelve figures.
_ABROAD = re.compile(r"([HM][0-9]{8})[0-9]{2}|[A-Z]{1,2}[0-9]{6,8}|[A-Z][0-9]{7}[A-Z]|[A-Z]{3}[0-9]{12}", re.ASCII)
_TAIWAN = re.compile(r"[0-9]{8}", re.ASCII)
_NOT_OF_PAPERS = re.compile(r"ID|NO|SN|NA|AB|XX|QQ|WX|VX|CN")  # what people put before any number
_YEAR_AND_SERIAL = re.compile(r"(?:19[89]|20[0-4])[0-9]{3,4}", re.ASCII)
_FEW = 2  # so many different figures are filler: 11112222
_FIRST_GENERATION = re.compile(r"[1-9][0-9]{14}", re.ASCII)


def check_digit(body: str) -> str:
    """The 18th place for the first 17 digits: a digit or X."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def modern(number: str) -> str:
    """An older 15-digit number in today's form; anything else as it is. Only people born in the 1900s had one."""
    if _FIRST_GENERATION.fullmatch(number) is None:
        return number
    body = f"{number[:6]}19{number[6:]}"
    return body + check_digit(body)


def is_shaped(number: str) -> bool:
    """Seventeen digits and a digit or X; says nothing about the check."""
    return _SHAPE.fullmatch(number) is not None


def travel_document(number: str) -> str | None:
    """A home return permit of Hong Kong or Macau, a passport or a residence permit; none has a check to pass.

    So what anybody may type is none: runs, filler, dates, a year with a serial number, a word before a number. The two
    last figures of an older permit say which issue it is, and change.
    """
    found = _ABROAD.fullmatch(number)
    if found is None or _NOT_OF_PAPERS.match(number) is not None:
        return None
    document = found[1] or number
    return None if _is_made_up("".join(filter(str.isdigit, document))) else document


def is_taiwan_pass(number: str) -> bool:
    """Eight figures, as of a pass of Taiwan or of much else; not what anybody may type."""
    return _TAIWAN.fullmatch(number) is not None and not _is_made_up(number)


def _is_made_up(digits: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    if steps <= {1} or steps <= {9} or len(set(digits)) <= _FEW:
        return True
    if _YEAR_AND_SERIAL.fullmatch(digits) is not None:
        return True
    ways = (digits, digits[4:] + digits[:4], digits[4:] + digits[2:4] + digits[:2])  # the year first, or last
    return len(digits) == 8 and any(way[:2] in {"19", "20"} and _is_a_day(way) for way in ways)  # noqa: PLR2004 - a date


def is_valid(number: str) -> bool:
    """Shape, a birth date that exists, and the check digit, of an 18-place upper-case number."""
    return is_shaped(number) and _is_a_day(number[6:14]) and check_digit(number[:17]) == number[17]


def _is_a_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
