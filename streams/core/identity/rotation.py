"""Two keys at once: while a key is being replaced, every value has a token under the new one and under the old.

Rows that were written under the old key are found by its tokens, new ones hold both. Once nothing that was written
before the change counts any more (the identity horizon, and the longest blacklist term), the old key goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.events.accounts import AttributeKind, IdentityFields
from schemas.sealed import Token

if TYPE_CHECKING:
    from schemas.sealed import Tokeniser


class OverlappingTokeniser:
    """Implements `schemas.sealed.Tokeniser` with tokens of two keys; pseudonyms of reporters are the old key's.

    A reporter must stay one person while the keys overlap: two names for one would count twice in a crowd.
    """

    def __init__(self, new: Tokeniser, old: Tokeniser) -> None:
        self._new = new
        self._old = old

    def identity(self, fields: IdentityFields) -> tuple[Token, ...]:
        """All tokens of an applicant or offender, under both keys."""
        return (*self._new.identity(fields), *self._old.identity(fields))

    def attribute(self, kind: AttributeKind, value: str) -> tuple[Token, ...]:
        """The tokens of one late attribute, under both keys."""
        return (*self._new.attribute(kind, value), *self._old.attribute(kind, value))

    def pseudonym(self, value: str) -> str:
        """As before the change."""
        return self._old.pseudonym(value)


if TYPE_CHECKING:
    _IS_ONE: type[Tokeniser] = OverlappingTokeniser
