"""Points: what the rulings about a seller add up to at one moment, per class.

Several findings of one case count once (their gravest); a calendar day in Shanghai, and a window of days, have caps; a
first slight slip is graced; a ruling that no longer stands, and a second ruling with the same id, count nothing.
Only confirmed violations give points.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from streams.core.facts import AppealEnded, Fact, Overturned, Ruled
from streams.core.policy.model import Ladder, PolicySet
from streams.core.time import day_of, year_of

Cause = tuple[str, str]


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


def points_at(
    rulings: Iterable[Ruled],
    violation_class: str,
    at: int,
    policies: PolicySet,
    forfeited: Collection[Cause] = (),
) -> int:
    """The points of a class at a moment, from rulings known by then.

    `forfeited` are the causes of graced slips that nobody corrected: their points count after all.
    """
    known = [ruling for ruling in rulings if ruling.violation_class == violation_class]
    counted = list(_counted(known, policies, forfeited))
    years: dict[int, int] = {}
    for ruling, points in counted:
        year = year_of(ruling.occurred_at)
        years[year] = years.get(year, 0) + points
    return sum(
        points for ruling, points in counted if _counts(ruling, at, years[year_of(ruling.occurred_at)], policies)
    )


def is_graced(ruling: Ruled, rulings: Iterable[Ruled], policies: PolicySet) -> bool:
    """Whether it is a first slip of its class, which goes unpunished when corrected in time (SAMR guide, Art 9)."""
    grace = _ladder(ruling, policies).grace
    if grace is None or ruling.severity not in grace.severities:
        return False
    since, order = ruling.occurred_at - grace.clean, ruling.order()
    return not any(
        other.violation_class == ruling.violation_class and other.occurred_at > since and other.order() < order
        for other in rulings
    )


def ends_of(ruling: Ruled) -> tuple[int, ...]:
    """When a ruling's points may run out: at its validity's end and, where it may be carried over, a year later."""
    return (ruling.valid_until,) if ruling.carried_until is None else (ruling.valid_until, ruling.carried_until)


def _counts(ruling: Ruled, at: int, of_its_year: int, policies: PolicySet) -> bool:
    """A year's points in the carry-over band count one more year; all others are cleared when the year ends."""
    if ruling.valid_until > at:
        return True
    if ruling.carried_until is None or ruling.carried_until <= at:
        return False
    band = _ladder(ruling, policies).carry_over
    return band is not None and band.least <= of_its_year < band.below


def _counted(
    rulings: Sequence[Ruled], policies: PolicySet, forfeited: Collection[Cause]
) -> Iterator[tuple[Ruled, int]]:
    """Each case's ruling with the points that the caps leave it, by when it occurred.

    The caps are spent in that order whether or not a ruling has run out since: otherwise points would come back.
    """
    spent, windowed = dict[int, int](), dict[int, int]()
    for ruling in sorted(_cases(rulings), key=lambda ruling: (ruling.occurred_at, ruling.order())):
        graced = ruling.cause not in forfeited and is_graced(ruling, rulings, policies)
        points = 0 if graced else _capped(ruling, spent, windowed, _ladder(ruling, policies))
        yield ruling, points


def _cases(rulings: Iterable[Ruled]) -> Iterable[Ruled]:
    cases: dict[tuple[str, str], Ruled] = {}
    for ruling in rulings:
        case = ("violation", ruling.violation_id) if ruling.case_id is None else ("case", ruling.case_id)
        if case not in cases or cases[case].points < ruling.points:
            cases[case] = ruling
    return cases.values()


def _capped(ruling: Ruled, spent: dict[int, int], windowed: dict[int, int], ladder: Ladder) -> int:
    """What the caps leave of a ruling's points; `spent` and `windowed` are what earlier ones took, by day."""
    day, points, cap = day_of(ruling.occurred_at), ruling.points, ladder.window_cap
    if ladder.day_cap is not None:
        points = min(points, ladder.day_cap - spent.get(day, 0))
    if cap is not None and cap.covers(ruling.severity):
        window = range(day - cap.days + 1, day + 1)
        points = max(min(points, cap.points - sum(windowed.get(one, 0) for one in window)), 0)
        windowed[day] = windowed.get(day, 0) + points
    points = max(points, 0)
    spent[day] = spent.get(day, 0) + points
    return points


def _ladder(ruling: Ruled, policies: PolicySet) -> Ladder:
    return policies.at(ruling.occurred_at).ladder(ruling.violation_class)
