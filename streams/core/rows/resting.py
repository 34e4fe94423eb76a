"""Rows at rest: those used lately as they are, all others as their bytes, a quarter of the memory.

A row of an account or a token takes four to eight times as much as a value as on the state topic, and most are looked
at once in months. Read again it is an equal row, not the same object.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator

from streams.core.rows.state import AnyRow

AWAKE = 16_384
"""So many rows of a partition number are kept as values: what some seconds of traffic touch."""


class Resting:
    """Rows by key."""

    __slots__ = ("_asleep", "_awake", "_decode", "_encode", "_limit", "_unwritten")

    def __init__(self, encode: Callable[[AnyRow], bytes], decode: Callable[[bytes], AnyRow], limit: int) -> None:
        self._awake: OrderedDict[str, AnyRow] = OrderedDict()  # whatever was used last is the last
        self._asleep: dict[str, bytes] = {}  # of those that are awake, too, while they are as they were read
        self._unwritten = 0  # awake, and their bytes are not here
        self._encode, self._decode, self._limit = encode, decode, limit

    def __contains__(self, key: object) -> bool:
        return key in self._awake or key in self._asleep

    def __iter__(self) -> Iterator[str]:
        """As they are now: whoever walks over them may read them, which moves them."""
        return iter([*self._asleep, *(key for key in self._awake if key not in self._asleep)])

    def __len__(self) -> int:
        return len(self._asleep) + self._unwritten

    def get(self, key: str) -> AnyRow | None:
        """The row, which stays awake for a while."""
        row = self._awake.get(key)
        if row is not None:
            self._awake.move_to_end(key)
            return row
        value = self._asleep.get(key)
        if value is None:
            return None
        row = self._awake[key] = self._decode(value)
        if len(self._awake) > self._limit:
            self._rest()
        return row

    def peek(self, key: str) -> AnyRow | None:
        """The row, for whoever walks over all of them: nothing is moved."""
        row = self._awake.get(key)
        if row is not None:
            return row
        value = self._asleep.get(key)
        return None if value is None else self._decode(value)

    def put(self, key: str, row: AnyRow) -> None:
        """A new row, or another."""
        if key not in self._awake:
            self._unwritten += 1
            self._asleep.pop(key, None)
        elif self._asleep.pop(key, None) is not None:
            self._unwritten += 1
        self._awake[key] = row
        self._awake.move_to_end(key)
        if len(self._awake) > self._limit:
            self._rest()

    def lay(self, key: str, value: bytes) -> None:
        """A row that nobody has asked for yet, by its bytes."""
        self.drop(key)
        self._asleep[key] = value

    def drop(self, key: str) -> None:
        """The row is no more."""
        is_written = self._asleep.pop(key, None) is not None
        if self._awake.pop(key, None) is not None and not is_written:
            self._unwritten -= 1

    def _rest(self) -> None:
        key, row = self._awake.popitem(last=False)
        if key not in self._asleep:
            self._asleep[key] = self._encode(row)
            self._unwritten -= 1
