"""Hop records: what one partition asks of another, and the answer.

A hop record is an assignment that may be repeated, never a counter, so that a record read twice changes nothing.
A claim goes to the partition of its token (murmur2 of the key, like every producer's default); a link goes back to the
partition *number* the claim names, never re-hashed.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from schemas import topics
from schemas.enforcement import LiftReason
from schemas.sealed import Token
from streams.core.rows.credibility import NO_RECORD, Record
from streams.core.rows.facts import Reported
from streams.core.rows.taint import Profile, Taint

TAG = "t"


class Hop(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field=TAG):
    """A record between partitions. `time` is the event time of its cause, in microseconds."""

    time: int

    def key(self) -> str:
        """The record key."""
        raise NotImplementedError

    def partition(self) -> int | None:
        """The partition number to write to; None places by murmur2 of the key."""
        return None


class Claim(Hop, frozen=True, kw_only=True, tag="claim"):
    """`account_id` holds `token`.

    With an application it asks who else does and was barred at event time `asked`. Without one it assigns: `taints` are
    all of the account's for this token (none = cleared); of several assignments the newest `revision` holds. `agency`
    is the token of the agency that the account came by, if it did.
    """

    token: Token
    account_id: str
    asker: int
    application_id: str | None = None
    taints: tuple[Taint, ...] = ()
    asked: int = 0
    revision: int = 0
    sketches: dict[str, tuple[str, ...]] = {}
    agency: str = ""

    def key(self) -> str:
        """Placed by the token."""
        return self.token.value


class Link(Hop, frozen=True, kw_only=True, tag="link"):
    """The answer for one token of one application: who else holds it and is barred at event time `asked`, or later.

    The whole answer each time; of several, the newest `revision` holds. Only the token's `value` is to be read.
    `elders` and `peers` are how many others hold it without a bar at event time `asked`: for more than 90 days, and at
    all; `later` is the same at the time when the last of those named was barred itself. `desk` is whether it was an
    agency's at either time: 0 no, 1 perhaps, 2 yes.
    """

    account_id: str
    application_id: str
    token: Token
    to: int
    taints: tuple[Taint, ...] = ()
    asked: int = 0
    revision: int = 0
    elders: int = 0
    peers: int = 0
    later: tuple[int, int] = (0, 0)
    desk: tuple[int, int] = (0, 0)
    profiles: dict[str, Profile] = {}

    def key(self) -> str:
        """For the account that asked."""
        return self.account_id

    def partition(self) -> int | None:
        """The asking partition, by number."""
        return self.to


class Tie(Hop, frozen=True, kw_only=True, tag="tie"):
    """`account_id` holds a token that few share, since `since`; `asker` is its own partition number.

    `opened` is when it applied (None: it never did). To the one gang partition.
    """

    token: Token
    account_id: str
    asker: int
    since: int
    opened: int | None = None
    agency: str = ""

    def key(self) -> str:
        """All ties meet."""
        return GANG_KEY


class Barred(Hop, frozen=True, kw_only=True, tag="barred"):
    """When an account is barred itself: all spans (since, until); of several the newest `revision` holds.

    `cleared` says that its last bar did not end but was taken back.
    """

    account_id: str
    asker: int
    spans: tuple[tuple[int, int | None], ...]
    revision: int
    cleared: bool = False

    def key(self) -> str:
        """To where its ties are."""
        return GANG_KEY


class Seat(Hop, frozen=True, kw_only=True, tag="seat"):
    """Which gang an account belongs to (None = none any more), who the others are, and by which paths.

    `figures` are what made it one when it was told: names and counts, each beside what the policy asks for. `why` it is
    let go: what the partition looked for. The newest `revision` holds.
    """

    account_id: str
    to: int
    revision: int
    gang_id: str | None = None
    confidence: float = 0.0
    paths: tuple[tuple[str, str, str, str], ...] = ()
    figures: tuple[tuple[str, float, float | None], ...] = ()
    why: LiftReason = "recomputed"

    def key(self) -> str:
        """For the account."""
        return self.account_id

    def partition(self) -> int | None:
        """The account's partition, by number."""
        return self.to


GANG_KEY = "gangs"


class Activity(Hop, frozen=True, kw_only=True, tag="activity"):
    """What a reporter did, to the partition of the reporter. (`source`, `id`) names the event behind it.

    Without a `ruling` it asks for the reporter's record at the report's `time`, and carries the `report` along; with
    one it assigns how a report was ruled at `time`.
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
    report: Reported | None = None

    def key(self) -> str:
        """Placed by the reporter."""
        return self.reporter


class Weight(Hop, frozen=True, kw_only=True, tag="weight"):
    """A reporter's record as of one report; of several, the newest `revision` holds.

    The first answer brings the `report` itself, with record and revision in it; later ones name it by (`source`, `id`).
    """

    seller_id: str
    target_kind: str
    target_id: str
    source: str
    id: str
    to: int
    record: Record = NO_RECORD
    revision: int = 0
    report: Reported | None = None

    def key(self) -> str:
        """For the reported seller."""
        return self.seller_id

    def partition(self) -> int | None:
        """The asking partition, by number."""
        return self.to


AnyHop = Claim | Link | Activity | Weight | Tie | Barred | Seat

_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[AnyHop] = msgspec.msgpack.Decoder(AnyHop)


def encode_hop(hop: AnyHop) -> bytes:
    """MessagePack; hop topics are internal."""
    return _ENCODER.encode(hop)


class ForeignHopError(Exception):
    """A hop record, but of a kind or a shape that this release does not know."""


def decode_hop(value: bytes) -> AnyHop:
    """A hop record of this release, or of one whose records have the same shape.

    Raises `ForeignHopError` when another release wrote it, `msgspec.DecodeError` when the bytes are no hop record.
    """
    try:
        return _DECODER.decode(value)
    except msgspec.ValidationError as error:
        raw = msgspec.msgpack.decode(value)
        if isinstance(raw, dict) and isinstance(raw.get(TAG), str):
            raise ForeignHopError(f"{raw[TAG]} ({error})") from error
        raise


_TOPICS: dict[type[Hop], topics.Topic] = {
    Claim: topics.CLAIMS,
    Link: topics.LINKS,
    Activity: topics.ACTIVITY,
    Weight: topics.WEIGHTS,
    Tie: topics.GANGS,
    Barred: topics.GANGS,
    Seat: topics.GANGS,
}


def topic_of(hop: AnyHop) -> topics.Topic:
    """The hop topic a record belongs on."""
    return _TOPICS[type(hop)]


HopName = Literal["claims", "links", "activity", "weights", "gangs"]
