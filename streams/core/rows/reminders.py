"""Reminders of rulings, as a ledger remembers them for the rows of their targets: when each was open, how it ends."""

from __future__ import annotations

from typing import Literal

import msgspec

How = Literal["answered", "lapsed", "expired"]


class Reminded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, gc=False):
    """One reminder that a ruling (`source`, `id`) brought: open in [`since`, `until`), microseconds of event time.

    `how` it ends: `answered` by the host, `lapsed` into the ladder's next step, or `expired` where there is none. Of an
    open one it is what its timer will do.
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
