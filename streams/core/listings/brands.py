"""The catalogue of brands: by what names, and what is known of their trade. A mention is evidence of nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from streams.core.listings.files import LexiconError, Line, legible

_FLAGS: Final = {"p": "prone", "l": "luxury", "o": "outlet", "r": "reissues"}


class Brand(msgspec.Struct, frozen=True, kw_only=True):
    """A brand. `names` stand alone; `nicknames` and `doubtful` ones (苹果, Coach) need context of its category.

    `prone`: often counterfeited, so its disguises are looked for. `outlet`: sells real remainders cheaply. `luxury`:
    never sells at a tenth of its price. `reissues`: brings out its own old models again and says so.
    """

    name: str
    category: str
    names: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    prone: bool = False
    luxury: bool = False
    outlet: bool = False
    reissues: bool = False


def _brand(category: str, line: Line) -> Brand:
    words = [legible(line, word) for word in line.words(0)]
    if not words:
        raise LexiconError(line.place, "a brand without a name", "write `Name, 中文名, ~nickname, ?doubtful | flags`")
    doubtful = {word[1:].casefold() for word in words if word[0] == "?"}
    flags = line.columns[1].split() if len(line.columns) > 1 else []
    for flag in flags:
        if flag not in _FLAGS:
            raise LexiconError(
                line.place, f"unknown flag `{flag}`", "use p (prone), l (luxury), o (outlet), r (reissues)"
            )
    return Brand(
        name=words[0].lstrip("?~"),
        category=category,
        names=tuple(word for word in words if word[0] not in "?~" and word.casefold() not in doubtful),
        nicknames=tuple(word[1:] for word in words if word[0] == "~"),
        doubtful=tuple(word[1:] for word in words if word[0] == "?"),
        **{_FLAGS[flag]: True for flag in flags},
    )


def brands_of(catalogue: Iterable[tuple[str, Iterable[Line]]]) -> tuple[Brand, ...]:
    """The brands of all files; the file's name is the category. A brand named twice is refused."""
    found: dict[str, Brand] = {}
    for category, lines in catalogue:
        for line in lines:
            brand = _brand(category, line)
            if brand.name.lower() in found:
                raise LexiconError(line.place, f"`{brand.name}` is already in the catalogue", "merge the two lines")
            found[brand.name.lower()] = brand
    return tuple(found.values())
