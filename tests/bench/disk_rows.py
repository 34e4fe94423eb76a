"""Rows on disk, for a bench of more accounts than memory holds: a log of encoded rows and an index in two arrays.

What a step reads stays decoded until it is settled, so that deciding can be timed without this store: the index alone
is asked every time, as a dictionary of that many keys would be.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from streams.core.rows.state import AnyRow
from streams.core.rows.store import Rows, decode_row, encode_row

LENGTH_BITS = 20
LENGTH = (1 << LENGTH_BITS) - 1
LARGE_ROW = 2_000
"""From this many bytes on a token's row stays decoded: a hub is written with every opening."""


class DiskRows(Rows):
    """Reads like `Rows`, without its timers; room for `slots` rows, a power of two, of which half should stay free."""

    __slots__ = ("_file", "_large", "_mask", "_names", "_places", "_read", "_size", "_written", "count", "total")

    def __init__(self, path: Path, slots: int) -> None:
        super().__init__()
        self._file = path.open("w+b", buffering=0)
        self._names = array("Q", bytes(8 * slots))
        self._places = array("Q", bytes(8 * slots))
        self._mask = slots - 1
        self._large: dict[int, AnyRow] = {}
        self._read: dict[int, AnyRow | None] = {}
        self._written: dict[int, AnyRow] = {}
        self._size = self.count = self.total = 0

    def get(self, key: str, default: AnyRow | None = None) -> AnyRow | None:  # type: ignore[override]
        """The row as it was written last."""
        name, slot = self._slot(key)
        written = self._written.get(name)
        if written is not None:
            return written
        if name not in self._read:
            self._read[name] = self._large.get(name) or self._from_disk(slot)
        row = self._read[name]
        return default if row is None else row

    def put(self, key: str, row: AnyRow | None) -> None:
        """Keep the row until `settle` or `forget`."""
        if row is None:
            raise ValueError(f"{key}: the log on disk only grows; openings of a bench forget no row")
        name, _ = self._slot(key)
        self._written[name] = row

    def forget(self) -> None:
        """As if nothing had been written since `settle`; what was read stays decoded."""
        self._written.clear()

    def settle(self) -> None:
        """Write down what was put."""
        for name, row in self._written.items():
            value = encode_row(row)
            slot = self._probe(name)
            self.count += not self._places[slot]
            self.total += len(value) - (self._places[slot] & LENGTH)
            self._names[slot], self._places[slot] = name, (self._size << LENGTH_BITS) | len(value)
            if row.kind() == "token" and len(value) > LARGE_ROW:
                self._large[name] = row
            self._size += self._file.write(value)
        self._written.clear()
        self._read.clear()

    def encoded(self) -> Iterator[bytes]:
        """Every row's bytes, in the order of the index."""
        return (self._bytes(slot) for slot in range(self._mask + 1) if self._places[slot])

    def _from_disk(self, slot: int) -> AnyRow | None:
        return decode_row(self._bytes(slot)) if self._places[slot] else None

    def _bytes(self, slot: int) -> bytes:
        place = self._places[slot]
        self._file.seek(place >> LENGTH_BITS)
        value = self._file.read(place & LENGTH)
        self._file.seek(self._size)
        return value

    def _slot(self, key: str) -> tuple[int, int]:
        name = int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) or 1
        return name, self._probe(name)

    def _probe(self, name: int) -> int:
        slot = name & self._mask
        while self._places[slot] and self._names[slot] != name:
            slot = (slot + 1) & self._mask
        return slot
