"""Where a key belongs: murmur2, as Java's default partitioner, kafka-python and aiokafka place it.

Checked once a key, not once a record: a hash in Python costs about as much as deciding a clean listing.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from aiokafka.structs import ConsumerRecord

_M = 0x5BD1E995
_MASK = 0xFFFFFFFF
_SEED = 0x9747B28C
MAX_KNOWN = 50_000
MAX_KEY = 512
"""An id has at most 128 characters, of at most four bytes; a longer key belongs nowhere and is not worth hashing."""


def murmur2(key: bytes) -> int:
    """Kafka's murmur2, as an unsigned 32-bit number."""
    length = len(key)
    words = length >> 2
    h = _SEED ^ length
    for word in struct.unpack_from(f"<{words}I", key):
        k = (word * _M) & _MASK
        h = ((h * _M) & _MASK) ^ (((k ^ (k >> 24)) * _M) & _MASK)
    if length & 3:
        h = ((h ^ int.from_bytes(key[words << 2 :], "little")) * _M) & _MASK
    h = ((h ^ (h >> 13)) * _M) & _MASK
    return h ^ (h >> 15)


def partition_of(key: bytes, partitions: int) -> int:
    """The partition that every default producer writes this key to."""
    return (murmur2(key) & 0x7FFFFFFF) % partitions


class Placement:
    """Counts records whose key belongs elsewhere. Remembers keys that were checked, up to a bound."""

    __slots__ = ("_known", "_partition", "_partitions", "_strays")

    def __init__(self, partition: int, partitions: int) -> None:
        self._partition = partition
        self._partitions = partitions
        self._known: set[bytes] = set()
        self._strays: set[bytes] = set()

    def misrouted(self, records: Sequence[ConsumerRecord]) -> int:
        """How many of these records lie on a partition that their key does not belong to."""
        keys = {record.key for record in records if record.key is not None and len(record.key) <= MAX_KEY}
        self._learn(keys - self._known)
        if self._strays.isdisjoint(keys):
            return 0
        return sum(record.key in self._strays for record in records)

    def _learn(self, fresh: set[bytes]) -> None:
        if not fresh:
            return
        if len(self._known) + len(fresh) > MAX_KNOWN:
            self._known.clear()
            self._strays.clear()
        self._known |= fresh
        self._strays |= {key for key in fresh if partition_of(key, self._partitions) != self._partition}
