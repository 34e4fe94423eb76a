"""The reader of a lexicon folder, made once a process: expanding its terms takes longer than all other loading."""

from __future__ import annotations

import importlib
import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import cast

from streams.core.policy.model import ListingReader


@lru_cache(maxsize=4)
def reader_of(folder: Path, digest: str) -> ListingReader | None:
    """The reader of these lexicons; `digest` is part of the key, so that changed files are read again."""
    del digest
    if importlib.util.find_spec("streams.core.listings.reader") is None or not any(folder.rglob("*.txt")):
        return None
    room = importlib.import_module("streams.core.listings.reader")
    lexicons = importlib.import_module("streams.core.listings.lexicons").load_lexicons(folder)
    return cast("ListingReader", room.Reader(lexicons))
