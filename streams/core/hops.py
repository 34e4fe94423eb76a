"""Hop records: what one partition asks of another, and the answer.

A hop record is an assignment that may be repeated, never a counter, so that a record read twice changes nothing.
A claim goes to the partition of its token (murmur2 of the key, like every producer's default); a link goes back to the
partition *number* the claim names, never re-hashed.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from schemas import topics
from schemas.sealed import Token


class Hop(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t"):
    """A record between partitions. `time` is the event time of its cause, in microseconds."""

    time: int

    def key(self) -> str:
        """The record key."""
        raise NotImplementedError

    def partition(self) -> int | None:
        """The partition number to write to; None places by murmur2 of the key."""
        return None


class Taint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, array_like=True):
    """Why an account is barred, from when, until when (microseconds; None = no end known).

    `offender_id` names a listed offender; None is a banned account of our own.
    """

    account_id: str
    since: int
    until: int | None = None
    offender_id: str | None = None


class Claim(Hop, frozen=True, kw_only=True, tag="claim"):
    """`account_id` holds `token`.

    With an application it asks who else does and was barred at event time `asked`. Without one it assigns: `taints` are
    all of the account's for this token (none = cleared); of several assignments the newest `revision` holds.
    """

    token: Token
    account_id: str
    asker: int
    application_id: str | None = None
    taints: tuple[Taint, ...] = ()
    asked: int = 0
    revision: int = 0

    def key(self) -> str:
        """Placed by the token."""
        return self.token.value


class Link(Hop, frozen=True, kw_only=True, tag="link"):
    """The answer for one token of one application: who else holds it and was barred at event time `asked`.

    The whole answer each time; of several, the newest `revision` holds. Only the token's `value` is to be read.
    """

    account_id: str
    application_id: str
    token: Token
    to: int
    taints: tuple[Taint, ...] = ()
    asked: int = 0
    revision: int = 0

    def key(self) -> str:
        """For the account that asked."""
        return self.account_id

    def partition(self) -> int | None:
        """The asking partition, by number."""
        return self.to


AnyHop = Claim | Link

_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[AnyHop] = msgspec.msgpack.Decoder(AnyHop)


def encode_hop(hop: AnyHop) -> bytes:
    """MessagePack; hop topics are internal."""
    return _ENCODER.encode(hop)


def decode_hop(value: bytes) -> AnyHop:
    """Raises `msgspec.DecodeError` on foreign bytes."""
    return _DECODER.decode(value)


def topic_of(hop: AnyHop) -> topics.Topic:
    """The hop topic a record belongs on."""
    return topics.CLAIMS if isinstance(hop, Claim) else topics.LINKS


HopName = Literal["claims", "links", "activity", "weights", "gangs"]
