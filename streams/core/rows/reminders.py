"""Reminders of rulings, as a ledger remembers them for the rows of their targets: when each was open, how it ends."""

from __future__ import annotations

from typing import Literal

import msgspec

How = Literal["answered", "lapsed", "expired", "voided"]


class Reminded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, gc=False):
    """One reminder that a ruling (`source`, `id`) brought: open in [`since`, `until`), microseconds of event time.

    `how` it ends: `answered` by the host, `lapsed` into the ladder's next step, or `expired` where there is none. Of an
    open one it is what its timer will do. `voided`: the ruling does not stand, but a host may have been told so.
    """

    target_kind: str
    target_id: str
    violation_class: str
    since: int
    until: int
    how: How
    source: str
    id: str

    @property
    def target(self) -> tuple[str, str]:
        """Kind and id of what it reminds of."""
        return (self.target_kind, self.target_id)

    @property
    def cause(self) -> tuple[str, str]:
        """The ruling's event."""
        return (self.source, self.id)


class Voided(Reminded, frozen=True, forbid_unknown_fields=True, array_like=True, gc=False):
    """The window of a ruling that does not stand. What was open in it, told or not, is open until `kept` at least."""

    kept: int = 0
