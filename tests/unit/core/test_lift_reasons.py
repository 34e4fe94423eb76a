"""Why what linkage and gangs said is lifted: people took a bar back, its time was over, or another measure came."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.enforcement import EnforcementLifted
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.testing.applicants import Applicants
from streams.testing.builders import JsonEvent
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import application, banned, delisted, offender, reinstated
from streams.testing.rulings import appeal, appeal_decided, overturned, tick, violation
from tests.replay.telling import shipped
from tests.unit.core.test_gangs import crew

PEOPLE = Applicants(5)
THEM, ME, ALSO = PEOPLE.one(), PEOPLE.one(), PEOPLE.one()
JOINED = ME | {"bank_account": THEM["bank_account"]}
THEIRS = application("a-them", "them", at=later(), **THEM)
BAR: dict[str, tuple[JsonEvent, JsonEvent]] = {
    "our ruling is overturned": (
        violation("v-1", "them", severity="very_serious", at=later(days=5)),
        overturned("v-1", "them", at=later(days=30)),
    ),
    "reinstated": (banned("them", at=later(days=5)), reinstated("them", at=later(days=30))),
    "delisted": (
        offender("o-1", account_id="them", at=later(days=5), banned_at=later(days=5), **THEM),
        delisted("o-1", "them", at=later(days=30)),
    ),
}


@pytest.fixture
def house() -> House:
    return House(shipped(), KeyedTokeniser(DEVELOPMENT_KEY))


def reasons(house: House, **wanted: Any) -> set[str | None]:
    lifted = [one.data for one in house.said if isinstance(one, EnforcementLifted)]
    return {data.lift_reason for data in lifted if all(getattr(data, name) == value for name, value in wanted.items())}


@pytest.mark.parametrize(("bar", "end"), BAR.values(), ids=BAR.keys())
def test_a_refusal_is_lifted_because_people_took_the_bar_back(house: House, bar: JsonEvent, end: JsonEvent) -> None:
    house.hear(THEIRS, bar, application("a-me", "me", at=later(days=10), **JOINED), end)
    assert reasons(house, seller_id="me", measure="refuse_opening") == {"overturned"}


@pytest.mark.parametrize(("bar", "end"), BAR.values(), ids=BAR.keys())
def test_a_late_review_is_lifted_because_people_took_the_bar_back(house: House, bar: JsonEvent, end: JsonEvent) -> None:
    house.hear(THEIRS, application("a-me", "me", at=later(days=1), **JOINED), bar, end)
    assert reasons(house, seller_id="me", target_kind="account") == {"overturned"}


def test_a_review_that_makes_way_for_a_graver_one_is_lifted_for_that(house: House) -> None:
    shares = ME | {"return_address": THEM["return_address"], "bank_account": ALSO["bank_account"]}
    listed = [
        offender(f"o-{n}", account_id=f"o{n}", at=later(days=5 + n), banned_at=later(days=5 + n), **who)
        for n, who in enumerate((THEM, ALSO))
    ]
    house.hear(application("a-me", "me", at=later(days=1), **shares), *listed)
    assert reasons(house, seller_id="me", target_kind="account") == {"recomputed"}


@pytest.mark.parametrize(
    ("bar", "end", "why"),
    [
        (banned("x3", at=later(days=10)), reinstated("x3", at=later(days=20)), "overturned"),
        (
            violation("v-1", "x3", severity="very_serious", at=later(days=10)),
            overturned("v-1", "x3", at=later(days=20)),
            "overturned",
        ),
        (banned("x3", at=later(days=10)), tick(later(days=1106)), "expired"),
    ],
    ids=["reinstated", "our ruling is overturned", "the ban runs out"],
)
def test_a_gang_is_let_go_for_what_happened_to_its_ban(house: House, bar: JsonEvent, end: JsonEvent, why: str) -> None:
    house.hear(*crew("x", 9), bar)
    assert reasons(house, seller_id="x1", target_kind="account") == set()
    house.hear(end)
    seats = [one for one in house.said if isinstance(one, EnforcementLifted) and one.data.gang_id]
    assert len(seats) == 9
    assert {one.data.lift_reason for one in seats} == {why}


def test_the_review_of_an_appeal_that_was_rejected_did_not_run_out(house: House) -> None:
    house.hear(violation("v-1", "them", severity="general", at=later(days=1)))
    limit = next(one for one in house.said if one.data.measure == "limit_function")
    house.hear(appeal(limit.id, "them", human_requested=True, at=later(days=2)))
    house.hear(appeal_decided(limit.id, "them", "rejected", at=later(days=3)))
    assert reasons(house, seller_id="them", measure="review") == {"recomputed"}
