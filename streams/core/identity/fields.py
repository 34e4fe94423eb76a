"""The catalogue of identity fields: where each comes from, the name space it joins in, how it is spelt and masked.

Two fields share a domain when the same value in either is the same thing: a presenter's number joins a legal person's,
a returns address a place of business. All names share one domain, so that a sole trader who is legal person and payee
at once is joined by one name, not by two that look independent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from schemas.events.accounts import AttributeKind
from streams.core.identity import mask, normalise, public_places


class Field(NamedTuple):
    """One identity field. `normal` gives the one spelling, or None: then `fallback` is tried, if there is one."""

    kind: str
    source: str
    domain: str
    normal: Callable[[str], str | None]
    masked: Callable[[str, str], str]
    label: str
    fallback: Field | None = None


USCC_RAW = Field("uscc_raw", "", "uscc_raw", normalise.broken_licence_code, mask.code, "ill-formed licence code")
ABROAD = Field("travel_document", "", "travel", normalise.travel_document, mask.account, "passport or pass")
ID_RAW = Field(
    "id_raw", "", "id_raw", normalise.broken_identity_number, mask.code, "ill-formed identity number", ABROAD
)
DEVICE = Field("device", "device_ids", "device", normalise.opaque, mask.hashed, "device")
NAME_AND_BIRTH = Field("name_dob", "", "name_dob", normalise.opaque, mask.hashed, "name with birth date")
PUBLIC_PLACE = Field(public_places.KIND, "", "address", normalise.address, mask.address, "public place")
OWN_ACCOUNT = "account"

# Of equal tokens the first kind is kept: stronger kinds stand first.
FIELDS: tuple[Field, ...] = (
    Field("uscc", "uscc", "uscc", normalise.licence_code, mask.code, "licence code", USCC_RAW),
    Field("id_no", "id_no", "person", normalise.identity_number, mask.code, "identity number", ID_RAW),
    Field("bank_account", "bank_account", "bank_account", normalise.account, mask.account, "payee account"),
    Field("face_hash", "face_hash", "face", normalise.opaque, mask.hashed, "face"),
    Field("presenter", "presenter_id_no", "person", normalise.identity_number, mask.code, "presenter", ID_RAW),
    Field("legal_person", "legal_person", "name", normalise.name, mask.name, "legal person"),
    Field("licence_phash", "licence_phash", "licence_image", normalise.opaque, mask.hashed, "licence image"),
    Field("return_address", "return_address", "address", normalise.address, mask.address, "return address"),
    Field("phone", "phone", "phone", normalise.phone, mask.phone, "phone"),
    Field("ip24", "ip24", "ip24", normalise.ip24, mask.hashed, "network"),
    Field("wechat_hash", "wechat_hash", "wechat", normalise.opaque, mask.hashed, "WeChat account"),
    Field("address", "address", "address", normalise.address, mask.address, "address"),
    Field("company_name", "company_name", "name", normalise.name, mask.name, "company name"),
    Field("payee_name", "payee_name", "name", normalise.name, mask.name, "payee name"),
    Field("full_name", "full_name", "name", normalise.name, mask.name, "full name"),
    Field("agency", "agency_id", "agency", normalise.opaque, mask.hashed, "agency"),
)
ALL_FIELDS = (*FIELDS, DEVICE, NAME_AND_BIRTH, USCC_RAW, ID_RAW, ABROAD, PUBLIC_PLACE)

_BY_KIND: dict[str, Field] = {field.kind: field for field in ALL_FIELDS}

ATTRIBUTES: dict[AttributeKind, Field] = {
    "device": DEVICE,
    "bank": _BY_KIND["bank_account"],
    "phone": _BY_KIND["phone"],
    "address": _BY_KIND["address"],
    "return_address": _BY_KIND["return_address"],
    "id_person": _BY_KIND["id_no"],
    "ip24": _BY_KIND["ip24"],
    "agency": _BY_KIND["agency"],
    "presenter": _BY_KIND["presenter"],
}
"""`text` is missing on purpose: free text joins nobody."""

LABELS: dict[str, str] = {field.kind: field.label for field in _BY_KIND.values()} | {OWN_ACCOUNT: "same account"}
"""What a kind is called in a path that people read."""
