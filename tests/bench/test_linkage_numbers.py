# ruff: noqa: T201  # a bench prints its figures
"""How well offenders, persons and gangs are told from the honest, on the seeded simulations."""

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

pytestmark = pytest.mark.bench
FILE = Path(__file__).parents[2] / "deploy" / "policies" / "default.yaml"
SEEDS = (11, 12)


def house() -> House:
    policy = build(read_document(FILE.read_text(), FILE.name))
    return House(PolicySet((policy,)), KeyedTokeniser(DEVELOPMENT_KEY))


def show(name: str, seed: int, found: Score) -> None:
    print(
        f"\n{name}, seed {seed}: precision of refusals {found.precision:.4f}, recall {found.recall:.4f},"
        f" F1 at once {found.f1_at_once:.4f}"
    )
    for case, total in sorted(found.total.items()):
        print(
            f"  {case:20} {total:5}  named {found.named[case] / total:7.2%}  right {found.right[case] / total:7.2%}"
            f"  right at once {found.right_at_once[case] / total:7.2%}  refused {found.refused[case] / total:7.2%}"
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_offenders_who_come_back(seed: int) -> None:
    found = score(house(), returns(seed, 3_000, 400))
    show("offenders", seed, found)
    assert found.precision >= 0.99
    assert found.recall >= 0.97
    assert found.f1_at_once >= 0.94
    assert found.named["honest"] <= 0.003 * found.total["honest"]
    for case in ("recycled phone", "second-hand device", "agency's client"):
        assert found.named[case] <= 0.0063 * found.total[case]  # one of 160
    assert found.right_at_once["two hops"] >= 0.95 * found.total["two hops"]


@pytest.mark.parametrize("seed", SEEDS)
def test_offenders_of_another_town_who_write_addresses_anew(seed: int) -> None:
    found = score(house(), OtherTown(seed, 3_000, 400).build())
    show("another town", seed, found)
    assert found.precision >= 0.99
    assert found.recall >= 0.97
    assert found.named["honest"] <= 0.003 * found.total["honest"]


@pytest.mark.parametrize("seed", SEEDS)
def test_persons_with_errors_in_their_records(seed: int) -> None:
    found = score(house(), persons(seed, 500, 1_500))
    show("persons", seed, found)
    assert found.right["again"] >= 0.93 * found.total["again"]


@pytest.mark.parametrize("seed", SEEDS)
def test_gangs_beside_honest_groups(seed: int) -> None:
    found = gang_score(house(), gangs(seed, 24, 3_000))
    print(f"\ngangs, seed {seed}: {found}")
    assert found.f1 >= 0.95
    assert found.whole >= 20
    assert found.honest_end <= 0.001
    assert found.honest_ever <= 0.01
