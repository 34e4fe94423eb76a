"""Communities of accounts: when they are a gang, and what honest groups are not."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from random import Random

import msgspec
import pytest

from schemas.enforcement import LinkEvidence, NumberEvidence
from schemas.events.clock import TickData, Ticked
from schemas.sealed import Token
from streams.core.engine import Input, run
from streams.core.hops import Barred, Tie
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.build import build
from streams.core.policy.model import PolicySet
from streams.core.policy.parse import read_document
from streams.core.rows.state_gangs import GangAccountRow
from streams.core.rows.store import Rows
from streams.core.time import DAY
from streams.testing.applicants import Applicants
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import application, banned, reinstated
from streams.testing.rulings import overturned, violation
from tests.properties.delayed import tick_of

FILE = Path(__file__).parents[3] / "deploy" / "policies" / "default.yaml"


@pytest.fixture(scope="module")
def policies() -> PolicySet:
    return PolicySet((build(read_document(FILE.read_text(), FILE.name)),))


def gangs(house: House) -> dict[str, set[str]]:
    """Gang -> the accounts on which its review stands."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in house.in_force.enforcements():
        if one.data.gang_id is not None:
            assert (one.data.measure, one.data.target_kind) == ("review", "account")
            found[one.data.gang_id].add(one.data.seller_id)
    return dict(found)


def crew(prefix: str, size: int = 8, start: float = 0, seed: int = 1) -> list[dict]:
    """Openings of accounts that share devices, and payees in part."""
    people = Applicants(seed)
    pool = [people.one() for _ in range(2)]
    return [
        application(
            f"a-{prefix}{n}",
            f"{prefix}{n}",
            at=later(days=start + n / 4),
            **(
                people.one()
                | {"device_ids": pool[n % 2]["device_ids"], "bank_account": pool[n // 2 % 2]["bank_account"]}
            ),
        )
        for n in range(size)
    ]


@pytest.fixture
def house(policies: PolicySet) -> House:
    return House(policies, KeyedTokeniser(DEVELOPMENT_KEY))


def test_members_share_one_gang_id_with_the_paths_that_join_them(house: House) -> None:
    house.hear(*crew("x"), banned("x3", at=later(days=10)))
    ((_, members),) = gangs(house).items()
    assert members == {f"x{n}" for n in range(8)}
    said = next(one for one in house.in_force.enforcements() if one.data.gang_id)
    assert all(linked.account_id in members and linked.path for linked in said.data.linked)


def test_a_gangs_review_says_what_it_stands_out_by_and_on_what_law(house: House) -> None:
    house.hear(*crew("x"), banned("x3", at=later(days=10)))
    said = [one for one in house.in_force.enforcements() if one.data.gang_id]
    assert len(said) == 8
    for one in said:
        reason = one.data.reasons[0]
        figures = {
            item.name: (item.value, item.threshold) for item in reason.evidence if isinstance(item, NumberEvidence)
        }
        assert figures == {"gang_members": (8, 8), "gang_banned": (1, None), "gang_kinds": (4, 3)}
        assert any(isinstance(item, LinkEvidence) for item in reason.evidence)
        assert reason.legal_basis == ("Live E-commerce Measures (Order 117) Art 13, in force 2026-02-01",)
        assert one.data.caused_by == ()  # a hop record is no event that anybody could look up


def test_a_ban_that_is_overturned_sets_the_members_free(house: House) -> None:
    house.hear(*crew("x"), banned("x3", at=later(days=10)))
    assert gangs(house)
    house.hear(reinstated("x3", at=later(days=12)))
    assert gangs(house) == {}


def test_when_the_ban_of_whom_two_halves_hang_together_by_is_overturned_the_gang_splits(house: House) -> None:
    one, other = crew("x", 9), crew("y", 9, start=3, seed=2)
    house.hear(*one, *other)
    joint = {"device_ids": one[0]["data"]["device_ids"], "bank_account": other[0]["data"]["bank_account"]}
    house.hear(application("a-z", "z", at=later(days=6), **(Applicants(7).one() | joint)))
    house.hear(banned("z", at=later(days=10)), banned("x1", at=later(days=11)), banned("x2", at=later(days=11)))
    ((name, members),) = gangs(house).items()
    assert members == {"z", *(f"x{n}" for n in range(9)), *(f"y{n}" for n in range(9))}
    house.hear(reinstated("z", at=later(days=20)))
    assert gangs(house) == {name: {f"x{n}" for n in range(9)}}
    lifted = [said.data for said in house.said if said.data.gang_id and said.data.supersedes]
    assert {data.seller_id for data in lifted} == {"z", *(f"y{n}" for n in range(9))}


def test_a_family_with_one_black_sheep_is_no_gang(house: House) -> None:
    people = Applicants(3)
    shared = {key: people.one()[key] for key in ("address", "device_ids", "bank_account", "phone")}
    for n in range(6):
        house.hear(application(f"a-{n}", f"m{n}", at=later(days=n / 10), **(people.one() | shared)))
    house.hear(banned("m4", at=later(days=5)))
    assert gangs(house) == {}


def test_two_gangs_that_one_recycled_phone_joins_stay_two(house: House) -> None:
    one, other = crew("x"), crew("y", start=60, seed=2)
    other[3]["data"]["phone"] = one[3]["data"]["phone"]
    house.hear(*one, *other, *(banned(name, at=later(days=90)) for name in ("x1", "x2", "y1", "y2")))
    assert sorted(map(len, gangs(house).values())) == [8, 8]


def tick(house: House, day: float) -> None:
    time = later(days=day)
    house.decide([Ticked(id=f"t{day}", source="c", time=time, data=TickData(time=time, partition=0))])


def test_a_gang_is_let_go_when_the_last_ban_runs_out(house: House) -> None:
    house.hear(*crew("x", 9), banned("x3", at=later(days=10)))
    tick(house, 1_000)
    assert gangs(house)
    tick(house, 1_106)
    assert gangs(house) == {}


def test_what_nobody_shares_any_longer_is_forgotten_with_the_gang(house: House) -> None:
    house.hear(*crew("x", 12))
    house.hear(banned("x3", at=later(days=10)))
    assert gangs(house)
    tick(house, 2_400)
    assert gangs(house) == {}
    assert not {"gangtoken", "gangaccount"} & house.rows.counts().keys()


def test_who_shares_one_second_hand_device_with_a_member_is_left_out(house: House) -> None:
    openings = crew("x")
    stranger = Applicants(9).one() | {"device_ids": openings[0]["data"]["device_ids"]}
    house.hear(*openings, banned("x3", at=later(days=10)))
    house.hear(application("a-s", "stranger", at=later(days=90), **stranger))
    assert "stranger" not in set().union(*gangs(house).values())


def test_two_gangs_that_turn_out_to_be_one_bear_one_name(house: House) -> None:
    one, other = crew("x"), crew("y", start=3, seed=2)
    house.hear(*one, *other, banned("x1", at=later(days=10)), banned("y1", at=later(days=10)))
    assert len(gangs(house)) == 2
    joint = {key: one[0]["data"][key] for key in ("device_ids", "bank_account")}
    joint["device_ids"] = joint["device_ids"] + other[0]["data"]["device_ids"]
    joint |= {"phone": "13812345678"}
    house.hear(application("a-z", "z", at=later(days=11), **(Applicants(7).one() | joint)))
    ((_, members),) = gangs(house).items()
    assert len(members) == 17


@pytest.mark.parametrize(
    "shared", [("address", "ip24"), ("return_address",), ("agency_id", "phone", "device_ids", "address"), ("ip24",)]
)
def test_honest_groups_are_no_gang_even_with_one_of_them_banned(house: House, shared: tuple[str, ...]) -> None:
    people = Applicants(3)
    common = people.one() | {"agency_id": "agency-1"}
    for n in range(20):
        identity = people.one() | {key: common[key] for key in shared}
        house.hear(application(f"a-{n}", f"m{n}", at=later(days=n / 10), **identity))
    house.hear(banned("m4", at=later(days=5)))
    assert gangs(house) == {}


BOOTH = ("device_ids", "ip24", "return_address")


@pytest.mark.parametrize(
    ("size", "shared", "days", "bad", "found"),
    [
        (40, BOOTH, 0.3, 1, 0),
        (40, BOOTH, 0.3, 3, 0),
        (9, BOOTH[:2], 0.3, 1, 0),
        (40, BOOTH, 0.3, 5, 40),
        (12, ("address", "phone", "return_address"), 400, 2, 0),
        (12, ("address", "phone", "return_address", "bank_account"), 400, 2, 12),
    ],
)
def test_who_was_in_one_room_is_a_gang_only_when_more_are_banned_than_usual(
    house: House, size: int, shared: tuple[str, ...], days: float, bad: int, found: int
) -> None:
    """A sign-up booth with one tablet, an office with one front desk: what a room gives to everybody."""
    people = Applicants(3)
    common = people.one()
    for n in range(size):
        identity = people.one() | {key: common[key] for key in shared}
        house.hear(application(f"a-{n}", f"m{n}", at=later(days=days * n / size), **identity))
    house.hear(*(banned(f"m{n}", at=later(days=days + 5)) for n in range(bad)))
    assert sum(map(len, gangs(house).values())) == found


def test_what_more_share_than_a_gang_has_hands_is_a_hub_and_ties_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("gangs.seating", "identity.sharing"):
        monkeypatch.setattr(f"streams.core.{room}.MAX_POSTING", 20)  # a hundred take a while
    people = Applicants(4)
    common = people.one()
    for n in range(25):
        identity = people.one() | {"device_ids": common["device_ids"], "bank_account": common["bank_account"]}
        house.hear(application(f"a-{n}", f"m{n}", at=later(days=n / 10), **identity))
    house.hear(banned("m4", at=later(days=5)))
    assert gangs(house) == {}


@pytest.mark.parametrize("seed", range(6))
def test_whatever_came_first_the_gangs_are_the_same(policies: PolicySet, seed: int) -> None:
    events = [*crew("x"), *crew("y", start=2, seed=2), banned("x3", at=later(days=10)), banned("y2", at=later(days=9))]
    straight, mixed = (House(policies, KeyedTokeniser(DEVELOPMENT_KEY)) for _ in range(2))
    straight.hear(*events)
    Random(seed).shuffle(events)
    mixed.hear(*events)
    assert gangs(mixed) == gangs(straight) != {}


def test_what_most_clients_of_one_agency_share_is_its_desks_for_those_too_who_do_not_name_it(house: House) -> None:
    people = Applicants(8)
    desk = people.one()
    for n in range(20):
        named = {"agency_id": "agency-1"} if n % 3 else {}
        files = {"phone": desk["phone"], "device_ids": desk["device_ids"], "return_address": desk["return_address"]}
        house.hear(application(f"a-{n}", f"c{n}", at=later(days=n / 4), **(people.one() | files | named)))
    house.hear(*(banned(f"c{n}", at=later(days=30)) for n in (0, 1, 3)))
    assert gangs(house) == {}


def bound(count: int, day: int) -> list[Tie]:
    """So many accounts that share a device and a payee account."""
    return [
        Tie(
            time=day * DAY + n,
            token=Token(domain=kind, kind=kind, value=f"{kind}-0", masked="**"),
            account_id=f"m{n}",
            asker=0,
            since=day * DAY + n,
            opened=day * DAY + n,
        )
        for n in range(count)
        for kind in ("device", "bank_account", "legal_person")
        if n or kind != "legal_person"
    ]


def told(policies: PolicySet, *steps: Input) -> set[str]:
    """Who is of a gang after these, by the gang partition's own rows."""
    rows = Rows(0)
    assert {step.verdict for step in run(rows, steps, policies)} == {"decided"}
    return {row.account_id for row in rows.values() if isinstance(row, GangAccountRow) and row.gang_id}


def test_a_tie_that_comes_late_does_not_bring_back_a_ban_that_a_tick_has_seen_end(policies: PolicySet) -> None:
    ban = Barred(time=110 * DAY, account_id="m3", asker=0, spans=((110 * DAY, 200 * DAY),), revision=1)
    late = [msgspec.structs.replace(one, time=150 * DAY) for one in bound(10, 100)[-3:]]
    before, after = tick_of(0, 190 * DAY), tick_of(0, 250 * DAY)
    assert len(told(policies, *bound(9, 100), ban, *late, before)) == 10
    assert told(policies, *bound(9, 100), ban, *late, before, after) == set()
    assert told(policies, *bound(9, 100), ban, before, after, *late) == set()


def test_a_name_that_is_heard_after_a_ban_has_ended_does_not_keep_the_gang(policies: PolicySet) -> None:
    """It moves nobody when it comes, and must not put off the look that the end of the ban asks for."""
    ban = Barred(time=110 * DAY, account_id="m0", asker=0, spans=((110 * DAY, 200 * DAY),), revision=1)
    name = msgspec.structs.replace(bound(9, 100)[-1], account_id="m0", time=300 * DAY)
    assert len(told(policies, *bound(9, 100), ban, name)) == 9
    assert told(policies, *bound(9, 100), ban, name, tick_of(0, 301 * DAY)) == set()


@pytest.mark.parametrize("late", [False, True])
def test_what_is_one_ones_address_and_anothers_return_address_ties_each_as_what_it_is_to_them(
    house: House, late: bool
) -> None:
    people = Applicants(3)
    place = people.address()
    one = application("a-x", "x", at=later(days=1), **(people.one() | {"address": place}))
    other = application("a-y", "y", at=later(days=2), **(people.one() | {"return_address": place}))
    house.hear(*((other, one) if late else (one, other)))
    rows = {row.account_id: row for row in house.rows.values() if isinstance(row, GangAccountRow)}
    assert list(rows["x"].tokens.values()) == ["address"]
    assert list(rows["y"].tokens.values()) == ["return_address"]


@pytest.mark.parametrize("late", [False, True])
def test_who_was_banned_by_us_and_cleared_counts_for_no_gang_whichever_is_heard_first(house: House, late: bool) -> None:
    ruled = violation("v1", "x3", severity="very_serious", at=later(days=10))
    voided = overturned("v1", "x3", at=later(days=12))
    house.hear(*crew("x", 9), *((voided, ruled) if late else (ruled,)))
    assert sum(map(len, gangs(house).values())) == (0 if late else 9)
    house.hear(voided)
    assert gangs(house) == {}
    house.hear(banned("x5", at=later(days=13)))
    ((_, members),) = gangs(house).items()
    assert members == {f"x{n}" for n in range(9)} - {"x3"}  # what x3 shares has been looked into
