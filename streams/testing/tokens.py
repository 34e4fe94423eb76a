"""A tokeniser for tests that are not about secrets: tokens to be read by eye. Never in production."""

from __future__ import annotations

from schemas.events.accounts import AttributeKind, IdentityFields
from schemas.sealed import Token

_FIELDS = (
    "uscc", "licence_phash", "legal_person", "id_no", "face_hash", "phone", "bank_account", "payee_name", "ip24",
    "wechat_hash", "address", "return_address", "presenter_id_no", "agency_id", "company_name",
)  # fmt: skip
_DOMAINS = {
    "bank": "bank_account",
    "id_no": "person",
    "id_person": "person",
    "presenter_id_no": "person",
    "presenter": "person",
    "agency_id": "agency",
}


def _token(kind: str, value: str) -> Token:
    domain = _DOMAINS.get(kind, kind)
    return Token(kind=kind, domain=domain, value=f"{domain}:{value}", masked="*" * len(value))


class PlainTokeniser:
    """Every field given becomes one token of its own name; nothing is normalised, checked or hidden."""

    def identity(self, fields: IdentityFields) -> tuple[Token, ...]:
        """The fields that are there, and each device."""
        given = [_token(name, value) for name in _FIELDS if (value := getattr(fields, name)) is not None]
        return (*given, *(_token("device", device) for device in fields.device_ids))

    def attribute(self, kind: AttributeKind, value: str) -> tuple[Token, ...]:
        """One token."""
        return (_token(kind, value),)

    def pseudonym(self, value: str) -> str:
        """The name with a mark that it went through here."""
        return f"token:{value}"
