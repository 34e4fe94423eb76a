"""A book that rulings are put into one by one says what counting them all at once says, and stays quick."""

from __future__ import annotations

from time import process_time

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from streams.core.ledger.points import Book, points_at
from streams.core.policy.model import CarryOver, Grace, WindowCap
from streams.core.rows.facts import Ruled
from streams.core.time import DAY, HOUR, year_end, year_of
from streams.testing.builders import later, violation
from streams.testing.house import House
from streams.testing.policies import LADDER, fingers

RICH = msgspec.structs.replace(
    LADDER,
    day_cap=5,
    window_cap=WindowCap(3, 4, ("slight", "general")),
    grace=Grace(("slight",), 3 * DAY),
    carry_over=CarryOver(3, 9),
)
POLICIES = fingers(ladders={"default": RICH})
SEVERITIES = ("slight", "general", "serious")


@st.composite
def rulings(draw):
    hours = draw(st.lists(st.integers(0, 24 * 20), min_size=1, max_size=14))
    found = []
    for number, hour in enumerate(sorted(hours)):
        severity, occurred = draw(st.sampled_from(SEVERITIES)), hour * HOUR - draw(st.integers(0, 200)) * HOUR
        found.append(
            Ruled(
                time=hour * HOUR,
                type="violation.confirmed.v1",
                source="s",
                id=f"{number:03}",
                violation_id=f"v{number}",
                occurred_at=occurred,
                violation_class="counterfeit",
                severity=severity,
                target_kind="listing",
                target_id="l1",
                policy_version="x",
                points=RICH.points_for(severity),
                valid_until=year_end(year_of(hour * HOUR)),
                case_id=draw(st.sampled_from([None, None, "a", "b"])),
            )
        )
    return found


@given(rulings(), st.lists(st.integers(0, 13), max_size=3))
def test_going_on_says_what_counting_anew_says(known, lapsed):
    book = Book(known, POLICIES)
    forfeited: set[tuple[str, str]] = set()
    for number, ruling in enumerate(known):
        if number in lapsed:
            forfeited.add(ruling.cause)
        at = ruling.time
        earlier, through = known[:number], known[: number + 1]
        assert book.before(ruling.order(), forfeited, at) == points_at(earlier, "counterfeit", at, POLICIES, forfeited)
        assert book.through(ruling.order(), forfeited, at) == points_at(through, "counterfeit", at, POLICIES, forfeited)


def one_late(rulings_before: int) -> float:
    """Processor seconds for one ruling that comes after all others and belongs before them."""
    house = House(POLICIES)
    house.hear(*(violation(f"v{n}", target_id=f"l{n}", at=later(hours=20 * n)) for n in range(rulings_before)))
    begin = process_time()
    house.hear(violation("late", target_id="x", at=later(hours=1)))
    return process_time() - begin


def test_a_late_ruling_costs_about_as_much_more_as_there_are_more_rulings():
    few, many = (min(one_late(number) for _ in range(3)) for number in (40, 240))
    assert many < 6 * 4 * few  # six times as many; each for each would be thirty-six times
