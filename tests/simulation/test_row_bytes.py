"""How large rows grow in a simulated year: bytes a row, and a seller, at the 50th and 99th percentile."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from streams.core.rows.state import MAX_ROW_BYTES, FactsRow
from streams.core.rows.store import decode_row, encode_row
from streams.testing.builders import (
    JsonEvent,
    acknowledged,
    corrected,
    dismissed_view,
    later,
    listing,
    report,
    report_ruled,
    revision,
    tick,
    violation,
)
from streams.testing.house import House
from tests.replay.telling import shipped

P99_BYTES = 32 * 1024
FAKE, CLEAN = "耐克高仿运动鞋 1比1 莆田纯原 支持验货", "春季透气休闲板鞋 男女同款"


def a_year(seller: str, dice: Random) -> list[tuple[float, JsonEvent]]:
    """Listings, revisions, reports, rulings, corrections; a few sellers in a hundred are in trouble all year."""
    trouble = dice.paretovariate(1.1)
    events: list[tuple[float, JsonEvent]] = []
    for number in range(min(int(4 * trouble), 120)):
        day, item = dice.random() * 360, f"{seller}-{number}"
        events.append((day, listing(item, seller, dice.choice([FAKE, CLEAN, CLEAN]), at=later(days=day))))
        for _ in range(min(int(dice.paretovariate(1.0)), 200)):
            when, who = day + dice.random() * 4, f"u{dice.randrange(400)}"
            more = {"reporter_cluster": f"home of {who}", "reporter_since": later(days=-99), "at": later(days=when)}
            name = f"{item}-{who}-{len(events)}"
            events.append((when, report(name, seller, who, item, **more)))
            if dice.random() < 0.2:
                events.append((when + 1, report_ruled(name, seller, item, "upheld", at=later(days=when + 1))))
            if dice.random() < 0.3:
                events.append((when, dismissed_view(seller, f"v{len(events)}", item, at=later(days=when))))
        if dice.random() < 0.4:
            severity, when = dice.choice(["slight", "slight", "general", "serious"]), day + 5
            orders = [f"order-2026-{number:05}-{n:05}" for n in range(int(dice.paretovariate(1.0)) % 200)]
            promised = {"orders": orders, "under_guarantee": bool(orders)}
            ruled = violation(f"v-{item}", seller, item, "counterfeit", severity, at=later(days=when), **promised)
            events.append((when, ruled))
            answer = dice.choice([corrected, acknowledged])
            events.append((when + 0.1, answer(item, seller, at=later(days=when + 0.1))))
            events.append((when + 0.2, revision(item, seller, CLEAN, at=later(days=when + 0.2))))
    return events


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def sizes(sellers: int, seed: int) -> tuple[list[int], list[int], House]:
    """The largest bytes each row ever had (looked at weekly), and the largest sum of each seller."""
    dice, house = Random(seed), House(shipped())
    events = [one for number in range(sellers) for one in a_year(f"s{number}", dice)]
    largest: Counter[str] = Counter()
    of_seller: Counter[str] = Counter()
    week = 0
    for day, event in sorted(events, key=lambda one: (one[0], one[1]["id"])):
        house.hear(event)
        if day // 7 > week:
            week = int(day // 7)
            house.hear(tick(later(days=day)))
            _look(house, largest, of_seller)
    _look(house, largest, of_seller)
    return list(largest.values()), list(of_seller.values()), house


def _look(house: House, largest: Counter[str], of_seller: Counter[str]) -> None:
    now: Counter[str] = Counter()
    for key, row in house.rows.items():
        size = len(encode_row(row))
        largest[key] = max(largest[key], size)
        if isinstance(row, FactsRow):
            now[row.seller_id] += size
    for seller, size in now.items():
        of_seller[seller] = max(of_seller[seller], size)


def test_rows_of_a_simulated_year_stay_small_and_survive_a_restart():
    rows, _, house = sizes(20, seed=1)
    assert percentile(rows, 0.99) <= P99_BYTES
    assert max(rows) < MAX_ROW_BYTES
    for key, row in house.rows.items():
        assert decode_row(encode_row(row)) == row, key
        assert decode_row(encode_row(row)).due == row.due


@pytest.mark.bench
def test_bytes_a_row_and_a_seller_of_a_year() -> None:
    rows, sellers, _ = sizes(300, seed=2)
    for name, values in (("row", rows), ("seller", sellers)):
        figures = [percentile(values, 0.5), percentile(values, 0.99), max(values)]
        print(f"bytes a {name}: p50 {figures[0]}, p99 {figures[1]}, largest {figures[2]} of {len(values)}")  # noqa: T201
    assert percentile(rows, 0.99) <= P99_BYTES
