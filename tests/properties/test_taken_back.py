"""Which ban of ours people took back: in any order of arrival, what a replay in order could watch happening."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.enforcement import EnforcementTaken
from schemas.envelope import Event
from schemas.events.violations import AppealDecided, ViolationOverturned
from schemas.seal import micros
from streams.core.policy.model import PolicySet
from streams.core.replay import order_of
from streams.core.rows.state_identity import AccountRow
from streams.core.rows.store import row_key
from streams.core.time import HOUR
from streams.testing import builders as build
from streams.testing.builders import JsonEvent, later
from streams.testing.house import House
from streams.testing.policies import LADDER, fingers

SHOP = "shop"
BRIEF = tuple(
    msgspec.structs.replace(step, duration=9 * HOUR) if step.measure == "ban_account" else step for step in LADDER.steps
)
AFTER_A_REMINDER = (LADDER.steps[0], msgspec.structs.replace(LADDER.steps[-1], duration=9 * HOUR))
LADDERS = {
    "for ever": LADDER,
    "for nine hours": msgspec.structs.replace(LADDER, steps=BRIEF),
    "where a reminder lapses into a ban": msgspec.structs.replace(LADDER, steps=AFTER_A_REMINDER),
}


@st.composite
def happenings(draw: st.DrawFn) -> JsonEvent:
    """Rulings of two classes, alone or together worth a ban, and how they are overturned."""
    number, at = draw(st.integers(0, 4)), later(hours=draw(st.integers(0, 40)))
    violation_class = draw(st.sampled_from(["counterfeit", "price_fraud"]))
    ruled = {"violation_class": violation_class, "at": at}
    return draw(
        st.sampled_from(
            [
                build.violation(f"v{number}", SHOP, severity="very_serious", **ruled),
                build.violation(f"v{number}", SHOP, severity="serious", **ruled),
                build.violation(f"v{number}", SHOP, severity="slight", **ruled),
                build.overturned(f"v{number}", SHOP, at=at),
                build.overturned(f"v{number}", SHOP, at=at),
            ]
        )
    )


def watched(events: list[Event], policies: PolicySet) -> tuple[int, int] | None:
    """The last ban that was in force when an overturn or an appeal took the last ban away, heard of in order."""
    house, fell = House(policies), None
    for event in events:
        house.hear(build.tick(event.time))
        before = bans(house)
        house.decide([event])
        if before and isinstance(event, ViolationOverturned | AppealDecided):
            fell = None if bans(house) else (min(before), micros(event.time))
    return fell


def bans(house: House) -> list[int]:
    standing = [one for one in house.in_force.enforcements() if isinstance(one, EnforcementTaken)]
    return [micros(one.time) for one in standing if one.data.measure == "ban_account" and one.data.mode == "live"]


def known(house: House) -> tuple[int, int] | None:
    row = house.rows.get(row_key("account", SHOP))
    return row.fell if isinstance(row, AccountRow) else None


def upheld(house: House, dice: random.Random) -> list[Event]:
    """Appeals against something of what was told, which were right."""
    taken = [one for one in house.said if isinstance(one, EnforcementTaken) and one.data.measure != "remind"]
    chosen = dice.sample(taken, min(len(taken), 1))
    decided = [build.appeal_decided(one.id, SHOP, "upheld", at=later(hours=dice.randint(0, 40))) for one in chosen]
    return [house.read(event) for event in decided]


@pytest.mark.parametrize("ladder", LADDERS.values(), ids=LADDERS.keys())
@settings(max_examples=200, deadline=None)
@given(built=st.lists(happenings(), min_size=2, max_size=9), seed=st.integers(0, 2**32))
def test_in_any_order_a_ban_is_known_as_taken_back_that_stood_until_its_last_ground_fell(
    ladder: object, built: list[JsonEvent], seed: int
) -> None:
    policies, dice = fingers(ladders={"default": ladder}), random.Random(seed)
    events = in_order(map(House().read, built))
    told = House(policies)
    told.decide(dice.sample(events, len(events)))
    events = in_order([*events, *upheld(told, dice)])
    mixed = House(policies)
    mixed.decide(dice.sample(events, len(events)))
    assert known(mixed) == watched(events, policies)


def in_order(events: object) -> list[Event]:
    """Each once, as replay reads them."""
    return sorted({(event.source, event.id): event for event in events}.values(), key=order_of)
