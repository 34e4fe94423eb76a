"""Bars that come and are taken back, in two crews that hang together by one account: in any order the same in the end.

The gangs, what stands, whom each late review names, and by which event it became known.
"""

from __future__ import annotations

from random import Random

import pytest

from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.replay import order_of
from streams.testing.builders import JsonEvent
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import banned, delisted, offender, reinstated
from streams.testing.rulings import overturned, violation
from tests.properties.delayed import Partitions
from tests.replay.telling import shipped
from tests.unit.core.test_gangs import gangs
from tests.unit.core.test_gangs_split import X, Y, halves


def bar(dice: Random, number: int) -> list[JsonEvent]:
    """Somebody is barred, the one between the crews more often than others; now and then that is taken back."""
    who, day = dice.choice([*sorted(X | Y), *["z"] * 8]), dice.randint(8, 30)
    ruling, listing, at = f"v-{number}", f"o-{who}", later(days=day)
    began, ended = dice.choice(
        [
            (
                violation(ruling, who, severity="very_serious", at=at),
                overturned(ruling, who, at=later(days=day + dice.randint(-3, 9))),
            ),
            (banned(who, at=at), reinstated(who, at=later(days=day + 2))),
            (offender(listing, account_id=who, at=at, banned_at=at), delisted(listing, who, at=later(days=day + 3))),
        ]
    )
    return [began, ended] if dice.random() < 0.6 else [began]


def world(dice: Random) -> list[JsonEvent]:
    told = [*halves(), *(event for n in range(dice.randint(4, 10)) for event in bar(dice, n))]
    return [*{event["id"]: event for event in told}.values()]


def reviews(house: House | Partitions) -> set[tuple[str, str, tuple[str, ...]]]:
    """Whom, over whom, by which event, of what stands by later knowledge."""
    ours = [one.data for one in house.in_force.enforcements() if one.data.measure == "review" and not one.data.gang_id]
    return {(data.seller_id, data.linked[0].account_id, data.caused_by) for data in ours}


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_heard_first_the_same_gangs_and_reviews_stand(seed: int) -> None:
    dice = Random(seed)
    straight, mixed = (House(shipped(), KeyedTokeniser(DEVELOPMENT_KEY)) for _ in range(2))
    events = sorted(map(straight.read, world(dice)), key=order_of)
    straight.decide(events)
    mixed.decide(dice.sample(events, len(events)))
    apart = Partitions(shipped(), dice, haste=(0, 1, 50)[seed % 3], aligned=bool(seed % 2))
    apart.feed(events)
    for other in (mixed, apart):
        assert gangs(other) == gangs(straight)
        assert other.in_force.keys() == straight.in_force.keys()
        assert reviews(other) == reviews(straight)


def test_there_is_something_to_tell_in_most_of_these_worlds() -> None:
    told = []
    for seed in range(10):
        house = House(shipped(), KeyedTokeniser(DEVELOPMENT_KEY))
        house.hear(*world(Random(seed)))
        told.append((len(gangs(house)), bool(reviews(house))))
    assert sum(have for _, have in told) > 5
    assert sum(count > 0 for count, _ in told) > 5
