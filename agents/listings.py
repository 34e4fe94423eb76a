"""Listings published, revised and withdrawn: is this a fake, is this false, is it gone?"""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read `marketplace.listings.v1` into the tasks of this worker."""

    async def listings(stream: faust.StreamT[Any]) -> None:
        await desk.events(topics.LISTINGS, stream)

    desk.attach(topics.LISTINGS, listings)
