"""What people report about a seller's targets, and how those reports were ruled."""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read `marketplace.reports.v1` into the tasks of this worker."""

    async def reports(stream: faust.StreamT[Any]) -> None:
        await desk.events(topics.REPORTS, stream)

    desk.attach(topics.REPORTS, reports)
