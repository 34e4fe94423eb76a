"""Sketches: keyed sets of small pieces of a value that people misspell, so that likeness is overlap of sets.

A sketch travels as a token of the domain `sketch`: a row of 16-bit keyed hashes in hex. It joins nobody; it is
compared with the sketches of candidates that something else brought together. Sixteen bits a piece leave every piece
thousands of possible origins, and without the key none can be made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import pairwise

from schemas.events.accounts import IdentityFields
from streams.core.identity import normalise
from streams.core.identity.sound import folded, syllable, syllables

SKETCH = "sketch"
"""The domain of sketches."""
PIECE = 4  # hex places a piece

Piece = Callable[[str, str], str]
"""(kind, text) -> the piece's keyed hash in hex."""

MAX_PIECES = 48
_NUMBERS = re.compile(r"[0-9]+")
_COMPANY_FORM = re.compile(r"(股份)?有限(责任)?公司|集团|商行|经营部|个体工商户|工作室|\b(co|ltd|limited|inc|llc)\b")
_HEX = re.compile(r"[0-9a-f]{16}")
_ADDRESS_NOISE = re.compile(r"[省市区县镇乡]|中国|\W")
_SPACES = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
_CHINESE_NUMBERS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def sketches_of(fields: IdentityFields, piece: Piece) -> dict[str, str]:
    """Kind -> sketch, for every field that has one."""
    made = {
        "~name": _words(_names(fields), "name", piece),
        "~legal_person": _words(fields.legal_person, "name", piece),
        "~company": _company(fields.company_name, piece),
        "~birth": _birth(fields.dob, piece),
        "~birth_place": _words(fields.birth_place, "place", piece),
        "~postcode": _postcode(fields.postcode, piece),
        "~occupation": _words(fields.occupation, "occupation", piece),
        "~gender": _word(fields.gender, "gender", piece),
        "~address": address(fields.address, piece),
        "~return_address": address(fields.return_address, piece),
        "~licence_phash": photo(fields.licence_phash, "licence", piece),
    }
    return {kind: sketch for kind, sketch in made.items() if sketch}


def _names(fields: IdentityFields) -> str | None:
    """A natural person's names together, however many fields they came in."""
    return " ".join(name for name in (fields.full_name, fields.first_name, fields.surname) if name) or None


def _words(value: str | None, kind: str, piece: Piece) -> str:
    """Letter pairs of each sounding part: the order of parts says nothing, so swapped names are alike."""
    if value is None or normalise.compact(value) in normalise.PLACEHOLDERS:
        return ""
    pairs = {pair for part in syllables(value) for pair in _pairs(f"_{part}_")}
    return _joined(piece(f"{kind}=", exact) if (exact := _spelt(value)) else "", (piece(kind, pair) for pair in pairs))


def _spelt(value: str) -> str:
    return "".join(sorted(normalise.compact(folded(value))))


def _word(value: str | None, kind: str, piece: Piece) -> str:
    text = "" if value is None else normalise.compact(value)
    return "" if not text or text in normalise.PLACEHOLDERS else piece(kind, text)


def _company(value: str | None, piece: Piece) -> str:
    return "" if value is None else _words(company_core(value), "company", piece)


def company_core(value: str) -> str:
    """A company's name without its legal form, which thousands share."""
    core = _COMPANY_FORM.sub(" ", folded(value))
    return core if core.strip() else value


def _birth(value: str | None, piece: Piece) -> str:
    """Year, month, day, then each digit in its place. Month and day hash alike, so that exchanged ones are seen."""
    born = None if value is None else normalise.birth_date(value)
    if born is None:
        return ""
    parts = [piece("year", born[:4]), piece("month or day", born[4:6]), piece("month or day", born[6:])]
    return "".join([*parts, *(piece(f"digit {place}", digit) for place, digit in enumerate(born))])


def _postcode(value: str | None, piece: Piece) -> str:
    """The whole, the outer part, then each place counted from the front, and again from the back."""
    text = "" if value is None else normalise.compact(value).upper()
    if len(text) < 4:  # noqa: PLR2004 - shorter is no postcode anywhere
        return ""
    outer = text[:3] if text.isdigit() else text[:-3]
    front = (piece(f"p{n}", sign) for n, sign in enumerate(text))
    back = (piece(f"q{n}", sign) for n, sign in enumerate(reversed(text)))
    return "".join([piece("post", text), piece("outer", outer), *front, *back])


def address(value: str | None, piece: Piece) -> str:
    """Character pairs; after a point the numbers, for neighbours differ in nothing else."""
    if value is None or normalise.address(value) is None:
        return ""
    text = address_text(value)
    numbers = dict.fromkeys(_NUMBERS.findall(text))
    words = _NUMBERS.sub(" ", _ADDRESS_NOISE.sub("", text))
    pairs = {one + other for part in words.split() for one, other in pairwise(map(syllable, part))}
    spelt = piece("address=", "".join(sorted(map(syllable, normalise.compact(text)))))
    return f"{_joined(spelt, (piece('address', pair) for pair in pairs))}.{''.join(piece('no', n) for n in numbers)}"


def address_text(value: str) -> str:
    """An address as it is compared: Chinese digits are digits."""
    return spaceless(value).translate(_CHINESE_NUMBERS)


def spaceless(value: str) -> str:
    """NFKC, case folded, without spaces beside Chinese characters."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", value).casefold())


def photo(value: str | None, kind: str, piece: Piece) -> str:
    """The sixteen nibbles of a 64-bit perceptual hash, each in its place; of any other hash none."""
    text = "" if value is None else value.lower().removeprefix("0x")
    if not _HEX.fullmatch(text) or len(set(text)) <= 2:  # noqa: PLR2004 - a blank picture
        return ""
    return "".join(piece(f"{kind} {place}", nibble) for place, nibble in enumerate(text))


def _pairs(text: str) -> Iterable[str]:
    return (text[place : place + 2] for place in range(len(text) - 1))


def _joined(exact: str, pieces: Iterable[str]) -> str:
    """The whole value's piece first, then the set in an order that says nothing about the value's."""
    return "".join([exact, *sorted(pieces)[:MAX_PIECES]]) if exact else ""
