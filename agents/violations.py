"""Rulings, corrections and appeals: the seller's ledger."""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read `marketplace.violations.v1` into the tasks of this worker."""

    async def violations(stream: faust.StreamT[Any]) -> None:
        await desk.events(topics.VIOLATIONS, stream)

    desk.attach(topics.VIOLATIONS, violations)
