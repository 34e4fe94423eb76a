"""One spelling for each value: what people write differently and mean the same becomes equal.

A function here returns None for what identifies nobody: empty, a placeholder, a shape that cannot be.
"""

from __future__ import annotations

import re
import unicodedata

from streams.core.identity import id_number, uscc

MIN_NAME, MIN_ADDRESS, MIN_ACCOUNT = 2, 5, 6
_SAID_NOTHING = 6  # from this length on, one or two distinct characters are filler: 000000, xxxxxxxx

PLACEHOLDERS = frozenset(
    (
        *("无", "没有", "暂无", "未知", "空", "不详", "待定", "待补充", "未填写", "测试"),
        *("0", "00", "000", "xxx", "na", "none", "null", "nil", "nan", "undefined", "unknown", "test", "tbd"),
    )
)
# Shared by millions of handsets: an emulator's identifier, Android's answer when it hides the hardware address.
SHARED_DEVICES = frozenset({"9774d56d682e549c", "020000000000"})

_NO_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FIGURES = re.compile(r"\d+")
_LANDLINE = re.compile(r"0[1-9][0-9]{8,10}")
_HOTLINE = re.compile(r"[48]00[0-9]{7}")
_PHONE_SEPARATORS = re.compile(r"[\s\-‐-―().（）/_·]+")
_PREFIX24 = re.compile(r"([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})(?:\.[0-9*]{1,3})?(?:/24)?")


def compact(value: str) -> str:
    """NFKC, case folded, letters and digits only: separators, spaces, invisible and combining marks are gone."""
    if value.isascii():
        return _NO_LETTER_OR_DIGIT.sub("", value.lower())
    folded = unicodedata.normalize("NFKC", value).casefold()
    kept = _NO_LETTER_OR_DIGIT.sub("", unicodedata.normalize("NFKC", folded))
    return unicodedata.normalize("NFKC", kept)


def opaque(value: str) -> str | None:
    """A producer's own identifier: a device, a hash, an agency."""
    text = compact(value)
    return None if _says_nothing(text) or text in SHARED_DEVICES else text


def name(value: str) -> str | None:
    """A person's or a company's name."""
    return _long_enough(value, MIN_NAME)


def address(value: str) -> str | None:
    """An address as written; a bare region is none."""
    return _long_enough(value, MIN_ADDRESS)


def account(value: str) -> str | None:
    """A payee's account: a bank's number, or a wallet's name."""
    return _long_enough(value, MIN_ACCOUNT)


def licence_code(value: str) -> str | None:
    """A unified social credit code that passes both checks."""
    code = compact(value).upper()
    return code if uscc.is_valid(code) else None


def broken_licence_code(value: str) -> str | None:
    """Of a code that failed a check: one of the right shape, which is a slip, an invention or a copied sample."""
    code = compact(value).upper()
    return code if uscc.is_shaped(code) and not _says_nothing(code) else None


def identity_number(value: str) -> str | None:
    """An identity number that passes its check, in today's form."""
    number = id_number.modern(compact(value).upper())
    return number if id_number.is_valid(number) else None


def broken_identity_number(value: str) -> str | None:
    """Of a number that failed its check or its date: one of the right shape; or eight figures, a pass of Taiwan's.

    Those are much else too, so they say no more.
    """
    number = compact(value).upper()
    known = id_number.is_shaped(number) or id_number.is_taiwan_pass(number)
    return number if known and not _says_nothing(number) else None


def travel_document(value: str) -> str | None:
    """The number of a paper of people from elsewhere."""
    number = id_number.travel_document(compact(value).upper())
    return None if number is None or _says_nothing(number.lower()) else number


def phone(value: str) -> str | None:
    """Mobiles as 11 digits, landlines with area code, hotlines; foreign numbers as + and digits."""
    text = _PHONE_SEPARATORS.sub("", unicodedata.normalize("NFKC", value))
    abroad, digits = _country(text)
    if not digits.isascii() or not digits.isdigit():
        return _noted(text)
    if len(set(digits[-8:])) == 1:
        return None
    if abroad:
        return f"+{digits}" if 8 <= len(digits) <= 15 else None  # noqa: PLR2004 - E.164: at most 15 digits
    shapes = (_MOBILE, _LANDLINE, _HOTLINE)
    return digits if any(shape.fullmatch(digits) for shape in shapes) else None


def _noted(text: str) -> str | None:
    """The mobile in a note, such as `(same as WeChat)`.

    None where there are other figures: of one number that a platform or a switchboard puts through, the extension tells
    its clients apart; and of two numbers nobody says which it is.
    """
    found = _FIGURES.findall(text)
    is_one = len(found) == 1 and _MOBILE.fullmatch(found[0]) is not None and not any(sign in text for sign in "转轉x#,")
    return phone(found[0]) if is_one else None


def _country(text: str) -> tuple[bool, str]:
    """Whether a number is foreign, and its digits without China's prefix."""
    text = f"+{text[2:]}" if text.startswith("00") else text
    if text.startswith("+86") or (text.startswith("86") and _MOBILE.fullmatch(text[2:])):
        digits = text.removeprefix("+").removeprefix("86")
        bare = digits.startswith("0") or _MOBILE.fullmatch(digits) or _HOTLINE.fullmatch(digits)
        return False, digits if bare else f"0{digits}"
    return text.startswith("+"), text.removeprefix("+")


def ip24(value: str) -> str | None:
    """The first three octets of a public IPv4 address; a producer's hash of them as it is."""
    found = _PREFIX24.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if found is None:
        return opaque(value)
    octets = tuple(int(found[place]) for place in (1, 2, 3))
    return None if max(octets) > 255 or _is_private(octets) else ".".join(map(str, octets))  # noqa: PLR2004 - an octet


def _is_private(octets: tuple[int, ...]) -> bool:
    """Networks that thousands of strangers share: home routers, carriers' shared addresses, loopback."""
    first, second = octets[0], octets[1]
    return (
        first in {0, 10, 127}
        or (first, second) in {(192, 168), (169, 254)}
        or (first == 172 and 16 <= second < 32)  # noqa: PLR2004 - RFC 1918
        or (first == 100 and 64 <= second < 128)  # noqa: PLR2004 - RFC 6598
    )


def _long_enough(value: str, least: int) -> str | None:
    text = compact(value)
    return None if len(text) < least or _says_nothing(text) else text


def _says_nothing(text: str) -> bool:
    return not text or text in PLACEHOLDERS or (len(text) >= _SAID_NOTHING and len(set(text)) <= 2)  # noqa: PLR2004
