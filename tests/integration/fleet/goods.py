"""Mixed traffic whose listings say, now and then, one of the words that the small policy reads."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from schemas.topics import LISTINGS
from streams.testing.traffic import Mix, Record, traffic

WORDS = ("FAKE", "BEST", "ODD")
EVERY = 12


def mixed(seed: int, count: int, sellers: int = 200) -> list[Record]:
    """`count` records, the same for the same seed."""
    return list(_worded(traffic(Mix(seed=seed, sellers=sellers), count)))


def _worded(records: Iterator[Record]) -> Iterator[Record]:
    for number, record in enumerate(records):
        if record.topic == LISTINGS.name and number % EVERY == 0:
            event = orjson.loads(record.value)
            if "title" in event["data"]:
                event["data"]["title"] += " " + WORDS[number // EVERY % len(WORDS)]
            yield record._replace(value=orjson.dumps(event))
        else:
            yield record
