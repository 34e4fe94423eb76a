"""The unified social credit code (GB 32100-2015) with the organisation code inside it (GB 11714).

Passing says *well formed*, never *exists*.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
LENGTH = 18
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_SYMBOLS = frozenset(ALPHABET)
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def outer_check(body: str) -> str:
    """The 18th symbol for the first 17."""
    total = sum(_VALUES[symbol] * weight for symbol, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]  # the outer mod: without it every code whose remainder is 0 fails, 1 in 31


def inner_check(body: str) -> str:
    """The check of an organisation code's eight characters: a digit or X."""
    total = sum(int(symbol, 36) * weight for symbol, weight in zip(body, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def is_shaped(code: str) -> bool:
    """Eighteen symbols of the alphabet; says nothing about the checks."""
    return len(code) == LENGTH and _SYMBOLS.issuperset(code)


def is_valid(code: str) -> bool:
    """Shape and both checks of an upper-case code without separators."""
    return is_shaped(code) and outer_check(code[:17]) == code[17] and inner_check(code[8:16]) == code[16]
