"""Answers about reporters, back at the partition that asked: count the report by what it weighs."""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read the hop topic `weights` into the tasks of this worker."""

    async def weights(stream: faust.StreamT[Any]) -> None:
        await desk.hops(topics.WEIGHTS, stream)

    desk.attach(topics.WEIGHTS, weights)
