"""The reader of a lexicon folder, made once a process: expanding its terms takes longer than all other loading."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from streams.core.policy.model import ListingReader


@lru_cache(maxsize=4)
def reader_of(folder: Path, digest: str) -> ListingReader:
    """The reader of these lexicons; `digest` is part of the key, so that changed files are read again."""
    from streams.core.listings.lexicons import load_lexicons  # noqa: PLC0415 - tables of sounds and glyphs come with it
    from streams.core.listings.reader import Reader  # noqa: PLC0415 - same

    del digest
    return Reader(load_lexicons(folder))
