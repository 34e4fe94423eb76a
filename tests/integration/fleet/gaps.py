"""How long nobody was told anything: gaps between enforcements, and how long each record waited for its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import orjson
from aiokafka.structs import ConsumerRecord

from schemas import topics
from tests.integration.fleet.broker import read


@dataclass
class Gaps:
    """Seconds: the longest silence between two enforcements, and the longest wait from a record to its enforcement."""

    silence: float
    wait: float
    enforcements: int


def measured(bootstrap: str, since: float, until: float) -> Gaps:
    """Of enforcements whose causes were appended in this span of wall-clock time.

    A crowd's measure names no event, so nothing says how long it waited: it is left out, which can only make the
    silence that is measured longer.
    """
    appended = {}
    for topic in topics.SOURCES:
        appended.update(_appended(read(bootstrap, topic.name)))
    told: list[tuple[float, float]] = []
    for record in read(bootstrap, topics.ENFORCEMENTS.name):
        named = orjson.loads(record.value)["data"].get("caused_by", ())
        causes = [appended[name] for name in named if name in appended]
        if causes and since <= max(causes) <= until:
            told.append((record.timestamp / 1000, max(causes)))
    told.sort()
    return Gaps(
        silence=max(later[0] - earlier[0] for earlier, later in pairwise(told)),
        wait=max(at - cause for at, cause in told),
        enforcements=len(told),
    )


def _appended(records: Sequence[ConsumerRecord]) -> dict[str, float]:
    return {orjson.loads(record.value)["id"]: record.timestamp / 1000 for record in records}
