"""Ticks: time passes for the rows of this partition."""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read `governance.clock.v1` into the tasks of this worker."""

    async def clock(stream: faust.StreamT[Any]) -> None:
        await desk.events(topics.CLOCK, stream)

    desk.attach(topics.CLOCK, clock)
