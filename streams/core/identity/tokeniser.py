"""The keyed tokeniser: personal values in, tokens out; the only room that ever sees them in clear.

Keyed BLAKE2b, 16 bytes, with the domain in the hash's own personalisation: equal values of two domains have unlike
tokens. A value that fails its check gives no strong token; one of the right shape gives a kind of its own (`uscc_raw`,
`id_raw`), which counts only where a policy says so.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from schemas.events.accounts import AttributeKind, IdentityFields
from schemas.sealed import Token
from streams.core.identity import normalise
from streams.core.identity.fields import ALL_FIELDS, ATTRIBUTES, DEVICE, FIELDS, NAME_AND_BIRTH, Field
from streams.core.identity.keys import MIN_KEY_BYTES

if TYPE_CHECKING:
    from schemas.sealed import Tokeniser

TOKEN_BYTES = 16
PSEUDONYM_BYTES = 8


class KeyedTokeniser:
    """Implements `schemas.sealed.Tokeniser` under one key; without the key no token can be guessed back or made."""

    __slots__ = ("_domains", "_pseudonyms")

    def __init__(self, key: bytes) -> None:
        """`key` has at least 32 bytes; ValueError otherwise."""
        if len(key) < MIN_KEY_BYTES:
            raise ValueError(f"identity key has {len(key)} bytes, at least {MIN_KEY_BYTES} are needed")
        derived = blake2b(key, digest_size=32, person=b"pinocchio key").digest()
        # A keyed hasher costs a block; copies of one per domain do not.
        self._domains = {
            field.domain: blake2b(key=derived, digest_size=TOKEN_BYTES, person=field.domain.encode())
            for field in ALL_FIELDS
        }
        self._pseudonyms = blake2b(key=derived, digest_size=PSEUDONYM_BYTES, person=b"reporter")

    def identity(self, fields: IdentityFields) -> tuple[Token, ...]:
        """All tokens of an applicant or offender, each value once, strong kinds first."""
        found: dict[str, Token] = {}
        for field in FIELDS:
            value = getattr(fields, field.source)
            if value is not None:
                self._add(found, field, value)
        for device in fields.device_ids:
            self._add(found, DEVICE, device)
        born = _name_and_birth(fields)
        if born is not None:
            self._add(found, NAME_AND_BIRTH, born)
        return tuple(found.values())

    def attribute(self, kind: AttributeKind, value: str) -> tuple[Token, ...]:
        """The token of one late attribute; none for `text` and for values that identify nobody."""
        field = ATTRIBUTES.get(kind)
        found: dict[str, Token] = {}
        if field is not None:
            self._add(found, field, value)
        return tuple(found.values())

    def pseudonym(self, value: str) -> str:
        """A keyed name of 16 hex places for a reporter or a cluster: the id as it is, not normalised."""
        hasher = self._pseudonyms.copy()
        hasher.update(value.encode())
        return hasher.hexdigest()

    def _add(self, found: dict[str, Token], field: Field, value: str) -> None:
        normal = field.normal(value)
        if normal is None:
            if field.fallback is not None:
                self._add(found, field.fallback, value)
            return
        hasher = self._domains[field.domain].copy()
        hasher.update(normal.encode())
        token = hasher.hexdigest()
        if token not in found:
            found[token] = Token(kind=field.kind, domain=field.domain, value=token, masked=field.masked(normal, token))


def _name_and_birth(fields: IdentityFields) -> str | None:
    """Full name with birth date, as one value: either alone is thousands of people."""
    if fields.dob is None:
        return None
    full = fields.full_name or "".join((fields.surname or "", fields.first_name or ""))
    name, born = normalise.name(full), normalise.birth_date(fields.dob)
    return None if name is None or born is None else f"{name}{born}"


if TYPE_CHECKING:
    _IS_ONE: type[Tokeniser] = KeyedTokeniser
