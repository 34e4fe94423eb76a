"""Made-up communities of reporters, honest, lazy, brigaded and bought, and the targets they report: seeded, in order.

Each target is a listing with a truth nobody in the stream is told. Some reports are ruled a day later by people who
find the truth, so that records build up as they would.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

import msgspec

from streams.testing.envelopes import START, JsonEvent, later
from streams.testing.goods import report, report_ruled

KINDS = ("honest", "lazy", "brigaded", "bought")
RULED = 0.4  # the share of targets that people rule on
SETTLED, BUYERS = 0.85, 0.35  # of a crowd: of long standing, with an order


class Person(msgspec.Struct, frozen=True):
    """One account that reports."""

    id: str
    cluster: str | None
    since: datetime | None
    kind: str = "viewer"


class Target(msgspec.Struct, frozen=True):
    """One target with its truth and what is reported and ruled about it."""

    id: str
    seller: str
    guilty: bool
    events: tuple[JsonEvent, ...]


def people(count: int, name: str, dice: Random) -> list[Person]:
    """Independent people: most of long standing, a third of them buyers, hardly two of one household."""
    return [
        Person(
            f"{name}-{number}",
            f"{name}-home-{dice.randrange(int(count * 0.9))}",
            later(days=-dice.randint(60, 900)) if dice.random() < SETTLED else None,
            "buyer" if dice.random() < BUYERS else "viewer",
        )
        for number in range(count)
    ]


def ring(count: int, name: str, clusters: int, dice: Random, *, aged: bool) -> list[Person]:
    """Accounts in few hands: `clusters` devices or networks, new or (`aged`) bought with a past."""
    since = later(days=-400) if aged else None
    return [Person(f"{name}-{n}", f"{name}-farm-{dice.randrange(clusters)}", since) for n in range(count)]


def against(
    target: str, seller: str, who: Sequence[Person], begin: datetime, seconds: float, dice: Random
) -> list[JsonEvent]:
    """Each of them reports the target once, spread over some seconds."""
    spread = sorted(dice.random() * seconds for _ in who)
    return [
        report(
            f"{target}-{person.id}",
            seller,
            person.id,
            target,
            reporter_kind=person.kind,
            reporter_cluster=person.cluster,
            reporter_since=person.since,
            at=begin + (later(seconds=at) - START),
        )
        for person, at in zip(who, spread, strict=True)
    ]


def community(kind: str, targets: int, seed: int) -> Iterator[Target]:
    """Targets one after the other, a tenth of an hour apart, half of them guilty."""
    dice = Random(f"{kind}-{seed}")  # noqa: S311 - a simulation
    crowd = people(600, kind, dice)
    farm = ring(120, "farm", 6, dice, aged=False)
    seasoned = ring(60, "seasoned", 12, dice, aged=True)
    for number in range(targets):
        guilty = number % 2 == 0
        begin = later(hours=2 * number)
        who = dice.sample(crowd, _honest_reports(kind, guilty, dice))
        if not guilty and kind == "brigaded":
            who += dice.sample(farm, dice.randint(30, 120))
        if not guilty and kind == "bought":
            who += dice.sample(seasoned, dice.randint(10, 40))
        yield _target(f"{kind}-{number}", guilty, who, begin, dice)


def _honest_reports(kind: str, guilty: bool, dice: Random) -> int:
    """How many of the crowd report: lazy ones seldom, and about the innocent too."""
    if kind == "lazy":
        return dice.randint(4, 12) if guilty else dice.randint(0, 3)
    return dice.randint(8, 30) if guilty else dice.randint(0, 3)


def _target(name: str, guilty: bool, who: Sequence[Person], begin: datetime, dice: Random) -> Target:
    seller = f"seller-of-{name}"
    events = against(name, seller, who, begin, 3600 * dice.uniform(0.2, 8), dice)
    if dice.random() < RULED:
        ruled = dice.sample(who, min(len(who), 8))
        outcome = "upheld" if guilty else "dismissed"
        at = begin + (later(hours=20) - START)
        events += [report_ruled(f"{name}-{person.id}", seller, name, outcome, at=at) for person in ruled]
    return Target(name, seller, guilty, tuple(events))


def unlinked(count: int) -> Target:
    """An innocent attacked by accounts with a past and a device each: nothing tells them from an honest crowd."""
    dice = Random(f"unlinked-{count}")  # noqa: S311 - a simulation
    who = ring(count, "unlinked", 1_000 * count, dice, aged=True)
    reports = against("unlinked", "seller-of-unlinked", who, START, 60, dice)
    return Target("unlinked", "seller-of-unlinked", False, tuple(reports))
