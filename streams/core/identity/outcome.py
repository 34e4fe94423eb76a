"""What linkage hands to the engine: new rows, hop records, and the answers to applications that changed."""

from __future__ import annotations

from typing import Literal

import msgspec

from streams.core.hops import AnyHop
from streams.core.policy.model import Hit
from streams.core.state_identity import AccountRow, TokenRow

Decision = Literal["approve", "review", "refuse"]


class OwnBan(msgspec.Struct, frozen=True, kw_only=True):
    """Our own `ban_account`, taken or lifted, as the account's linkage has to know it.

    `ban` is the enforcement id of the taken ban, in both cases. `at` is the event time of taking or lifting, in
    microseconds; `until` the expiry, when the ban has one.
    """

    account_id: str
    ban: str
    at: int
    until: int | None = None
    lifted: bool = False


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

    `source` and `event_id` are the application's own event; `hit` is the live rule, which asked for this or for more.
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
