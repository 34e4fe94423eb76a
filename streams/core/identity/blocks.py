"""Blocking keys: values under which candidates meet although what they wrote differs. A key alone proves nothing.

Each survives one kind of slip: a homophone, a swap, a part left out, month and day exchanged, an edited photo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.events.accounts import IdentityFields
from streams.core.identity import normalise
from streams.core.identity.births import birth_dates
from streams.core.identity.firms import company_core
from streams.core.identity.places import taken_apart
from streams.core.identity.sound import syllables

BLOCK = "block"
"""The domain of blocking keys."""
MAX_PARTS = 6
_HEX = re.compile(r"[0-9a-f]{16}")
# Twelve groups of five nibbles: an edit of four spares one of them 98 times in 100. Groups of four would bring every
# opening together with a stranger for each 8,000 offenders.
_GROUPS = tuple(tuple((start + step) % 16 for step in (0, 1, 5, 8, 10)) for start in range(12))


def blocks_of(fields: IdentityFields) -> Iterator[tuple[str, str]]:
    """(kind, key) of everything in these fields that gives candidates."""
    yield from _person(fields)
    yield from company(fields.company_name)
    yield from address(fields.address)
    yield from address(fields.return_address)
    yield from photo(fields.licence_phash)


def _person(fields: IdentityFields) -> Iterator[tuple[str, str]]:
    """A natural person, from names, birth date and postcode; a name without either meets nobody."""
    names = " ".join(part for part in (fields.first_name, fields.surname) if part) or fields.full_name or ""
    parts = sorted(set(syllables(names)))[:MAX_PARTS]
    births = birth_dates(fields.dob or "")
    post = "" if fields.postcode is None else normalise.compact(fields.postcode).upper()
    place_of_birth = "" if fields.birth_place is None else normalise.compact(fields.birth_place)
    for born in births:
        yield from _birth(born, place_of_birth)
    if post and parts:
        yield "+postcode", post
    if parts and (births or post or place_of_birth):
        yield "+name", " ".join(parts)
    beside = [key for born in births for key in (born[:4], born[4:])]
    beside += ([_outer(post)] if post else []) + ([f"@{place_of_birth}"] if place_of_birth else [])
    for place in range(len(parts)) if len(parts) > 1 else ():
        rest = " ".join(parts[:place] + parts[place + 1 :])
        yield from (("+name", f"{rest} {key}") for key in dict.fromkeys(beside))


def _birth(born: str, place_of_birth: str) -> Iterator[tuple[str, str]]:
    if place_of_birth:
        yield "+birth", f"{born[:6]} {place_of_birth}"
        yield "+birth", f"{born[:4]} {born[6:]} {place_of_birth}"
    yield "+birth", born[:4] + "".join(sorted((born[4:6], born[6:])))


def _outer(post: str) -> str:
    return post[:3] if post.isdigit() else post[:-3]


def company(value: str | None) -> Iterator[tuple[str, str]]:
    """The sound of a company's name, whatever the order of its characters and the form of the company."""
    if value is not None and normalise.name(value) is not None:
        parts = sorted(syllables(company_core(value)))
        if len(parts) > 1:
            yield "+company", " ".join(parts)


def address(value: str | None) -> Iterator[tuple[str, str]]:
    """All numbers, and what stands before the first of them with the room: what is left of an address written anew."""
    if value is not None and normalise.address(value) is not None:
        for key in taken_apart(value).meets():
            yield "+address", key


def photo(value: str | None) -> Iterator[tuple[str, str]]:
    """Twelve groups of five nibbles each."""
    text = "" if value is None else value.lower().removeprefix("0x")
    if _HEX.fullmatch(text) and len(set(text)) > 2:  # noqa: PLR2004 - a blank picture
        for number, group in enumerate(_GROUPS):
            yield "+photo", f"{number} {''.join(text[place] for place in group)}"
