"""Ties between accounts, at the gang partition; and the seats it gives, at each member's own."""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read the hop topic `gangs` into the tasks of this worker."""

    async def gangs(stream: faust.StreamT[Any]) -> None:
        await desk.hops(topics.GANGS, stream)

    desk.attach(topics.GANGS, gangs)
