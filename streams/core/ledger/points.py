"""Points: what the rulings about a seller add up to at one moment, per class.

Several findings of one case count once (their gravest); a calendar day in Shanghai, and a window of days, have caps; a
first slight slip is graced; a ruling that no longer stands, and a second ruling with the same id, count nothing.
Only confirmed violations give points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from streams.core.policy.model import Ladder, PolicySet
from streams.core.rows.facts import AppealEnded, Fact, Order, Overturned, Ruled
from streams.core.time import day_of

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


def fallen(facts: Sequence[Fact]) -> dict[Cause, int]:
    """When each ruling that was overturned, or won on appeal, fell: the first time, by when the platform knew."""
    fell: dict[str | Cause, int] = {}
    for fact in facts:
        if isinstance(fact, Overturned) or (isinstance(fact, AppealEnded) and fact.upheld):
            name = fact.violation_id if isinstance(fact, Overturned) else fact.against
            fell[name] = min(fact.start, fell.get(name, fact.start))
    rulings = [fact for fact in facts if isinstance(fact, Ruled)]
    known = {ruling.cause: [fell[by] for by in (ruling.violation_id, ruling.cause) if by in fell] for ruling in rulings}
    return {cause: min(times) for cause, times in known.items() if times}


def points_at(
    rulings: Iterable[Ruled],
    violation_class: str,
    at: int,
    policies: PolicySet,
    forfeited: Collection[Cause] = (),
) -> int:
    """The points of a class at a moment, from rulings known by then, in order.

    `forfeited` are the causes of graced slips that nobody corrected: their points count after all.
    """
    book = Book([ruling for ruling in rulings if ruling.violation_class == violation_class], policies)
    return book.known_by(at, forfeited, at=at)


def is_graced(ruling: Ruled, rulings: Iterable[Ruled], policies: PolicySet) -> bool:
    """Whether it is a first slip of its class, which goes unpunished when corrected in time (SAMR guide, Art 9).

    Several findings of one case are one slip: each is reminded of, and each is to be corrected.
    """
    grace = _ladder(ruling, policies).grace
    if grace is None or ruling.severity not in grace.severities:
        return False
    since, order = ruling.occurred_at - grace.clean, ruling.order()
    return not any(
        other.violation_class == ruling.violation_class
        and other.occurred_at > since
        and other.order() < order
        and (ruling.case_id is None or other.case_id != ruling.case_id)
        for other in rulings
    )


def ends_of(ruling: Ruled) -> tuple[int, ...]:
    """When a ruling's points may run out: at its validity's end and, where it may be carried over, a year later."""
    return (ruling.valid_until,) if ruling.carried_until is None else (ruling.valid_until, ruling.carried_until)


class Entry(NamedTuple):
    """A case's gravest ruling with the points that the caps left it; `windowed` are those that spent the window's."""

    place: tuple[int, Order]
    ruling: Ruled
    points: int
    windowed: int


class Book:
    """The points of one class while a ledger is folded: rulings come in order, each is counted by when it occurred.

    The caps are spent in that order whether or not a ruling has run out since: otherwise points would come back. A
    ruling that occurred before others is put in its place, and only what comes after it is counted again.
    """

    def __init__(self, rulings: Sequence[Ruled], policies: PolicySet) -> None:
        """All rulings of the class that stand, those to come too, in order."""
        self._rulings = rulings
        self._orders = [ruling.order() for ruling in rulings]
        self._policies = policies
        self._forfeited: Collection[Cause] = ()
        self._reset()

    def _reset(self) -> None:
        self._known = 0
        self._entries: list[Entry] = []
        self._cases: dict[tuple[str, str], Ruled] = {}
        self._spent: dict[int, int] = {}
        self._windowed: dict[int, int] = {}

    def before(self, order: Order, forfeited: Collection[Cause], at: int) -> int:
        """The points at `at` of what comes before `order`."""
        return self._upto(bisect_left(self._orders, order), forfeited, at)

    def through(self, order: Order, forfeited: Collection[Cause], at: int) -> int:
        """The points at `at` of what comes before `order`, and of the ruling there."""
        return self._upto(bisect_right(self._orders, order), forfeited, at)

    def known_by(self, time: int, forfeited: Collection[Cause], at: int) -> int:
        """The points at `at` of rulings known at `time`."""
        return self._upto(bisect_right(self._orders, time, key=lambda order: order[0]), forfeited, at)

    def _upto(self, count: int, forfeited: Collection[Cause], at: int) -> int:
        if count < self._known or len(forfeited) != len(self._forfeited):
            self._reset()
            self._forfeited = frozenset(forfeited)
        for ruling in self._rulings[self._known : count]:
            self._add(ruling)
        self._known = count
        return self._sum(at)

    def _add(self, ruling: Ruled) -> None:
        case = ("violation", ruling.violation_id) if ruling.case_id is None else ("case", ruling.case_id)
        graver = self._cases.get(case)
        if graver is not None and graver.points >= ruling.points:
            return
        self._cases[case] = ruling
        place = (ruling.occurred_at, ruling.order())
        later = self._taken_off(place if graver is None else min(place, (graver.occurred_at, graver.order())))
        again = [entry.ruling for entry in later if entry.ruling is not graver]
        for one in sorted((*again, ruling), key=lambda one: (one.occurred_at, one.order())):
            self._count(one)

    def _taken_off(self, place: tuple[int, Order]) -> list[Entry]:
        """Undo what was counted at this place and after it."""
        later = []
        while self._entries and self._entries[-1].place >= place:
            entry = self._entries.pop()
            day = day_of(entry.ruling.occurred_at)
            self._spent[day] -= entry.points
            self._windowed[day] = self._windowed.get(day, 0) - entry.windowed
            later.append(entry)
        return later

    def _count(self, ruling: Ruled) -> None:
        """What the caps leave of a ruling's points."""
        ladder, day = _ladder(ruling, self._policies), day_of(ruling.occurred_at)
        points, cap, windowed = ruling.points, ladder.window_cap, 0
        if ruling.cause not in self._forfeited and is_graced(ruling, self._rulings, self._policies):
            points = 0
        elif ladder.day_cap is not None:
            points = min(points, ladder.day_cap - self._spent.get(day, 0))
        if cap is not None and cap.covers(ruling.severity):
            window = range(day - cap.days + 1, day + 1)
            windowed = points = max(min(points, cap.points - sum(self._windowed.get(one, 0) for one in window)), 0)
            self._windowed[day] = self._windowed.get(day, 0) + windowed
        points = max(points, 0)
        self._spent[day] = self._spent.get(day, 0) + points
        self._entries.append(Entry((ruling.occurred_at, ruling.order()), ruling, points, windowed))

    def _sum(self, at: int) -> int:
        years: dict[int, int] = {}
        for entry in self._entries:  # calendar points of one year run out together
            years[entry.ruling.valid_until] = years.get(entry.ruling.valid_until, 0) + entry.points
        return sum(
            entry.points
            for entry in self._entries
            if entry.ruling.valid_until > at or self._is_carried(entry.ruling, at, years[entry.ruling.valid_until])
        )

    def _is_carried(self, ruling: Ruled, at: int, of_its_year: int) -> bool:
        """A year's points in the carry-over band count one more year; all others are cleared when the year ends."""
        if ruling.carried_until is None or ruling.carried_until <= at:
            return False
        band = _ladder(ruling, self._policies).carry_over
        return band is not None and band.least <= of_its_year < band.below


class Books:
    """The books of one ledger, by class, and the moments at which points may run out."""

    def __init__(self, rulings: Sequence[Ruled], policies: PolicySet) -> None:
        """All rulings that stand, in order."""
        self._rulings, self._policies = rulings, policies
        self._books: dict[str, Book] = {}
        self._ends = sorted({end for ruling in rulings for end in ends_of(ruling)})
        self.causes = {ruling.cause for ruling in rulings}

    def of(self, violation_class: str) -> Book:
        """The book of a class."""
        if violation_class not in self._books:
            rulings = [ruling for ruling in self._rulings if ruling.violation_class == violation_class]
            self._books[violation_class] = Book(rulings, self._policies)
        return self._books[violation_class]

    def ends(self, after: int, until: int) -> list[int]:
        """When points may run out, in (after, until]."""
        return self._ends[bisect_right(self._ends, after) : bisect_right(self._ends, until)]


def _ladder(ruling: Ruled, policies: PolicySet) -> Ladder:
    return policies.at(ruling.occurred_at).ladder(ruling.violation_class)
