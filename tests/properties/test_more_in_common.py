"""Whoever names more of an offender's things has no less in common: no field beside others lowers the answer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.build import build
from streams.core.policy.model import PolicySet
from streams.core.policy.parse import read_document
from streams.testing.applicants import Applicants
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import application, offender

FILE = Path(__file__).parents[2] / "deploy" / "policies" / "default.yaml"
POLICIES = PolicySet((build(read_document(FILE.read_text(), FILE.name)),))
RANK = ("approve", "review", "refuse")
OF_A_FIRM = ("legal_person", "phone", "device_ids", "payee_name", "ip24", "wechat_hash", "address", "return_address")
SURE = ("company_name", "licence_phash", "uscc", "id_no", "face_hash", "bank_account")
OF_A_PERSON = ("postcode", "birth_place", "phone", "device_ids", "wechat_hash", "ip24", "address", "return_address")
PERSON = {
    "full_name": "王建国",
    "payee_name": "王建国",
    "dob": "1985-06-12",
    "postcode": "510400",
    "birth_place": "广州",
}
OTHER = {"dob": "1993-02-21", "postcode": "350000", "birth_place": "福州"}


def asked(barred: dict[str, Any], fresh: dict[str, Any]) -> int:
    house = House(POLICIES, KeyedTokeniser(DEVELOPMENT_KEY))
    house.hear(offender("o", "old", at=later(), **barred))
    house.hear(application("a", "new", at=later(days=5), **fresh))
    return RANK.index(house.answers[-1].data.decision)


def ranks(barred: dict[str, Any], fresh: dict[str, Any], kept: Iterable[str]) -> list[int]:
    """The answers as one field after the other is the offender's."""
    found = []
    for field in kept:
        fresh = fresh | {field: barred[field]}
        found.append(asked(barred, fresh))
    return found


def as_a_person(firm: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in firm.items() if key not in (*SURE, "legal_person", "presenter_id_no")}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(1, 40), kept=st.permutations(OF_A_FIRM + SURE))
def test_of_a_firms_things_one_more_never_lowers_the_answer(seed: int, kept: list[str]) -> None:
    people = Applicants(seed)
    found = ranks(people.one(), people.one(), kept)
    assert found == sorted(found)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(1, 40), kept=st.permutations(OF_A_FIRM))
def test_nor_of_those_that_are_sure_of_nobody(seed: int, kept: list[str]) -> None:
    people = Applicants(seed)
    found = ranks(people.one(), people.one(), kept)
    assert found == sorted(found)


@pytest.mark.parametrize("name", ["王晓燕", "李晓燕"])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(1, 40), at_home=st.booleans(), kept=st.permutations(OF_A_FIRM[1:]))
def test_nor_of_a_relatives_firm(name: str, seed: int, at_home: bool, kept: list[str]) -> None:
    people = Applicants(seed)
    barred = people.one() | {"legal_person": "王建国"}
    if at_home:
        barred["return_address"] = barred["address"]
    found = ranks(barred, people.one() | {"legal_person": name}, kept)
    assert found == sorted(found)


@pytest.mark.parametrize("name", ["王晓燕", "李晓燕"])
@pytest.mark.parametrize("at_home", [False, True])
def test_a_firm_of_a_relative_in_the_same_flat_is_looked_at_and_not_refused(name: str, at_home: bool) -> None:
    """A brother's or a wife's: the room, the network, the tablet, and the parcels that come back to it."""
    people = Applicants(5)
    barred = people.one() | {"legal_person": "王建国"}
    fresh = people.one() | {"legal_person": name}
    kept = ["address", "ip24", "device_ids"]
    if at_home:
        barred["return_address"] = barred["address"]
        kept.append("return_address")
    assert RANK[ranks(barred, fresh, kept)[-1]] == "review"
    assert RANK[ranks(barred, fresh, [*kept, "wechat_hash"])[-1]] == "refuse"


def test_the_home_of_a_relative_is_one_thing_where_a_straw_man_has_returns_sent_to_it() -> None:
    """He lives elsewhere and keeps the offender's returns: the wife who lives there is no accomplice of his."""
    people = Applicants(5)
    flat = people.one()["address"]
    offender_, straw, wife = (people.one() for _ in range(3))
    offender_ |= {"return_address": flat, "address": flat, "legal_person": "王建国"}
    straw |= {"return_address": flat, "bank_account": offender_["bank_account"], "legal_person": "赵立新"}
    wife |= {"return_address": flat, "address": flat, "legal_person": "李晓燕"}
    house = House(POLICIES, KeyedTokeniser(DEVELOPMENT_KEY))
    house.hear(offender("o", "old", at=later(), **offender_))
    house.hear(application("s", "straw", at=later(days=3), **straw))
    house.hear(application("w", "wife", at=later(days=5), **wife))
    assert [one.data.decision for one in house.answers] == ["refuse", "approve"]


@pytest.mark.parametrize("name", ["李晓燕", "王晓燕"])
@pytest.mark.parametrize("is_firm", [False, True])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(1, 40), at_home=st.booleans(), kept=st.permutations(OF_A_PERSON))
def test_nor_of_a_persons(name: str, is_firm: bool, seed: int, at_home: bool, kept: list[str]) -> None:
    people = Applicants(seed)
    firm = people.one()
    barred = as_a_person(firm) | PERSON | ({"company_name": firm["company_name"]} if is_firm else {})
    if at_home:
        barred["return_address"] = barred["address"]
    fresh = as_a_person(people.one()) | OTHER | {"full_name": name, "payee_name": name}
    found = ranks(barred, fresh, kept)
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("kept", "answer"),
    [
        (["return_address"], "review"),
        (["return_address", "address"], "review"),
        (["return_address", "device_ids"], "refuse"),
        (["return_address", "device_ids", "address"], "refuse"),
    ],
)
def test_a_firms_office_is_no_home(kept: list[str], answer: str) -> None:
    people = Applicants(5)
    assert RANK[ranks(people.one(), people.one(), kept)[-1]] == answer
