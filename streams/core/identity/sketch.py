"""Sketches: keyed sets of small pieces of a value that people misspell, so that likeness is overlap of sets.

A sketch travels as a token of the domain `sketch`: a row of 16-bit keyed hashes in hex. It joins nobody; it is
compared with the sketches of candidates that something else brought together. Sixteen bits a piece leave every piece
thousands of possible origins, and without the key none can be made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from schemas.events.accounts import IdentityFields
from streams.core.identity import normalise
from streams.core.identity.births import birth_dates
from streams.core.identity.firms import company_core, own_name
from streams.core.identity.pinyin import SYLLABLES
from streams.core.identity.places import taken_apart
from streams.core.identity.public_places import KIND, is_public
from streams.core.identity.sound import folded, near, syllable, syllables

SKETCH = "sketch"
"""The domain of sketches."""
OWN_PAYEE = "~own_payee"
"""No likeness, but a mark: the payee's name on this form is that of the person whose form it is."""
PIECE = 4  # hex places a piece

Piece = Callable[[str, str], str]
"""(kind, text) -> the piece's keyed hash in hex."""

MAX_PIECES = 48
_OF_ALL_PLACES = re.compile("[省市县區区州]|自治")
_HEX = re.compile(r"[0-9a-f]{16}")


def sketches_of(fields: IdentityFields, piece: Piece) -> Iterator[tuple[str, str]]:
    """(kind, sketch) of every field that has one."""
    yield from _of_words(fields, piece)
    places = (("address", fields.address), ("return_address", fields.return_address))
    yield from dict.fromkeys(made for kind, value in places if value for made in addressed(kind, value, piece))


def _of_words(fields: IdentityFields, piece: Piece) -> Iterator[tuple[str, str]]:
    made = {
        "~name": _person(_names(fields), piece),
        "~legal_person": _person(fields.legal_person, piece),
        "~company": _company(fields.company_name, piece),
        "~birth_place": _words(_town(fields.birth_place), "place", piece),
        "~postcode": _postcode(fields.postcode, piece),
        "~occupation": _words(fields.occupation, "occupation", piece),
        "~gender": _word(fields.gender, "gender", piece),
        "~licence_phash": photo(fields.licence_phash, "licence", piece),
        OWN_PAYEE: _own_payee(fields, piece),
    }
    yield from ((kind, sketch) for kind, sketch in made.items() if sketch)
    yield from (("~birth", _birth(born, piece)) for born in birth_dates(fields.dob or ""))


def addressed(kind: str, value: str, piece: Piece) -> Iterator[tuple[str, str]]:
    """The sketch of an address, which is of another kind where the place is one that many use."""
    made = address(value, piece)
    if made:
        yield f"~{KIND if is_public(value, kind) else kind}", made


def _names(fields: IdentityFields) -> str | None:
    """A natural person's names together, however many fields they came in."""
    return " ".join(name for name in (fields.full_name, fields.first_name, fields.surname) if name) or None


def _town(value: str | None) -> str | None:
    """A place without what every place is called: any two cities of two provinces would sound half alike."""
    return None if value is None else _OF_ALL_PLACES.sub("", value) or value


def _words(value: str | None, kind: str, piece: Piece) -> str:
    """Letter pairs of each sounding part: the order of parts says nothing, so swapped names are alike."""
    if value is None or normalise.compact(value) in normalise.PLACEHOLDERS:
        return ""
    pairs = {pair for part in syllables(value) for pair in _pairs(f"_{part}_")}
    return _joined(piece(f"{kind}=", exact) if (exact := _spelt(value)) else "", (piece(kind, pair) for pair in pairs))


def _person(value: str | None, piece: Piece) -> str:
    """A name; of a Chinese one its syllables after a point, for two that share letters are two surnames."""
    words = _words(value, "name", piece)
    sounds = set() if value is None else set(syllables(value))
    if not words or not sounds <= SYLLABLES:
        return words
    return f"{words}.{''.join(sorted(piece('sound', sound) for sound in {near(sound) for sound in sounds}))}"


def _own_payee(fields: IdentityFields, piece: Piece) -> str:
    names = {_spoken(name) for name in (fields.legal_person, _names(fields)) if name}
    return piece("payee", "own") if fields.payee_name and _spoken(fields.payee_name) in names else ""


def _spoken(name: str) -> tuple[str, ...]:
    return tuple(sorted(syllables(name)))


def _spelt(value: str) -> str:
    return "".join(sorted(normalise.compact(folded(value))))


def _word(value: str | None, kind: str, piece: Piece) -> str:
    text = "" if value is None else normalise.compact(value)
    return "" if not text or text in normalise.PLACEHOLDERS else piece(kind, text)


def _company(value: str | None, piece: Piece) -> str:
    """The name without its form; after a point what is its own in it, for thousands share a town and a trade."""
    if value is None:
        return ""
    core = company_core(value)
    whole, own = _words(core, "company", piece), _words(own_name(core), "company", piece)
    return f"{whole}.{own[PIECE:]}" if own else whole


def _birth(born: str, piece: Piece) -> str:
    """Year, month, day, then each digit in its place. Month and day hash alike, so that exchanged ones are seen."""
    parts = [piece("year", born[:4]), piece("month or day", born[4:6]), piece("month or day", born[6:])]
    return "".join([*parts, *(piece(f"digit {place}", digit) for place, digit in enumerate(born))])


def _postcode(value: str | None, piece: Piece) -> str:
    """The whole, the outer part, then each place counted from the front, and again from the back.

    Of digits only the first two: the next town's code differs in one digit, and that is no slip of the pen.
    """
    text = "" if value is None else normalise.compact(value).upper()
    if len(text) < 4:  # noqa: PLR2004 - shorter is no postcode anywhere
        return ""
    if text.isdigit():
        return piece("post", text) + piece("outer", text[:3])
    outer = text[:-3]
    front = (piece(f"p{n}", sign) for n, sign in enumerate(text))
    back = (piece(f"q{n}", sign) for n, sign in enumerate(reversed(text)))
    return "".join([piece("post", text), piece("outer", outer), *front, *back])


def address(value: str | None, piece: Piece) -> str:
    """Pairs of syllables; after a point the numbers, the room first, for neighbours differ in nothing else."""
    if value is None or normalise.address(value) is None:
        return ""
    place = taken_apart(value)
    spelt = " ".join((*sorted("".join(map(syllable, word)) for word in place.words), *sorted(place.numbers)))
    numbers = sorted(place.numbers, key=lambda number: number != place.room)
    words = _joined(piece("address=", spelt), (piece("address", pair) for pair in place.pairs()))
    marks = "".join(piece("mark", kind) + piece(kind, mark) for kind, mark in place.marks)
    return f"{words}.{''.join(piece('no', number) for number in numbers)}.{marks}"


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
