"""Events from files, in replay's order, whatever the order of lines and files, in bounded memory.

Files that are in order already are merged as they are read. A file out of order is sorted in runs that are spilled to
a temporary folder and merged, so that a year of events replays on a laptop.
"""

from __future__ import annotations

import gzip
import heapq
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from schemas.envelope import Event
from schemas.fields import MAX_RECORD_BYTES, Time
from schemas.sealed import Tokeniser
from streams.core.replay import Order, order_of

RUN = 100_000

Place = tuple[Order, bytes]
"""Replay's order, and the line itself: two records of one name are told apart by what they say, never by their file."""


class _Peek(msgspec.Struct, frozen=True, gc=False):
    """Just what orders an event; the rest of the line is skipped, which is several times faster than decoding it."""

    time: Time
    type: str
    source: str
    id: str


LONGEST = MAX_RECORD_BYTES + 2

_PEEK = msgspec.json.Decoder(_Peek)


class EventFiles:
    """JSON Lines of CloudEvents, plain or `.gz`; `dead` counts the refused lines by their dead letter."""

    def __init__(
        self,
        paths: Iterable[Path],
        tokeniser: Tokeniser,
        run: int = RUN,
        refused: Callable[[Path, int, DeadLetter], None] | None = None,
    ) -> None:
        """`refused` is told every refused line: its file, its number from 1, and why."""
        self._refused = refused
        self.paths = list(paths)
        self.dead: Counter[DeadLetter] = Counter()
        self._tokeniser = tokeniser
        self._run = run

    def events(self) -> Iterator[Event]:
        """Every good event in replay's order; raises OSError on an unreadable file, EOFError on a cut archive."""
        with tempfile.TemporaryDirectory(prefix="pinocchio-replay-") as folder:
            runs: list[Iterator[tuple[Place, Event]]] = []
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
        for _, line in _numbered(path):
            try:
                peek = _PEEK.decode(line)
            except (msgspec.MsgspecError, UnicodeError, RecursionError):
                continue  # a dead letter of the second pass
            place = (peek.time, peek.type, peek.source, peek.id, line)
            if last is not None and place < last:
                return False
            last = place
        return True

    def _decoded(self, path: Path) -> Iterator[tuple[Place, Event]]:
        for number, line in _numbered(path):
            event = decode(line, (), self._tokeniser)
            if isinstance(event, DeadLetter):
                self.dead[event] += 1
                if self._refused is not None:
                    self._refused(path, number, event)
            else:
                yield (order_of(event), line), event

    def _spill(self, path: Path, folder: Path, first: int) -> list[Iterator[tuple[Place, Event]]]:
        """Sort a file in runs; each run is a file of lines in order."""
        runs: list[Iterator[tuple[Place, Event]]] = []
        batch: list[Place] = []
        for place, _ in self._decoded(path):
            batch.append(place)
            if len(batch) >= self._run:
                runs.append(self._write(batch, folder / f"{first + len(runs)}.jsonl"))
                batch = []
        return [*runs, self._write(batch, folder / f"{first + len(runs)}.jsonl")]

    def _write(self, batch: list[Place], path: Path) -> Iterator[tuple[Place, Event]]:
        batch.sort()
        with path.open("wb") as file:
            file.writelines(line + b"\n" for _, line in batch)
        return self._decoded(path)


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _numbered(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines with something on them, by number; of one longer than any record, only enough to be refused as such."""
    number = 0
    with _open(path) as file:
        while line := file.readline(LONGEST):
            number += 1
            rest = line
            while not rest.endswith(b"\n") and (rest := file.readline(LONGEST)):
                line = line[:LONGEST]
            stripped = line.strip()
            if stripped:
                yield number, stripped
