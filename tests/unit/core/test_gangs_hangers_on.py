"""Who hangs on a gang by one thing: seated with it where nobody else has that thing, and let go with it."""

from __future__ import annotations

from collections import deque
from random import Random

import pytest

from streams.core.hops import AnyHop
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.model import PolicySet
from streams.testing.applicants import Applicants
from streams.testing.builders import JsonEvent
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import application, banned, reinstated
from tests.replay.telling import shipped
from tests.unit.core.test_gangs import crew, gangs

BANS = (banned("x3", at=later(days=10)), banned("x4", at=later(days=11)))


def warehouse(name: str, day: float, address: str) -> JsonEvent:
    identity = Applicants(50 + sum(name.encode()) % 40).one() | {"return_address": address}
    return application(f"a-{name}", name, at=later(days=day), **identity)


def with_warehouse(address: str, members: int = 4) -> list[JsonEvent]:
    """A crew, some of which have their returns sent to one place."""
    events = crew("x")
    for event in events[:members]:
        event["data"]["return_address"] = address
    return events


@pytest.fixture
def house() -> House:
    return House(shipped(), KeyedTokeniser(DEVELOPMENT_KEY))


@pytest.fixture
def address() -> str:
    return Applicants(9).address()


def test_who_shares_nothing_but_the_gangs_own_warehouse_and_opened_with_it_is_one_of_it(
    house: House, address: str
) -> None:
    house.hear(*with_warehouse(address), *BANS, warehouse("hanger", 3, address))
    ((_, members),) = gangs(house).items()
    assert members == {"hanger", *(f"x{n}" for n in range(8))}


def test_who_opens_long_after_the_gang_in_its_warehouse_is_a_new_tenant(house: House, address: str) -> None:
    house.hear(*with_warehouse(address), *BANS, warehouse("tenant", 90, address))
    assert "tenant" not in set().union(*gangs(house).values())


def test_in_a_warehouse_that_honest_shops_use_too_nobody_is_seated_for_it(house: House, address: str) -> None:
    honest = [warehouse(f"honest-{n}", n / 2, address) for n in range(3)]
    house.hear(*with_warehouse(address), *BANS, *honest)
    ((_, members),) = gangs(house).items()
    assert members == {f"x{n}" for n in range(8)}


def test_who_hangs_on_a_gang_is_let_go_with_it(house: House, address: str) -> None:
    house.hear(*with_warehouse(address), *BANS, warehouse("hanger", 3, address))
    house.hear(reinstated("x3", at=later(days=20)), reinstated("x4", at=later(days=21)))
    assert gangs(house) == {}


def test_honest_tenants_who_come_later_to_the_knowledge_set_a_hanger_on_free(house: House, address: str) -> None:
    house.hear(*with_warehouse(address), *BANS, warehouse("hanger", 3, address))
    house.hear(*(warehouse(f"honest-{n}", n / 2, address) for n in range(3)))
    ((_, members),) = gangs(house).items()
    assert members == {f"x{n}" for n in range(8)}


def shuffled(policies: PolicySet, events: list[JsonEvent], seed: int) -> House:
    """Events and hop records in an order of the dice's; what one account says of itself stays in order."""
    house, dice = House(policies, KeyedTokeniser(DEVELOPMENT_KEY)), Random(seed)
    waiting: deque[AnyHop] = deque()
    coming = [house.read(event) for event in events]
    dice.shuffle(coming)
    for event in coming:
        waiting.extend(house.step(event).hops)
        while waiting and dice.random() < 0.9:
            waiting.rotate(dice.randrange(len(waiting)))
            waiting.extend(house.step(waiting.popleft()).hops)
    while waiting:
        waiting.rotate(dice.randrange(len(waiting)))
        waiting.extend(house.step(waiting.popleft()).hops)
    return house


@pytest.mark.parametrize("seed", range(8))
def test_who_hangs_on_whom_is_the_same_in_any_order(address: str, seed: int) -> None:
    tenants = [warehouse(f"honest-{n}", n / 2, address) for n in range(seed % 3)]
    events = [*with_warehouse(address, 5), *BANS, warehouse("hanger", 3, address), *tenants]
    straight = House(shipped(), KeyedTokeniser(DEVELOPMENT_KEY))
    straight.hear(*events)
    assert gangs(shuffled(shipped(), events, seed)) == gangs(straight)
