"""Recorded files before they are replayed: can they be read to the end, how many lines have they, what do they say.

Reading them in replay's order is the business of `streams.runtime.files`.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import msgspec
import orjson

from schemas.deadletter import DeadLetter
from schemas.decode import CONTROL, decode_control
from schemas.events.control import Control

STDIN = Path("-")


class UnreadableError(Exception):
    """A file cannot be read; says which, and at which line. `exit_code` is the contract's for usage."""

    exit_code = 2


class _Id(msgspec.Struct, gc=False):
    id: str


_ID = msgspec.json.Decoder(_Id)


@contextmanager
def regular_files(paths: Iterable[Path]) -> Iterator[list[Path]]:
    """The files, and of pipes and stdin (`-`) a copy on disk, for a replay reads its input more than once."""
    with tempfile.TemporaryDirectory(prefix="pinocchio-input-") as folder:
        yield [
            path if path != STDIN and path.is_file() else _copy(path, Path(folder) / f"{number}.jsonl")
            for number, path in enumerate(paths)
        ]


def _copy(path: Path, target: Path) -> Path:
    try:
        with target.open("wb") as copy:
            if path == STDIN:
                shutil.copyfileobj(sys.stdin.buffer, copy)
            else:
                with path.open("rb") as pipe:
                    shutil.copyfileobj(pipe, copy)
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror or error}") from error
    return target.rename(f"{target}.gz") if _is_packed(target) else target


def _is_packed(path: Path) -> bool:
    """A pipe has no name that says so."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def count_lines(paths: Iterable[Path]) -> int:
    """Lines that are not blank, of all files; raises `UnreadableError` when one cannot be read to its end."""
    return sum(1 for path in paths for _ in lines_of(path))


def events_named(paths: Sequence[Path], ids: frozenset[str]) -> dict[str, dict[str, Any]]:
    """The events with these ids, as they were recorded."""
    found: dict[str, dict[str, Any]] = {}
    marks = [msgspec.json.encode(name)[1:-1] for name in ids]
    for line in (line for path in paths for line in lines_of(path) if any(mark in line for mark in marks)):
        try:
            name = _ID.decode(line).id
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            continue  # a dead letter, counted by the replay itself
        if name in ids:
            found[name] = orjson.loads(line)
    return found


def controls_in(paths: Iterable[Path]) -> list[Control]:
    """The switches of operations among recorded events; a bad one is a dead letter of the replay itself."""
    found = (decode_control(line) for path in paths for line in lines_of(path) if CONTROL in line)
    return [control for control in found if not isinstance(control, DeadLetter)]


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines that are not blank; raises `UnreadableError` when the file cannot be read to its end."""
    good = 0
    try:
        with _opened(path) as file:
            for line in file:
                good += 1
                if not line.isspace():
                    yield line
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(f"{path}, line {good + 1}: cannot be read: {error}") from error


def _opened(path: Path) -> IO[bytes]:
    # typeshed: a GzipFile is an IO[bytes] in all that is used here
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")
