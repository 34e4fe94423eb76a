"""Sets of names that become one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

Circles = dict[str, list[str]]
"""The first name of a circle -> its members in order."""


class Union:
    """Sets of names, each called by its first."""

    def __init__(self, names: Collection[str]) -> None:
        self._of = {name: name for name in names}
        self.count = len(self._of)

    def find(self, name: str) -> str:
        """The first name of its set."""
        while self._of[name] != name:
            self._of[name] = name = self._of[self._of[name]]
        return name

    def join(self, one: str, other: str) -> None:
        """Two sets are one."""
        first, second = self.find(one), self.find(other)
        if first != second:
            first, second = (first, second) if first < second else (second, first)
            self._of[second] = first
            self.count -= 1

    def join_all(self, names: Iterable[str]) -> None:
        """The sets of all these are one."""
        first = None
        for name in names:
            if first is None:
                first = name
            else:
                self.join(first, name)

    def circles(self) -> Circles:
        """All of them."""
        found: Circles = {}
        for name in sorted(self._of):
            found.setdefault(self.find(name), []).append(name)
        return found
