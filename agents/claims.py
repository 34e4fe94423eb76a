"""Identity claims from every partition, at the partition that owns the token: who else holds it?"""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read the hop topic `claims` into the tasks of this worker."""

    async def claims(stream: faust.StreamT[Any]) -> None:
        await desk.hops(topics.CLAIMS, stream)

    desk.attach(topics.CLAIMS, claims)
