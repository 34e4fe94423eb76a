"""The keyed tokeniser: personal values in, tokens out; the only room that ever sees them in clear.

Keyed BLAKE2b, 16 bytes, with the domain in the hash's own personalisation: equal values of two domains have unlike
tokens. A value that fails its check gives no strong token; one of the right shape gives a kind of its own (`uscc_raw`,
`id_raw`), which counts only where a policy says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING

from schemas.events.accounts import AttributeKind, IdentityFields
from schemas.sealed import Token
from streams.core.identity import blocks, normalise, sketch
from streams.core.identity.births import birth_dates
from streams.core.identity.blocks import BLOCK
from streams.core.identity.fields import ALL_FIELDS, ATTRIBUTES, DEVICE, FIELDS, NAME_AND_BIRTH, PUBLIC_PLACE, Field
from streams.core.identity.keys import MIN_KEY_BYTES
from streams.core.identity.public_places import is_public
from streams.core.identity.sketch import SKETCH

if TYPE_CHECKING:
    from schemas.sealed import Tokeniser

TOKEN_BYTES = 16
BLOCK_BYTES = 12
PIECES_KEPT = 100_000  # letter pairs repeat, and a keyed hash costs a microsecond
PSEUDONYM_BYTES = 8


class KeyedTokeniser:
    """Implements `schemas.sealed.Tokeniser` under one key; without the key no token can be guessed back or made."""

    __slots__ = ("_blocks", "_domains", "_fields", "_pieces", "_pseudonyms", "_sketches")

    def __init__(self, key: bytes, *, faces: bool = True) -> None:
        """`key` has at least 32 bytes; ValueError otherwise. Without `faces` no token is made of a face."""
        if len(key) < MIN_KEY_BYTES:
            raise ValueError(f"identity key has {len(key)} bytes, at least {MIN_KEY_BYTES} are needed")
        derived = blake2b(key, digest_size=32, person=b"pinocchio key").digest()
        # A keyed hasher costs a block; copies of one per domain do not.
        self._domains = {
            field.domain: blake2b(key=derived, digest_size=TOKEN_BYTES, person=field.domain.encode())
            for field in ALL_FIELDS
        }
        self._blocks = blake2b(key=derived, digest_size=BLOCK_BYTES, person=BLOCK.encode())
        self._sketches = blake2b(key=derived, digest_size=2, person=SKETCH.encode())
        self._pieces: dict[tuple[str, str], str] = {}
        self._fields = tuple(field for field in FIELDS if faces or field.kind != "face_hash")
        self._pseudonyms = blake2b(key=derived, digest_size=PSEUDONYM_BYTES, person=b"reporter")

    def identity(self, fields: IdentityFields) -> tuple[Token, ...]:
        """All tokens of an applicant or offender, each value once, strong kinds first; then blocks and sketches."""
        found: dict[str, Token] = {}
        for field in self._fields:
            value = getattr(fields, field.source)
            if value is not None:
                self._add(found, field, value)
        for device in fields.device_ids:
            self._add(found, DEVICE, device)
        for born in _name_and_birth(fields):
            self._add(found, NAME_AND_BIRTH, born)
        self._add_blocks(found, blocks.blocks_of(fields))
        return (*found.values(), *self._sketched(sketch.sketches_of(fields, self._piece)))

    def attribute(self, kind: AttributeKind, value: str) -> tuple[Token, ...]:
        """The token of one late attribute; none for `text` and for values that identify nobody."""
        field = ATTRIBUTES.get(kind)
        found: dict[str, Token] = {}
        if field is not None:
            self._add(found, field, value)
        if kind not in ("address", "return_address") or not found:
            return tuple(found.values())
        self._add_blocks(found, blocks.address(value))
        return (*found.values(), *self._sketched(sketch.addressed(kind, value, self._piece)))

    def pseudonym(self, value: str) -> str:
        """A keyed name of 16 hex places for a reporter or a cluster: the id as it is, not normalised."""
        hasher = self._pseudonyms.copy()
        hasher.update(value.encode())
        return hasher.hexdigest()

    def _add_blocks(self, found: dict[str, Token], keys: Iterable[tuple[str, str]]) -> None:
        for kind, key in keys:
            hasher = self._blocks.copy()
            hasher.update(f"{kind} {key}".encode())
            token = hasher.hexdigest()
            found.setdefault(token, Token(kind=kind, domain=BLOCK, value=token, masked=""))

    @staticmethod
    def _sketched(sketches: Iterable[tuple[str, str]]) -> Iterator[Token]:
        return (Token(kind=kind, domain=SKETCH, value=value, masked="") for kind, value in sketches)

    def _piece(self, kind: str, text: str) -> str:
        known = self._pieces.get((kind, text))
        if known is not None:
            return known
        hasher = self._sketches.copy()
        hasher.update(f"{kind} {text}".encode())
        if len(self._pieces) >= PIECES_KEPT:
            self._pieces.clear()
        made = self._pieces[kind, text] = hasher.hexdigest()
        return made

    def _add(self, found: dict[str, Token], field: Field, value: str) -> None:
        normal = field.normal(value)
        if normal is None:
            if field.fallback is not None:
                self._add(found, field.fallback, value)
            return
        hasher = self._domains[field.domain].copy()
        hasher.update(normal.encode())
        token = hasher.hexdigest()
        if field.domain == PUBLIC_PLACE.domain and is_public(value, field.kind):
            field = PUBLIC_PLACE
        if token not in found:
            found[token] = Token(kind=field.kind, domain=field.domain, value=token, masked=field.masked(normal, token))


def _name_and_birth(fields: IdentityFields) -> list[str]:
    """Full name with birth date, as one value for each reading of the date: either alone is thousands of people."""
    full = fields.full_name or "".join((fields.surname or "", fields.first_name or ""))
    name = normalise.name(full)
    return [] if name is None or fields.dob is None else [f"{name}{born}" for born in birth_dates(fields.dob)]


if TYPE_CHECKING:
    _IS_ONE: type[Tokeniser] = KeyedTokeniser
