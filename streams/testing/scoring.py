"""What a house made of a labelled run: who was refused, reviewed and named, against who should have been."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from schemas.enforcement import Enforcement
from streams.testing.house import House
from streams.testing.offending import Labelled


class Score(NamedTuple):
    """By case: how many, how many named in the end, the right one named in the end and at once, refused in the end.

    `precision` is of refusals, `recall` of everybody with somebody behind them, late reviews included; `f1_at_once` of
    all named at the moment of the application.
    """

    total: Counter[str]
    named: Counter[str]
    right: Counter[str]
    right_at_once: Counter[str]
    refused: Counter[str]
    precision: float
    recall: float
    f1_at_once: float


def score(house: House, run: Iterable[Labelled]) -> Score:
    """Hear a run and compare it with its labels."""
    labelled = list(run)
    at_once = {one.account_id: _heard(house, one) for one in labelled}
    in_the_end: defaultdict[str, list[Enforcement]] = defaultdict(list)
    for said in house.in_force.enforcements():
        in_the_end[said.data.seller_id].append(said)
    tally = _Tally()
    for one in (one for one in labelled if one.case):
        tally.add(one, in_the_end[one.account_id], at_once[one.account_id])
    return tally.score()


class _Tally:
    """Counts while a run is compared."""

    def __init__(self) -> None:
        self.total, self.named, self.right = Counter[str](), Counter[str](), Counter[str]()
        self.at_once, self.refused = Counter[str](), Counter[str]()
        self.wrong = self.false_at_once = self.behind = 0

    def add(self, one: Labelled, end: list[Enforcement], then: list[Enforcement]) -> None:
        """One application: what stands in the end, and what was said at once."""
        refused = any(said.data.measure == "refuse_opening" for said in end)
        self.total[one.case] += 1
        self.named[one.case] += bool(end)
        self.right[one.case] += bool(one.roots & _named(end))
        self.at_once[one.case] += bool(one.roots & _named(then))
        self.refused[one.case] += refused
        self.false_at_once += bool(then) and not one.roots & _named(then)
        self.wrong += refused and not one.roots
        self.behind += bool(one.roots)

    def score(self) -> Score:
        """The shares."""
        refused, hit = self.refused.total(), self.at_once.total()
        return Score(
            total=self.total,
            named=self.named,
            right=self.right,
            right_at_once=self.at_once,
            refused=self.refused,
            precision=1 - self.wrong / refused if refused else 1.0,
            recall=self.right.total() / self.behind if self.behind else 1.0,
            f1_at_once=2 * hit / (hit + self.false_at_once + self.behind) if self.behind else 1.0,
        )


def _heard(house: House, one: Labelled) -> list[Enforcement]:
    before = len(house.said)
    house.hear(one.event)
    return [
        said
        for said in house.said[before:]
        if said.data.seller_id == one.account_id and said.data.supersedes is None and said.data.gang_id is None
    ]


def _named(said: Iterable[Enforcement]) -> frozenset[str]:
    return frozenset(linked.account_id for one in said for linked in one.data.linked)


class GangScore(NamedTuple):
    """Accounts: F1 of members, shares of the honest flagged in the end and ever; gangs found whole."""

    f1: float
    honest_end: float
    honest_ever: float
    whole: int
    gangs: int


def gang_score(house: House, run: Iterable[Labelled]) -> GangScore:
    """Hear a run of gangs and compare."""
    labelled = list(run)
    for one in labelled:
        house.hear(one.event)
    case = {one.account_id: one.case for one in labelled if one.case}
    ever = {said.data.seller_id for said in house.said if said.data.gang_id}
    end = {said.data.seller_id: said.data.gang_id for said in house.in_force.enforcements() if said.data.gang_id}
    members = {name for name, what in case.items() if what.startswith("gang ")}
    honest = case.keys() - members
    true = len(members & end.keys())
    seats: defaultdict[str, set[str | None]] = defaultdict(set)
    for name in members:
        seats[case[name]].add(end.get(name))
    return GangScore(
        f1=2 * true / (len(end) + len(members)),
        honest_end=len(honest & end.keys()) / len(honest),
        honest_ever=len(honest & ever) / len(honest),
        whole=sum(len(ids) == 1 and None not in ids for ids in seats.values()),
        gangs=len(seats),
    )
