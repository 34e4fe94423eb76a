"""The rows of one partition: keys, the in-memory store with its timers, and their bytes.

A row never changes; a step returns new rows. The store is the only mutable thing here, and only `put` changes it.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Protocol

import msgspec

from streams.core.rows.facts import OfMeasure
from streams.core.rows.resting import AWAKE, Resting
from streams.core.rows.state import AnyRow, CaseRow, FactsRow, ReporterRow, TargetRow
from streams.core.rows.upgrade import TAG, upgraded

CLOCK_KEY = "clock"
STALE_MAX = 1_000
STUMBLES = (AttributeError, LookupError, TypeError)  # of a step, over a row that has a tag of ours and no shape of ours
BOUNDED = (FactsRow, ReporterRow)
BOUNDED_KINDS = ("target", "ledger", "reporter")
"""The kinds whose rows count what they left out when they were full."""

CROWD = 2  # facts: of one report alone every order says the same

_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[AnyRow] = msgspec.msgpack.Decoder(AnyRow)


def encode_row(row: AnyRow) -> bytes:
    """The state topic's value: MessagePack, tagged with the row's kind and version."""
    return _ENCODER.encode(row)


class ForeignRowError(Exception):
    """A row, but of a kind, a version or a shape that this release does not know."""


def decode_row(value: bytes) -> AnyRow:
    """A row of this release or of an earlier one.

    Raises `ForeignRowError` when another release wrote it, `msgspec.DecodeError` when the bytes are no row at all.
    """
    try:
        return _DECODER.decode(value)
    except msgspec.ValidationError as error:
        return _of_another_release(value, error)


def _of_another_release(value: bytes, error: msgspec.ValidationError) -> AnyRow:
    raw = msgspec.msgpack.decode(value)
    if not isinstance(raw, dict) or not isinstance(raw.get(TAG), str):
        raise error
    try:
        newer = upgraded(raw)
        row: AnyRow = msgspec.convert(raw if newer is None else newer, AnyRow)
    except (msgspec.ValidationError, *STUMBLES) as found:
        raise ForeignRowError(f"{raw[TAG]} ({found})") from found
    return row


def row_key(kind: str, *ids: str) -> str:
    """`kind/id/id`, with `/` and `%` inside ids escaped, so that no two rows share a key."""
    key = "/".join((kind, *ids))
    if key.count("/") == len(ids) and "%" not in key:  # nearly all: a test is cheaper than a look at each
        return key
    return "/".join((kind, *(_escape(part) for part in ids)))


def _escape(part: str) -> str:
    if "/" in part or "%" in part:
        return part.replace("%", "%25").replace("/", "%2F")
    return part


def _is_crowded(row: AnyRow | None) -> bool:
    return type(row) is TargetRow and len(row.facts) >= CROWD


def _is_appealing(row: AnyRow | None) -> bool:
    return isinstance(row, CaseRow) and row.owner is None and any(isinstance(one, OfMeasure) for one in row.waiting)


def _index(index: dict[str, dict[str, None]], key: str, *, is_there: bool) -> None:
    """Keep by seller what an appeal may have to look through."""
    seller = key.split("/", 2)[1]
    if is_there:
        index.setdefault(seller, {})[key] = None
        return
    del index[seller][key]
    if not index[seller]:
        del index[seller]


class Derived(Protocol):
    """What somebody worked out from rows of gangs and keeps beside them; it may be gone at any time."""

    def note(self, key: str, row: AnyRow | None) -> None:
        """A row is another now."""


class Rows(Mapping[str, AnyRow]):
    """All rows of one partition number, and which of them wait for a timer."""

    __slots__ = ("_appealing", "_crowded", "_evicted", "_heap", "_kinds", "_rows", "derived", "partition", "partitions")

    def __init__(self, partition: int = 0, awake: int = AWAKE) -> None:
        """`awake` is how many rows are kept as values and not as bytes."""
        self.partition = partition
        self.derived: Derived | None = None
        self._rows = Resting(encode_row, decode_row, awake)
        self._heap: list[tuple[int, str]] = []
        self._kinds: Counter[type[AnyRow]] = Counter()
        self._evicted: Counter[str] = Counter()
        self._crowded: dict[str, dict[str, None]] = {}  # seller -> targets with facts enough for a crowd
        self._appealing: dict[str, dict[str, None]] = {}  # seller -> appeals that wait for what they are about

    def __getitem__(self, key: str) -> AnyRow:
        row = self._rows.peek(key)
        if row is None:
            raise KeyError(key)
        return row

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def get(self, key: str, default: AnyRow | None = None) -> AnyRow | None:  # type: ignore[override]
        """The row, or the default; the mapping's own way through an exception costs several times as much."""
        row = self._rows.get(key)
        return default if row is None else row

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, key: str, row: AnyRow | None) -> None:
        """Set or (None) delete a row."""
        old = self._rows.peek(key)
        if row is None:
            self._rows.drop(key)
        else:
            self._rows.put(key, row)
        self._account(key, old, row)

    def restore(self, key: str, value: bytes) -> None:
        """Set a row by its bytes, as which it rests until it is asked for.

        Raises what `decode_row` does, and then nothing is set.
        """
        old, row = self._rows.peek(key), decode_row(value)
        self._rows.lay(key, value)
        self._account(key, old, row)

    def _account(self, key: str, old: AnyRow | None, row: AnyRow | None) -> None:
        if self.derived is not None and key.startswith("gang"):
            self.derived.note(key, row)
        if old is not None:
            if isinstance(row, BOUNDED) and isinstance(old, BOUNDED) and row.evicted > old.evicted:
                self._evicted[row.kind()] += row.evicted - old.evicted
            self._kinds[type(old)] -= 1
        was, now = _is_crowded(old), _is_crowded(row)
        if was != now:
            _index(self._crowded, key, is_there=now)
        if type(row) is CaseRow or type(old) is CaseRow:
            was, now = _is_appealing(old), _is_appealing(row)
            if was != now:
                _index(self._appealing, key, is_there=now)
        if row is None:
            return
        self._kinds[type(row)] += 1
        if row.due is not None and (old is None or old.due is None or row.due < old.due):
            heapq.heappush(self._heap, (row.due, key))  # one that was put off is found at its earlier time
            if len(self._heap) > 2 * len(self._rows) + STALE_MAX:
                self._forget_stale()

    def crowded(self, seller_id: str) -> list[str]:
        """Keys of the rows of a seller's targets that a crowd may have spoken of."""
        return list(self._crowded.get(_escape(seller_id), ()))

    def is_appealing(self, seller_id: str) -> bool:
        """Whether appeals of a seller wait for what they are about."""
        return _escape(seller_id) in self._appealing

    def _forget_stale(self) -> None:
        """Timers that were put off leave their old entries behind; a busy row would leave thousands.

        The earliest of each row will do: a row is looked at then, and put off to its own time.
        """
        earliest: dict[str, int] = {}
        for deadline, key in self._heap:
            earliest[key] = min(deadline, earliest.get(key, deadline))
        self._heap = [(deadline, key) for key, deadline in earliest.items() if key in self._rows]
        heapq.heapify(self._heap)

    def take_evicted(self) -> Counter[str]:
        """How much was left out of rows that were full, by kind of row, since this was last asked."""
        evicted, self._evicted = self._evicted, Counter()
        return evicted

    def counts(self) -> dict[str, int]:
        """Rows by kind, for `pinocchio_state_rows`."""
        tags = {kind: str(kind.__struct_config__.tag) for kind in self._kinds}
        return {tags[kind].partition(".")[0]: count for kind, count in self._kinds.items() if count}

    def due(self, until: int) -> list[str]:
        """Keys of the rows whose timer is due by `until`, earliest first; stale heap entries are dropped on the way."""
        keys: dict[str, int] = {}
        while self._heap and self._heap[0][0] <= until:
            deadline, key = heapq.heappop(self._heap)
            row = self._rows.get(key)
            if row is None or row.due is None or key in keys:
                continue
            if row.due == deadline:
                keys[key] = deadline
            elif row.due > deadline:
                heapq.heappush(self._heap, (row.due, key))
        for key, deadline in keys.items():  # due until somebody puts a new row: a step is pure, and may be taken again
            heapq.heappush(self._heap, (deadline, key))
        return list(keys)
