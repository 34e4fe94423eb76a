"""What a notice of one kind leads to, and which of the cited laws were in force at the time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from schemas.enforcement import Measure


class Cited(Protocol):
    """A citation that knows when its law was in force."""

    @property
    def text(self) -> str:
        """The law and the article, spelt out."""
        ...

    def holds(self, at: int) -> bool:
        """Whether it was in force at this event time."""
        ...


def in_force(laws: Iterable[Cited], at: int) -> tuple[str, ...]:
    """Those that were in force at this event time, spelt out."""
    return tuple(law.text for law in laws if law.holds(at))


class NoticeRule(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice of one kind leads to, by the kind of its target.

    `restore` is the span after a counter-notice at whose end the measure is lifted unless the right holder went on
    (None: no such clock). A reminder waits for `correction` and then becomes `lapse`.
    """

    measures: dict[str, Measure] = {}
    restore: int | None = None
    correction: int | None = None
    lapse: Measure | None = None
    score: float = 1.0
    legal_basis: tuple[Cited, ...] = ()

    def cited(self, at: int) -> tuple[str, ...]:
        """The laws that were in force then."""
        return in_force(self.legal_basis, at)


PERSON_LOOKS = NoticeRule()
"""Where a policy says nothing about a kind of notice: a review, for it must not go unseen."""
