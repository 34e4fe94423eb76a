"""What reporters did, from every partition, at the partition that owns the reporter: what is their word worth?"""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read the hop topic `activity` into the tasks of this worker."""

    async def activity(stream: faust.StreamT[Any]) -> None:
        await desk.hops(topics.ACTIVITY, stream)

    desk.attach(topics.ACTIVITY, activity)
