"""What another release wrote between partitions is told apart from bytes that nobody of ours wrote."""

from __future__ import annotations

import msgspec
import pytest

from schemas.sealed import Token
from streams.core.hops import Claim, ForeignHopError, Link, decode_hop, encode_hop

TOKEN = Token(kind="device", domain="device", value="0" * 32, masked="*")
CLAIM = Claim(time=1, token=TOKEN, account_id="a", asker=3)
pack = msgspec.msgpack.encode


def test_a_record_of_this_release_is_read_as_it_was_written():
    assert decode_hop(encode_hop(CLAIM)) == CLAIM


@pytest.mark.parametrize(
    "raw",
    [
        {"t": "claim.9"},
        {"t": "quorum", "time": 1},
        {**msgspec.msgpack.decode(encode_hop(CLAIM)), "asker": "three"},
        {"t": Link.__struct_config__.tag, "time": 1},
    ],
)
def test_a_tagged_record_that_does_not_fit_is_another_releases(raw):
    with pytest.raises(ForeignHopError, match=raw["t"]):
        decode_hop(pack(raw))


@pytest.mark.parametrize("value", [b"", b"\xc1", b"{}", pack({"time": 1}), pack({"t": 7}), pack(["t"]), pack("t")])
def test_bytes_without_a_tag_are_nobodys(value):
    with pytest.raises(msgspec.DecodeError):
        decode_hop(value)
