"""Answers to claims, back at the partition that asked: decide the application."""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read the hop topic `links` into the tasks of this worker."""

    async def links(stream: faust.StreamT[Any]) -> None:
        await desk.hops(topics.LINKS, stream)

    desk.attach(topics.LINKS, links)
