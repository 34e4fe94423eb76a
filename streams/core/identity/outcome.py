"""What linkage hands to the engine: new rows, hop records, and the answers to applications that changed."""

from __future__ import annotations

from typing import Literal

import msgspec

from streams.core.hops import AnyHop
from streams.core.policy.model import Hit
from streams.core.rows.state_identity import AccountRow, TokenRow
from streams.core.rows.taint import UNKNOWN

Decision = Literal["approve", "review", "refuse"]


class OwnBan(msgspec.Struct, frozen=True, kw_only=True):
    """One `ban_account` of ours: from when, until its expiry when it has one, and when an appeal lifted it.

    `by` is the ruling (source, id) that brought it.
    """

    at: int
    until: int | None = None
    lifted: int | None = None
    by: tuple[str, str] = UNKNOWN


class OwnBans(msgspec.Struct, frozen=True, kw_only=True):
    """All our bans of an account as the ledger sees them by now, except those that were over by `since`; told at `at`.

    The whole list each time, for what the ledger leaves out counts as never made. What was published will not do:
    it hangs on the order of arrival, and a ban that was overturned before we heard of it was never told. `fell` is the
    last ban that stood, by event time, until people took it back: from when until when.
    """

    account_id: str
    bans: tuple[OwnBan, ...]
    since: int = 0
    at: int = 0
    fell: tuple[int, int] | None = None


class JoiningLink(msgspec.Struct, frozen=True, kw_only=True):
    """One shared identifier: its kind, masked form, keyed token and weight, whose it is, the path in words.

    `offender_id` names a listed offender; None is a banned account. Kind `account` is the applicant's own account.
    """

    kind: str
    masked: str
    token: str
    weight: float
    account_id: str
    path: str
    offender_id: str | None = None


class ShadowHit(msgspec.Struct, frozen=True, kw_only=True):
    """A shadow rule that would have fired, and on which links. It never changes the decision."""

    hit: Hit
    links: tuple[JoiningLink, ...]


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one application, replacing any earlier one.

    `at`, `source` and `event_id` are the application's own event, whatever arrived last. `hit` is the live rule that
    decides (None = approve), `links` what it stands on, strongest first.
    """

    application_id: str
    account_id: str
    decision: Decision
    at: int
    source: str
    event_id: str
    hit: Hit | None = None
    links: tuple[JoiningLink, ...] = ()
    shadow: tuple[ShadowHit, ...] = ()


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """What became known of an open account after its opening, at event time `at`: a person is to look.

    `source` and `event_id` name the event by which it did: what began the bar, or said more of either account, and the
    application where nobody knows any more. `hit` is the live rule, which asked for this or for more.
    """

    account_id: str
    at: int
    source: str
    event_id: str
    hit: Hit
    links: tuple[JoiningLink, ...]


class AccountOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What an event, an own ban or a link did to an account. An unchanged row is the same object.

    `reviewed` is what stands against an open account by later knowledge, where `looked` says that it was looked for.
    """

    row: AccountRow | None
    hops: tuple[AnyHop, ...] = ()
    decided: tuple[Decided, ...] = ()
    reviewed: Reviewed | None = None
    looked: bool = False
    duplicate: bool = False


class TokenOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a claim did to a token. An unchanged row is the same object."""

    row: TokenRow | None
    hops: tuple[AnyHop, ...] = ()
