"""What a report costs beside a listing: the whole step and the hops it sends and answers, in the same run."""

from __future__ import annotations

from random import Random
from time import process_time

import pytest

from schemas.decode import decode
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.replay import Replay
from streams.testing.builders import JsonEvent, later, report, report_ruled, to_bytes
from streams.testing.traffic import Mix, traffic
from tests.replay.telling import shipped

pytestmark = pytest.mark.bench

EVENTS, TURNS = 20_000, 3


def listings() -> list[bytes]:
    return [record.value for record in traffic(Mix(seed=7, sellers=5_000, listings=1.0), EVENTS)]


def reports() -> list[bytes]:
    """A day of reports: most targets hear of one or two people, some of dozens; one report in ten is ruled later."""
    dice, events = Random(5), list[tuple[float, JsonEvent]]()
    ranks = range(1, 8_001)
    targets = dice.choices(ranks, [rank**-0.5 for rank in ranks], k=EVENTS)
    for number, target in enumerate(targets):
        hours, who = dice.random() * 24, f"u{dice.randrange(6_000)}"
        more = {"reporter_cluster": f"home of {who}", "reporter_since": later(days=-300), "reporter_kind": "viewer"}
        name = f"r{number}"
        events.append((hours, report(name, f"s{target}", who, f"l{target}", at=later(hours=hours), **more)))
        if number % 10 == 0:
            ruling = dice.choice(["upheld", "dismissed"])
            ruled = report_ruled(name, f"s{target}", f"l{target}", ruling, at=later(hours=hours + 2))
            events.append((hours + 2, ruled))
    return [to_bytes(event) for _, event in sorted(events, key=lambda one: one[0])]


def cost(lines: list[bytes]) -> float:
    """Processor microseconds an event, decoded, decided, its hop records decided too."""
    tokeniser, replay = KeyedTokeniser(DEVELOPMENT_KEY), Replay(shipped())
    begin = process_time()
    for start in range(0, len(lines), 1_000):
        replay.feed(decode(line, (), tokeniser) for line in lines[start : start + 1_000])
    return (process_time() - begin) / len(lines) * 1e6


def test_a_report_costs_at_most_three_listings() -> None:
    publications, reported = listings(), reports()
    cost(publications[:1_000])  # what is loaded and compiled once is not what is measured
    turns = [(cost(publications), cost(reported)) for _ in range(TURNS)]
    told, heard = (min(costs) for costs in zip(*turns, strict=True))
    print(f"listing {told:.1f} us, report {heard:.1f} us with its hops: {heard / told:.2f} x")  # noqa: T201 - a figure
    assert heard <= 3 * told
