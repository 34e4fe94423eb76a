"""Events after sealing: personal values are keyed tokens and masked forms; this is all the core ever sees."""

from __future__ import annotations

from typing import Protocol

from schemas.envelope import Event
from schemas.events.accounts import AttributeKind, IdentityFields
from schemas.fields import Wire


class Token(Wire, frozen=True, gc=False, kw_only=True, array_like=True):
    """One joinable value: `value` is a keyed hash (hex), equal for equal normalised values of one `domain`.

    `kind` is the field it came from (`uscc`, `phone`, `bank_account` …), `domain` the name space it is hashed in, so
    that a presenter's ID number joins a legal person's. `masked` is what people may see.
    """

    kind: str
    domain: str
    value: str
    masked: str


class Tokeniser(Protocol):
    """Turns personal values into keyed tokens. The keyed one lives in the core; tests bring their own."""

    def identity(self, fields: IdentityFields) -> tuple[Token, ...]:
        """All tokens of an applicant or offender."""
        ...

    def attribute(self, kind: AttributeKind, value: str) -> tuple[Token, ...]:
        """The tokens of one late attribute."""
        ...

    def pseudonym(self, value: str) -> str:
        """A keyed name for a reporter or a cluster: stable, joinable, not reversible."""
        ...


class Application(Wire, frozen=True, kw_only=True):
    """A shop opening to decide."""

    application_id: str
    account_id: str
    shop_name: str
    tokens: tuple[Token, ...] = ()
    agency_id: str | None = None


class Offender(Wire, frozen=True, kw_only=True):
    """A listed offender; times in microseconds since 1970."""

    offender_id: str
    account_id: str
    reason: str
    banned_at: int
    term_end: int | None = None
    tokens: tuple[Token, ...] = ()


class Attribute(Wire, frozen=True, kw_only=True):
    """A late attribute."""

    account_id: str
    kind: AttributeKind
    tokens: tuple[Token, ...] = ()


class ShopApplied(Event, frozen=True, kw_only=True, tag="marketplace.shop.applied.v1"):
    """A shop is applied for."""

    data: Application


class OffenderListed(Event, frozen=True, kw_only=True, tag="marketplace.offender.listed.v1"):
    """A past offender is known."""

    data: Offender


class AttributeAdded(Event, frozen=True, kw_only=True, tag="marketplace.account.attribute.v1"):
    """An attribute became known later."""

    data: Attribute
