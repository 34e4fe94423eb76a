"""Floors on small seeded simulations; the figures of the documentation come from larger ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.build import build
from streams.core.policy.model import PolicySet
from streams.core.policy.parse import read_document
from streams.testing.gangsters import gangs
from streams.testing.house import House
from streams.testing.offending import returns
from streams.testing.persons import persons
from streams.testing.scoring import Score, gang_score, score
from streams.testing.town import OtherTown

FILE = Path(__file__).parents[3] / "deploy" / "policies" / "default.yaml"


@pytest.fixture(scope="module")
def policies() -> PolicySet:
    return PolicySet((build(read_document(FILE.read_text(), FILE.name)),))


def house(policies: PolicySet) -> House:
    return House(policies, KeyedTokeniser(DEVELOPMENT_KEY))


def test_offenders_who_come_back_are_named_and_the_honest_are_not(policies: PolicySet) -> None:
    found: Score = score(house(policies), returns(1, 300, 60))
    assert found.precision >= 0.97
    assert found.recall >= 0.95
    assert found.named["honest"] + found.named["agency's client"] <= 0.02 * found.total["honest"]
    assert found.named["recycled phone"] + found.named["second-hand device"] <= 2


def test_offenders_of_another_town_who_write_addresses_anew_are_named(policies: PolicySet) -> None:
    found = score(house(policies), OtherTown(2, 200, 50).build())
    assert found.precision >= 0.97
    assert found.recall >= 0.95
    assert found.named["honest"] <= 2


def test_persons_with_errors_in_their_records_are_named(policies: PolicySet) -> None:
    found = score(house(policies), persons(3, 80, 250))
    assert found.right["again"] >= 0.9 * found.total["again"]
    assert found.named["stranger"] <= 3


def test_gangs_are_found_and_honest_groups_left_alone(policies: PolicySet) -> None:
    found = gang_score(house(policies), gangs(1, 3, 120))
    assert found.f1 >= 0.95
    assert found.honest_ever <= 0.01
