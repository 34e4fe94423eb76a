"""Masked forms: enough to compare two papers side by side, too little to find the person.

A masked form never stands alone: its kind says what it is. Hashes and opaque ids show six places of their *token*.
"""

from __future__ import annotations

_MOBILE, _CODE, _ACCOUNT = 11, 18, 12
_SHOWN = 6


def phone(value: str, _token: str) -> str:
    """`138****1234`; of anything but a mobile only the last two digits."""
    return f"{value[:3]}****{value[-4:]}" if len(value) == _MOBILE and value[0] == "1" else f"****{value[-2:]}"


def code(value: str, _token: str) -> str:
    """First two and last two of an 18-place code or number; a shorter one shows nothing but stars and its end."""
    return f"{value[:2]}{'*' * (_CODE - 4)}{value[-2:]}" if len(value) >= _CODE else f"****{value[-1:]}"


def account(value: str, _token: str) -> str:
    """`62****1234` of a long all-digit account; a short one or a wallet's name shows nothing but stars and its end."""
    return f"{value[:2]}****{value[-4:]}" if len(value) >= _ACCOUNT and value.isdigit() else f"****{value[-1:]}"


def name(value: str, _token: str) -> str:
    """`张*`: the first character; one star, so that the length says nothing."""
    return f"{value[:1]}*"


def address(value: str, _token: str) -> str:
    """Only its length."""
    return f"({len(value)} characters)"


def hashed(_value: str, token: str) -> str:
    """The beginning of the token: tells two values apart, leads back to none."""
    return f"#{token[:_SHOWN]}"
