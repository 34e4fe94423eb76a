"""What one transaction will hold: newest versions of changed rows, outputs in order, source offsets, and the counts.

Everything is a frozen value when it arrives, so that what is written is what was decided, whatever happens to the
rows after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from faust.types import TP

from streams.core.rows.state import AnyRow

Headers = tuple[tuple[str, bytes], ...]


class Record(NamedTuple):
    """One record to write; `partition` is a number, already decided."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class Tally:
    """What the metrics learn when the transaction has been committed, and not before."""

    __slots__ = (
        "appeals",
        "dead",
        "decided",
        "duplicate",
        "effects",
        "evicted",
        "hops_refused",
        "latencies",
        "received",
        "reports",
        "rulings",
        "slow",
        "viewers",
    )

    def __init__(self) -> None:
        self.received: Counter[str] = Counter()
        self.decided: Counter[str] = Counter()
        self.duplicate: Counter[str] = Counter()
        self.dead: Counter[tuple[str, str, str]] = Counter()
        self.effects: list[object] = []
        self.latencies: list[int] = []
        self.slow: Counter[str] = Counter()
        self.reports: Counter[str] = Counter()
        self.rulings: Counter[str] = Counter()
        self.appeals: Counter[str] = Counter()
        self.viewers = 0
        self.evicted: Counter[str] = Counter()
        self.hops_refused: Counter[str] = Counter()


class Outbox:
    """One transaction in the making."""

    __slots__ = ("lists", "offsets", "records", "rows", "tally")

    def __init__(self) -> None:
        self.rows: dict[str, AnyRow | None] = {}
        self.records: list[Record] = []
        self.offsets: dict[TP, int] = {}
        self.tally = Tally()
        self.lists = 0

    def __bool__(self) -> bool:
        """Whether there is anything at all to commit."""
        return bool(self.offsets or self.records or self.rows)

    def writes(self) -> bool:
        """Whether anybody waits for this: offsets alone may wait for company."""
        return bool(self.records or self.rows)

    def by_partition(self) -> Iterator[tuple[tuple[str, int], list[Record]]]:
        """The records, grouped as Kafka's batches are."""
        groups: dict[tuple[str, int], list[Record]] = {}
        for record in self.records:
            groups.setdefault((record.topic, record.partition), []).append(record)
        yield from groups.items()
