"""Shop openings, offenders, bans: identity claims go out to the partitions of their tokens."""

from __future__ import annotations

from typing import Any

import faust

from schemas import topics
from streams.runtime.desk import Desk


def register(desk: Desk) -> None:
    """Read `marketplace.accounts.v1` into the tasks of this worker."""

    async def accounts(stream: faust.StreamT[Any]) -> None:
        await desk.events(topics.ACCOUNTS, stream)

    desk.attach(topics.ACCOUNTS, accounts)
