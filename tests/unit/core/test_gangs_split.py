"""A gang that hangs together by one account falls apart when people take back what that account was banned for."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from schemas.enforcement import EnforcementLifted, EnforcementTaken
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.testing.applicants import Applicants
from streams.testing.builders import JsonEvent
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import application, banned, offender
from streams.testing.rulings import appeal_decided, overturned, violation
from tests.replay.telling import shipped
from tests.unit.core.test_gangs import crew, gangs

X, Y = ({f"{name}{n}" for n in range(9)} for name in "xy")
RULING = violation("v-z", "z", severity="very_serious", at=later(days=10))
OVERTURN = overturned("v-z", "z", at=later(days=20))


def halves() -> list[JsonEvent]:
    """Two crews, and who has a handset of the one and a payee of the other."""
    one, other = crew("x", 9), crew("y", 9, start=3, seed=2)
    joint = {"device_ids": one[0]["data"]["device_ids"], "bank_account": other[0]["data"]["bank_account"]}
    return [*one, *other, application("a-z", "z", at=later(days=6), **(Applicants(7).one() | joint))]


def ruled(*names: str) -> list[JsonEvent]:
    """Bans of ours."""
    return [violation(f"v-{name}", name, severity="very_serious", at=later(days=11)) for name in names]


@pytest.fixture
def house() -> House:
    return House(shipped(), KeyedTokeniser(DEVELOPMENT_KEY))


def lifts(house: House) -> Counter[str]:
    return Counter(one.data.seller_id for one in house.said if one.data.gang_id and isinstance(one, EnforcementLifted))


def test_the_half_that_nobody_of_is_banned_is_set_free_by_one_lift_each(house: House) -> None:
    house.hear(*halves(), RULING, *ruled("x1", "x2"))
    ((name, members),) = gangs(house).items()
    assert members == X | Y | {"z"}
    house.hear(OVERTURN)
    assert gangs(house) == {name: X}
    assert lifts(house) == Counter([*Y, "z"])


def test_two_halves_with_bans_of_their_own_are_two_gangs_then(house: House) -> None:
    house.hear(*halves(), RULING, *ruled("x1", "x2", "y1", "y2"))
    ((name, members),) = gangs(house).items()
    assert members == X | Y | {"z"}
    house.hear(OVERTURN)
    split = gangs(house)
    assert split[name] == X
    assert sorted(split.values(), key=min) == [X, Y]
    assert lifts(house) == Counter([*Y, "z"])  # the other half is taken anew, under the name of its own first
    taken = Counter(one.data.seller_id for one in house.said if one.data.gang_id and isinstance(one, EnforcementTaken))
    assert {who: taken[who] - lifts(house)[who] for who in taken} == dict.fromkeys(X | Y, 1) | {"z": 0}


def test_an_appeal_that_is_won_splits_it_as_well(house: House) -> None:
    house.hear(*halves(), RULING, *ruled("x1", "x2"))
    ban = next(one for one in house.said if one.data.measure == "ban_account" and one.data.seller_id == "z")
    house.hear(appeal_decided(ban.id, "z", "rejected", at=later(days=15)))
    assert gangs(house)
    house.hear(appeal_decided(ban.id, "z", "upheld", at=later(days=20)))
    assert [*gangs(house).values()] == [X]


@pytest.mark.parametrize("others", [("x1", "x2"), ("x1", "x2", "y1", "y2")])
@pytest.mark.parametrize("seed", range(3))
def test_whichever_of_the_ruling_and_its_overturn_is_heard_first_the_gangs_are_the_same(
    house: House, others: tuple[str, ...], seed: int
) -> None:
    events = [*halves(), RULING, *ruled(*others), OVERTURN]
    Random(seed).shuffle(events)
    house.hear(*events)
    assert sorted(gangs(house).values(), key=min) == ([X] if len(others) == 2 else [X, Y])


def test_a_ban_that_was_overturned_before_the_day_it_is_dated_to_was_never_looked_into(house: House) -> None:
    house.hear(*halves(), *ruled("x1", "x2"), overturned("v-z", "z", at=later(days=9)))
    house.hear(RULING)
    assert [*gangs(house).values()] == [X | Y | {"z"}]


@pytest.mark.parametrize(
    "again",
    [
        violation("v-again", "z", severity="very_serious", at=later(days=30)),
        banned("z", at=later(days=30)),
        banned("z", at=later(days=15)),
        offender("o-z", account_id="z", at=later(days=12), banned_at=later(days=12)),
    ],
    ids=["banned again", "by the marketplace", "by the marketplace in the meantime", "listed in the meantime"],
)
@pytest.mark.parametrize("late", [False, True])
def test_whom_another_bar_outlasts_it_ties_as_before(house: House, again: JsonEvent, late: bool) -> None:
    house.hear(*halves(), *ruled("x1", "x2"), *((again, RULING, OVERTURN) if late else (RULING, OVERTURN, again)))
    assert [*gangs(house).values()] == [X | Y | {"z"}]
