"""Events from files, in replay's order, whatever the order of lines and files, in bounded memory.

Files that are in order already are merged as they are read. A file out of order is sorted in runs that are spilled to
a temporary folder and merged, so that a year of events replays on a laptop.
"""

from __future__ import annotations

import gzip
import heapq
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from schemas.envelope import Event
from schemas.fields import Time
from schemas.sealed import Tokeniser
from streams.core.replay import Order, order_of

RUN = 100_000


class _Peek(msgspec.Struct, frozen=True, gc=False):
    """Just what orders an event; the rest of the line is skipped, which is several times faster than decoding it."""

    time: Time
    type: str
    source: str
    id: str


_PEEK = msgspec.json.Decoder(_Peek)


class EventFiles:
    """JSON Lines of CloudEvents, plain or `.gz`; `dead` collects refused lines as (file, line number, dead letter)."""

    def __init__(self, paths: Iterable[Path], tokeniser: Tokeniser, run: int = RUN) -> None:
        self.paths = list(paths)
        self.dead: list[tuple[Path, int, DeadLetter]] = []
        self.lines = 0
        self.bytes_read = 0
        self._tokeniser = tokeniser
        self._run = run

    def total_bytes(self) -> int:
        """Size on disk, for progress."""
        return sum(path.stat().st_size for path in self.paths)

    def events(self) -> Iterator[Event]:
        """Every good event in replay's order; raises OSError on an unreadable file."""
        with tempfile.TemporaryDirectory(prefix="pinocchio-replay-") as folder:
            runs: list[Iterator[tuple[Order, Event]]] = []
            for path in self.paths:
                if self._is_sorted(path):
                    runs.append(self._decoded(path))
                else:
                    runs.extend(self._spill(path, Path(folder), len(runs)))
            merged = runs[0] if len(runs) == 1 else heapq.merge(*runs, key=lambda pair: pair[0])
            for _, event in merged:
                yield event

    @staticmethod
    def _is_sorted(path: Path) -> bool:
        """One quick pass: are the good lines in order already?"""
        last: tuple[object, ...] | None = None
        for line in _lines(path):
            try:
                peek = _PEEK.decode(line)
            except (msgspec.MsgspecError, UnicodeError, RecursionError):
                continue  # a dead letter of the second pass
            order = (peek.time, peek.type, peek.source, peek.id)
            if last is not None and order < last:
                return False
            last = order
        return True

    def _decoded(self, path: Path) -> Iterator[tuple[Order, Event]]:
        for number, line in enumerate(_lines(path), start=1):
            event = self._read(path, number, line)
            if event is not None:
                yield order_of(event), event

    def _spill(self, path: Path, folder: Path, first: int) -> list[Iterator[tuple[Order, Event]]]:
        """Sort a file in runs; each run is a file of lines in order."""
        runs: list[Iterator[tuple[Order, Event]]] = []
        batch: list[tuple[Order, int, bytes]] = []
        for number, line in enumerate(_lines(path), start=1):
            event = self._read(path, number, line)
            if event is not None:
                batch.append((order_of(event), number, line))
            if len(batch) >= self._run:
                runs.append(self._write(batch, folder / f"{first + len(runs)}.jsonl"))
                batch = []
        runs.append(self._write(batch, folder / f"{first + len(runs)}.jsonl"))
        return runs

    def _write(self, batch: list[tuple[Order, int, bytes]], path: Path) -> Iterator[tuple[Order, Event]]:
        batch.sort(key=lambda entry: entry[:2])
        with path.open("wb") as file:
            file.writelines(line + b"\n" for _, _, line in batch)
        return self._again(path)

    def _again(self, path: Path) -> Iterator[tuple[Order, Event]]:
        for line in _lines(path):
            event = decode(line, (), self._tokeniser)
            if not isinstance(event, DeadLetter):
                yield order_of(event), event

    def _read(self, path: Path, number: int, line: bytes) -> Event | None:
        self.lines += 1
        self.bytes_read += len(line) + 1
        event = decode(line, (), self._tokeniser)
        if isinstance(event, DeadLetter):
            self.dead.append((path, number, event))
            return None
        return event


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _lines(path: Path) -> Iterator[bytes]:
    with _open(path) as file:
        for line in file:
            stripped = line.strip()
            if stripped:
                yield stripped
