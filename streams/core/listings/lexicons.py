"""Load a lexicon folder: terms, brands, context words and small tables, with a digest that names the content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from streams.core.listings.brands import Brand, brands_of
from streams.core.listings.entries import sections_of, tables_of, terms_of
from streams.core.listings.files import LexiconError, Line, read_lines
from streams.core.text.spellings import Spellings
from streams.core.text.terms import Term
from streams.core.text.words import dictionary


class Lexicons(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the reader knows. `digest` (SHA-256, hex) of names and bytes is part of the policy version."""

    digest: str
    terms: tuple[Term, ...]
    brands: tuple[Brand, ...]
    tables: Spellings
    context: dict[str, tuple[str, ...]]


_LOADED: dict[str, Lexicons] = {}


def _digest(folder: Path, paths: list[Path]) -> str:
    seen = hashlib.sha256()
    for path in paths:
        body = path.read_bytes()
        seen.update(f"{path.relative_to(folder).as_posix()}\0{len(body)}\0".encode() + body)
    return seen.hexdigest()


def _lines(paths: list[Path]) -> Iterator[Line]:
    for path in paths:
        yield from read_lines(path)


def _under(folder: Path, name: str) -> list[Path]:
    found = sorted((folder / name).glob("*.txt"))
    if not found:
        raise LexiconError(str(folder / name), "holds no *.txt file", "point to a whole lexicon folder")
    return found


def _load(folder: Path, digest: str) -> Lexicons:
    terms = terms_of(_lines(_under(folder, "terms")))
    context = sections_of(_lines(_under(folder, "context")))
    words = frozenset(
        word for line in _lines(_under(folder, "words")) for column in line.columns for word in column.split()
    )
    tables = folder / "tables"
    spellings = tables_of(
        glyphs=read_lines(tables / "glyphs.txt"),
        splits=read_lines(tables / "splits.txt"),
        emoji=read_lines(tables / "emoji.txt"),
        common=read_lines(tables / "common.txt"),
        words=words | dictionary(),
    )
    brands = brands_of((path.stem, read_lines(path)) for path in _under(folder, "brands"))
    return Lexicons(digest=digest, terms=tuple(terms), brands=brands, tables=spellings, context=context)


def load_lexicons(folder: Path) -> Lexicons:
    """The lexicons of a folder, loaded once a process for the same content. Raises `LexiconError`."""
    paths = sorted(folder.rglob("*.txt"))
    if not paths:
        raise LexiconError(str(folder), "holds no lexicons", "point `lexicons:` to a folder of *.txt files")
    digest = _digest(folder, paths)
    if digest not in _LOADED:
        _LOADED[digest] = _load(folder, digest)
    return _LOADED[digest]
