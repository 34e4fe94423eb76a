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
from streams.core.credibility import NO_RECORD, Record


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


class Activity(Hop, frozen=True, kw_only=True, tag="activity"):
    """What a reporter did, to the partition of the reporter. (`source`, `id`) names the event behind it.

    Without a `ruling` it asks for the reporter's record at the report's `time`; with one it assigns how a report was
    ruled at `time`.
    """

    reporter: str
    seller_id: str
    report_id: str
    reason: str
    source: str
    id: str
    target_kind: str = ""
    target_id: str = ""
    asker: int = 0
    ruling: str | None = None

    def key(self) -> str:
        """Placed by the reporter."""
        return self.reporter


class Weight(Hop, frozen=True, kw_only=True, tag="weight"):
    """A reporter's record as of one report, which (`source`, `id`) names; of several, the newest `revision` holds."""

    seller_id: str
    target_kind: str
    target_id: str
    source: str
    id: str
    to: int
    record: Record = NO_RECORD
    revision: int = 0

    def key(self) -> str:
        """For the reported seller."""
        return self.seller_id

    def partition(self) -> int | None:
        """The asking partition, by number."""
        return self.to


AnyHop = Claim | Link | Activity | Weight

_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[AnyHop] = msgspec.msgpack.Decoder(AnyHop)


def encode_hop(hop: AnyHop) -> bytes:
    """MessagePack; hop topics are internal."""
    return _ENCODER.encode(hop)


def decode_hop(value: bytes) -> AnyHop:
    """Raises `msgspec.DecodeError` on foreign bytes."""
    return _DECODER.decode(value)


_TOPICS: dict[type[Hop], topics.Topic] = {
    Claim: topics.CLAIMS,
    Link: topics.LINKS,
    Activity: topics.ACTIVITY,
    Weight: topics.WEIGHTS,
}


def topic_of(hop: AnyHop) -> topics.Topic:
    """The hop topic a record belongs on."""
    return _TOPICS[type(hop)]


HopName = Literal["claims", "links", "activity", "weights", "gangs"]
