"""`marketplace.accounts.v1`: shop openings, offenders, bans, attributes. Key: `account_id`.

Raw personal values may arrive here, because the onboarding service has them. The `…Raw` types below are what is on the
wire; decode turns them at once into the sealed types, which hold keyed tokens and masked forms only.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from schemas.envelope import Event
from schemas.fields import Hash, Id, Text, Time, Wire

Short = Annotated[str, Meta(max_length=512)]
AttributeKind = Literal[
    "device",
    "bank",
    "phone",
    "address",
    "return_address",
    "id_person",
    "ip24",
    "text",
    "agency",
    "presenter",
]


class IdentityFields(Wire, frozen=True, kw_only=True):
    """Who applies, in clear. Lives between the wire and the tokeniser, nowhere else."""

    company_name: Short | None = None
    uscc: Short | None = None
    licence_phash: Hash | None = None
    legal_person: Short | None = None
    id_no: Short | None = None
    face_hash: Hash | None = None
    phone: Short | None = None
    device_ids: Annotated[tuple[Short, ...], Meta(max_length=64)] = ()
    bank_account: Short | None = None
    payee_name: Short | None = None
    ip24: Short | None = None
    wechat_hash: Hash | None = None
    address: Short | None = None
    return_address: Short | None = None
    presenter_id_no: Short | None = None
    agency_id: Id | None = None
    full_name: Short | None = None
    first_name: Short | None = None
    surname: Short | None = None
    dob: Short | None = None
    birth_place: Short | None = None
    postcode: Short | None = None
    gender: Short | None = None
    occupation: Short | None = None


class ApplicationRaw(IdentityFields, frozen=True, kw_only=True):
    """A shop is applied for."""

    application_id: Id
    account_id: Id
    shop_name: Text


class OffenderRaw(IdentityFields, frozen=True, kw_only=True):
    """A past offender; after `term_end` they may open shops again (Order 117, Art 14)."""

    offender_id: Id
    account_id: Id
    reason: Text
    banned_at: Time
    term_end: Time | None = None


class AttributeRaw(Wire, frozen=True, kw_only=True):
    """An identifying attribute that became known later."""

    account_id: Id
    kind: AttributeKind
    value: Short


class BanData(Wire, frozen=True, kw_only=True):
    """An account closed by somebody else than us."""

    account_id: Id
    reason: Text


class AccountData(Wire, frozen=True, kw_only=True):
    """Just the account."""

    account_id: Id


class DelistingData(Wire, frozen=True, kw_only=True):
    """An offender taken off the list."""

    offender_id: Id
    account_id: Id


class ShopAppliedRaw(Event, frozen=True, kw_only=True, tag="marketplace.shop.applied.v1"):
    """A shop opening, as it comes from onboarding."""

    data: ApplicationRaw


class OffenderListedRaw(Event, frozen=True, kw_only=True, tag="marketplace.offender.listed.v1"):
    """A listed offender, as it comes from the registry."""

    data: OffenderRaw


class AttributeAddedRaw(Event, frozen=True, kw_only=True, tag="marketplace.account.attribute.v1"):
    """A late attribute, in clear."""

    data: AttributeRaw


class AccountBanned(Event, frozen=True, kw_only=True, tag="marketplace.account.banned.v1"):
    """An account was banned elsewhere."""

    data: BanData


class AccountReinstated(Event, frozen=True, kw_only=True, tag="marketplace.account.reinstated.v1"):
    """A ban was taken back."""

    data: AccountData


class OffenderDelisted(Event, frozen=True, kw_only=True, tag="marketplace.offender.delisted.v1"):
    """An offender left the list."""

    data: DelistingData
