"""Made-up identity values whose checksums hold: the n-th company, person, phone, account."""

from __future__ import annotations

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FRONT = "91330100"  # an enterprise, registered in Hangzhou
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_REGIONS = ("330106", "110105", "310115", "440106", "510107", "420106", "320102", "350203", "610113", "370202")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def uscc(number: int) -> str:
    """A unified social credit code: organisation code by GB 11714, outer check character by GB 32100."""
    body = f"{number % 10**8:08d}"
    rest = -sum(weight * _ORG.index(digit) for weight, digit in zip(_ORG_WEIGHTS, body, strict=True)) % 11
    front = _FRONT + body + ("X" if rest == 10 else str(rest))  # noqa: PLR2004 - GB 11714 writes ten as X
    return front + _USCC[-sum(pow(3, place, 31) * _USCC.index(sign) for place, sign in enumerate(front)) % 31]


def id_number(number: int) -> str:
    """A resident's number with its check digit by GB 11643; no two alike below a hundred million."""
    days, order = divmod(number, 1_000)
    months, day = divmod(days, 28)
    years, month = divmod(months, 12)
    place, year = divmod(years, 40)
    front = f"{_REGIONS[place % len(_REGIONS)]}{1960 + year}{1 + month:02d}{1 + day:02d}{order:03d}"
    return (
        front + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, front, strict=True)) % 11]
    )


def phone(number: int) -> str:
    """A mobile number of eleven digits."""
    return f"139{number * 7919 % 10**8:08d}"


def bank_account(number: int) -> str:
    """A card number of sixteen digits that passes Luhn's check."""
    front = f"622848{number * 104729 % 10**9:09d}"
    doubled = [sum(divmod(int(digit) * 2, 10)) for digit in front[::2]]
    return front + str(-(sum(doubled) + sum(map(int, front[1::2]))) % 10)
