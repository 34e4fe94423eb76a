"""Live rooms: what is said and priced on air."""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read `marketplace.live.v1` into the tasks of this worker."""

    async def live(stream: faust.StreamT[Any]) -> None:
        await desk.events(topics.LIVE, stream)

    desk.attach(topics.LIVE, live)
