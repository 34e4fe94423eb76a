"""Keys go where every default producer puts them, and a key on a wrong partition is counted."""

from __future__ import annotations

from types import SimpleNamespace

from aiokafka.partitioner import DefaultPartitioner, murmur2
from hypothesis import given
from hypothesis import strategies as st

from streams.runtime import placing
from streams.runtime.placing import Placement, partition_of


@given(st.binary(max_size=64), st.integers(1, 200))
def test_a_key_is_placed_as_the_client_library_places_it(key, partitions):
    numbers = list(range(partitions))
    assert placing.murmur2(key) == murmur2(key) & 0xFFFFFFFF
    assert partition_of(key, partitions) == DefaultPartitioner()(key, numbers, numbers)


def lying(*keys):
    return [SimpleNamespace(key=key) for key in keys]


def homes(partitions=4):
    return {partition_of(f"s{n}".encode(), partitions): f"s{n}".encode() for n in range(50)}


def test_only_strays_are_counted_and_every_time():
    home = homes()
    placement = Placement(1, 4)
    assert placement.misrouted(lying(home[1], None, home[1])) == 0
    assert placement.misrouted(lying(home[1], home[2], home[3], home[2])) == 3
    assert placement.misrouted(lying(home[2])) == 1


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(placing, "MAX_KNOWN", 4)
    home = homes()
    placement = Placement(1, 4)
    for number in range(20):
        placement.misrouted(lying(f"filler-{number}".encode()))
        assert len(placement._known) <= 4
    assert placement.misrouted(lying(home[2], home[1])) == 1
