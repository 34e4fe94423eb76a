"""Ties that are nothing by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from streams.core.fold.work import Work
from streams.core.gangs.slight import have_nothing_else
from streams.core.policy.build import build
from streams.core.policy.model import PolicySet
from streams.core.policy.parse import read_document
from streams.core.rows.state_gangs import GangAccountRow
from streams.core.rows.store import Rows, row_key

FILE = Path(__file__).parents[3] / "deploy" / "policies" / "default.yaml"


@pytest.fixture(scope="module")
def shipped() -> PolicySet:
    return PolicySet((build(read_document(FILE.read_text(), FILE.name)),))


def work(policies: PolicySet, **tied: Iterable[str]) -> Work:
    rows = Rows()
    for name, kinds in tied.items():
        row = GangAccountRow(account_id=name, tokens={f"{kind}-{name}": kind for kind in kinds})
        rows.put(row_key("gangaccount", name), row)
    return Work(rows, policies, rows.partition)


@pytest.mark.parametrize(
    ("kinds", "nothing"),
    [
        (["ip24"], True),
        ([], True),
        (["ip24", "legal_person"], True),
        (["ip24", "address"], False),
        (["device"], False),
        (["uscc"], False),
    ],
)
def test_a_network_is_nothing_and_everything_else_is_looked_at(
    shipped: PolicySet, kinds: list[str], *, nothing: bool
) -> None:
    assert have_nothing_else(work(shipped, one=["ip24"], two=kinds), ["one", "two"]) is nothing
