"""Points: what the rulings about a seller add up to at one moment, per class.

Several findings of one case count once (their highest); a calendar day in Shanghai has a cap; a ruling that no longer
stands, and a second ruling with the same id, count nothing. Only confirmed violations give points.
"""

from __future__ import annotations

from collections.abc import Iterable

from streams.core.facts import AppealEnded, Fact, Overturned, Ruled
from streams.core.policy.model import PolicySet
from streams.core.time import day_of


def standing_rulings(facts: Iterable[Fact]) -> list[Ruled]:
    """The rulings that stand: not overturned, not cleared by an upheld appeal, each violation once, in order."""
    known = list(facts)
    overturned = {fact.violation_id for fact in known if isinstance(fact, Overturned)}
    cleared = {fact.against for fact in known if isinstance(fact, AppealEnded) and fact.upheld}
    rulings: dict[str, Ruled] = {}
    for fact in known:
        stands = isinstance(fact, Ruled) and fact.violation_id not in overturned and fact.cause not in cleared
        if stands and isinstance(fact, Ruled):
            rulings.setdefault(fact.violation_id, fact)
    return list(rulings.values())


def points_at(rulings: Iterable[Ruled], violation_class: str, at: int, policies: PolicySet) -> int:
    """The points of a class at a moment, from rulings known by then."""
    cases: dict[str, Ruled] = {}
    for ruling in rulings:
        if ruling.violation_class == violation_class and ruling.valid_until > at:
            case = ruling.violation_id if ruling.case_id is None else f"case {ruling.case_id}"
            if case not in cases or cases[case].points < ruling.points:
                cases[case] = ruling
    days: dict[int, int] = {}
    caps: dict[int, int | None] = {}
    for ruling in cases.values():
        day = day_of(ruling.occurred_at)
        days[day] = days.get(day, 0) + ruling.points
        caps[day] = policies.at(ruling.occurred_at).ladder(violation_class).day_cap
    return sum(points if (cap := caps[day]) is None else min(points, cap) for day, points in days.items())
