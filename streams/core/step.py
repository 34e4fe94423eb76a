"""What one event does: new rows, enforcements, answers, hop records. A value; applying it is somebody else's job."""

from __future__ import annotations

from typing import Literal

import msgspec

from schemas.deadletter import DeadLetter
from schemas.enforcement import ApplicationDecided, Enforcement
from streams.core.hops import AnyHop
from streams.core.rows.state import AnyRow

Verdict = Literal["decided", "duplicate"] | DeadLetter


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one event. `rows` are the changed rows only (None = tombstone)."""

    verdict: Verdict = "decided"
    rows: dict[str, AnyRow | None] = {}
    enforcements: tuple[Enforcement, ...] = ()
    applications: tuple[ApplicationDecided, ...] = ()
    hops: tuple[AnyHop, ...] = ()


NOTHING = Step()
DUPLICATE = Step(verdict="duplicate")
