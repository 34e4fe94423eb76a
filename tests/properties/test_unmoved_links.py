"""A link that nobody is weighed again for would have changed nothing, had everybody been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.hops import AnyHop, Link
from streams.core.identity import accounts, decide
from streams.core.identity.afterwards import later
from streams.core.identity.candidates import Held, Met
from streams.core.identity.decide import Looked, look
from streams.core.identity.outcome import AccountOutcome
from streams.core.policy.build import build
from streams.core.policy.model import PolicySet
from streams.core.policy.parse import read_document
from streams.core.rows.state_identity import AccountRow
from streams.testing.envelopes import later as on
from streams.testing.people import application, attribute, banned, offender, reinstated
from tests.properties.test_identity_order import OVER, events_of, facts, run
from tests.unit.identity.office import Office

FILE = Path(__file__).parents[2] / "deploy" / "policies" / "default.yaml"
NEAR = ("legal_person", "payee_name", "device_ids", "phone", "address", "wechat_hash", "licence_phash")
FAR = ("return_address", "bank_account", "company_name", "ip24", "uscc")
"""What a crew shares among itself, and what the first of it share with the offender: so there are two hops."""


class Checked:
    """Takes links as the engine does, and every one that is not looked into once more, looked into."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.take = accounts.apply_link

    def __call__(self, row: AccountRow | None, link: Link, policies: PolicySet) -> AccountOutcome:
        kept = self.take(row, link, policies)
        with patch.object(accounts, "is_unmoved", lambda *_: False):
            full = self.take(row, link, policies)
        self.seen["looked" if kept.looked else "left"] += full.looked
        if full.looked and not kept.looked and row is not None:
            assert (kept.row, kept.hops, kept.decided) == (full.row, full.hops, full.decided)
            assert full.reviewed == later(row, look(row, policies), policies)
        return kept


@settings(max_examples=200, deadline=None)
@given(facts=st.lists(facts(), min_size=3, max_size=14), seed=st.integers(0, 2**32))
def test_whatever_happens(facts: list[tuple], seed: int) -> None:
    checked = Checked()
    with patch("tests.properties.test_identity_order.apply_link", checked):
        run(events_of(facts), Random(seed), in_order=False, policies=OVER)


def test_in_crews_with_common_names_in_any_order_of_delivery() -> None:
    checked, policies = Checked(), PolicySet((build(read_document(FILE.read_text(), FILE.name)),))
    with patch("streams.core.handlers.openings.apply_link", checked):
        for seed in range(4):
            hear_in_any_order(Office(policies), Random(seed))
    assert checked.seen["left"] > 0 < checked.seen["looked"]


def test_whoever_is_left_out_before_weighing_weighs_nothing() -> None:
    policies = PolicySet((build(read_document(FILE.read_text(), FILE.name)),))
    compared = 0
    for seed in range(4, 7):
        office = Office(policies)
        hear_in_any_order(office, Random(seed))
        rows = [row for row in office.house.rows.values() if isinstance(row, AccountRow)]
        for row in rows:
            quick = look(row, policies)
            with patch.object(decide, "counting", lambda met, *_: met), patch.object(decide, "meet", everybody):
                assert said(quick) == said(look(row, policies))
            compared += bool(quick.direct)
    assert compared > 1


def said(looked: Looked) -> tuple[object, ...]:
    return looked.openings, [since.roots for since in looked.later], looked.direct


def everybody(held: Iterable[Held]) -> Met:
    """Whoever is named, by every token."""
    met: Met = {}
    for one in held:
        for taint in one.answer.barred:
            met.setdefault(taint.account_id, []).append((one, taint))
    return dict(sorted(met.items()))


def hear_in_any_order(office: Office, random: Random) -> None:
    """A crew that keeps much of what it has, beside people of its names; hop records arrive as they like."""
    house, waiting = office.house, list[AnyHop]()
    for hour in range(12):
        event = happening(office, random, f"n-{random.randrange(5)}", on(seconds=3600 * hour))
        waiting += house.step(house.read(event)).hops
        while waiting and random.random() < 0.99:
            waiting += house.step(waiting.pop(random.randrange(len(waiting)))).hops
    while waiting:
        waiting += house.step(waiting.pop(random.randrange(len(waiting)))).hops


def happening(office: Office, random: Random, who: str, at: str) -> dict[str, Any]:
    """Mostly an opening; a listing, a ban, what takes it back, or something that becomes known."""
    chance, near, far = random.random(), random.random() < 0.8, random.random() < 0.4
    shared = (*(NEAR if near else ()), *(FAR if far else ()))
    mine = office.people.one() | {field: office.offender[field] for field in shared if random.random() < 0.7}
    if chance < 0.55:
        return application(f"a-{random.randrange(20)}", who, at=at, **mine)
    if chance < 0.75:
        own = {field: office.offender[field] for field in FAR if random.random() < 0.6}
        return offender(f"O-{random.randrange(2)}", f"o-{random.randrange(3)}", at=at, **(office.people.one() | own))
    if chance < 0.85:
        return banned(who, at=at)
    return reinstated(who, at=at) if chance < 0.9 else attribute(who, "phone", office.offender["phone"], at=at)
