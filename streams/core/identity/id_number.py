"""The citizen identity number (GB 11643-1999): 17 digits and a check; of the older 15-digit form, its successor."""

from __future__ import annotations

import re
from datetime import date

_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_ABROAD = re.compile(
    r"([HM][0-9]{8})(?:[0-9]{2})?|[0-9]{8}|[A-Z]{1,3}[0-9]{6,9}|[A-Z]{3}[0-9]{12}|[A-Z][0-9]{7}[A-Z]", re.ASCII
)
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
    """A pass of Hong Kong, Macau or Taiwan, a passport or a foreigner's residence permit; none has a check to pass.

    The two last figures of an older pass say which issue it is, and change.
    """
    found = _ABROAD.fullmatch(number)
    return None if found is None else found[1] or number


def is_valid(number: str) -> bool:
    """Shape, a birth date that exists, and the check digit, of an 18-place upper-case number."""
    return is_shaped(number) and _is_a_day(number[6:14]) and check_digit(number[:17]) == number[17]


def _is_a_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
