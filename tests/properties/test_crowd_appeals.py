"""An appeal against a crowd's reminder, under whatever id a service told: the same in every order of arrival."""

from __future__ import annotations

import random

import pytest

from schemas.enforcement import EnforcementTaken
from streams.core.replay import order_of
from streams.testing.builders import appeal_decided, later, report, tick
from streams.testing.house import House
from tests.replay.telling import shipped


def people(dice):
    pace = dice.choice([1, 20, 40, 900])
    return [
        report(
            f"r{number}",
            reporter_id=f"u{number}",
            reporter_kind="buyer",
            reporter_cluster=f"home-{number}",
            reporter_since=later(days=-400),
            at=later(seconds=number * pace),
        )
        for number in range(40)
    ]


def heard(events):
    house = House(shipped())
    house.decide(events)
    house.hear(tick(later(hours=22)))
    return house


def reminders(house):
    return [
        e for e in house.said if isinstance(e, EnforcementTaken) and (e.data.measure, e.data.mode) == ("remind", "live")
    ]


@pytest.mark.parametrize("seed", range(8))
def test_every_id_that_was_told_finds_its_case(seed):
    dice = random.Random(seed)
    ordered = sorted(map(House().read, people(dice)), key=order_of)
    shuffled = dice.sample(ordered, len(ordered))
    for told in dice.sample(found := reminders(heard(shuffled)), min(4, len(found))):
        upheld = House().read(appeal_decided(told.id, at=later(hours=dice.choice([1, 20]))))
        expected = heard(sorted([*ordered, upheld], key=order_of)).standing()
        assert heard([*shuffled, upheld]).standing() == expected
        assert heard([upheld, *shuffled]).standing() == expected
        assert all(key[3] != "remind" for key in expected)
