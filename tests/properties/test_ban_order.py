"""Openings, and bans that are taken back in every way: in any order of arrival the same answers and measures."""

from __future__ import annotations

import random
from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.enforcement import EnforcementTaken
from schemas.envelope import Event
from streams.core.policy.model import Hit, PolicySet, SignalValue
from streams.core.replay import order_of
from streams.core.time import HOUR
from streams.testing import builders as build
from streams.testing.builders import JsonEvent, later
from streams.testing.house import House
from streams.testing.policies import LADDER, fingers


class Opening:
    """Refuses by the first rule that fits, of which there are two, and asks a person about a phone number alone."""

    def hits(self, signals: Mapping[str, SignalValue], at: int) -> tuple[Hit, ...]:
        del at
        strong, weak = int(signals["strong"]), int(signals["weak"])
        return tuple(hit for hit, fits in zip(self.possible(), (strong and weak, strong, weak), strict=True) if fits)[
            :1
        ]

    def possible(self) -> tuple[Hit, ...]:
        return tuple(
            Hit(
                rule_id=rule,
                policy_version="v",
                violation_class="repeat_offender",
                measure=measure,
                mode="live",
                score=1.0,
            )
            for rule, measure in (("both", "refuse_opening"), ("strong", "refuse_opening"), ("weak", "review"))
        )


HOURS = st.integers(0, 12)
NUMBERS = st.integers(0, 2)
BRIEF = tuple(
    msgspec.structs.replace(step, duration=5 * HOUR) if step.measure == "ban_account" else step for step in LADDER.steps
)
RULES = {**fingers().versions[0].evaluators, "application": Opening()}
POLICIES = {
    "for ever": fingers(evaluators=RULES),
    "for five hours": fingers(evaluators=RULES, ladders={"default": msgspec.structs.replace(LADDER, steps=BRIEF)}),
}


@st.composite
def happenings(draw: st.DrawFn) -> JsonEvent:
    """Openings, rulings that ban and their overturns, bans of the marketplace, listings, and how those end."""
    number, other, phone, hour = draw(NUMBERS), draw(NUMBERS), draw(NUMBERS), draw(HOURS)
    at, shop = later(hours=hour), f"shop-{number}"
    shared = {"bank_account": f"6222-{other}", "phone": f"1380000000{phone}"}
    return draw(
        st.sampled_from(
            [
                build.application(f"a{number}", account_id=shop, at=at, **shared),
                build.application(f"a{number}", account_id=shop, at=at, **shared),
                build.violation(f"v{number}{other}", shop, severity="very_serious", at=at),
                build.violation(f"v{number}{other}", shop, severity="very_serious", at=at),
                build.overturned(f"v{number}{other}", shop, at=at),
                build.banned(shop, at=at),
                build.reinstated(shop, at=at),
                build.offender(f"o{number}", account_id=shop, at=at, **shared),
                build.delisted(f"o{number}", shop, at=at),
            ]
        )
    )


def outcome(events: list[Event], policies: PolicySet) -> tuple[House, dict[str, str], object]:
    house = House(policies)
    house.decide(events)
    house.hear(build.tick(later(hours=200)))
    return house, {one.data.application_id: one.data.decision for one in house.answers}, house.standing()


def appeals(house: House, dice: random.Random) -> list[Event]:
    """Appeals against some of what was told in one order of arrival, upheld more often than not."""
    taken = [e for e in house.said if isinstance(e, EnforcementTaken)]
    chosen = dice.sample(taken, min(len(taken), 2))
    asked = [(one, later(hours=dice.randint(0, 30))) for one in chosen if dice.random() < 0.5]
    ends = [(one, dice.choice(["upheld", "upheld", "rejected"]), later(hours=dice.randint(0, 30))) for one in chosen]
    built = [build.appeal_decided(e.id, seller_id=e.data.seller_id, outcome=end, at=at) for e, end, at in ends]
    built += [build.appeal(e.id, seller_id=e.data.seller_id, at=at) for e, at in asked]
    return [house.read(event) for event in built]


@pytest.mark.parametrize("policies", POLICIES.values(), ids=POLICIES.keys())
@settings(max_examples=150, deadline=None)
@given(built=st.lists(happenings(), min_size=2, max_size=9), seed=st.integers(0, 2**32))
def test_openings_are_answered_alike_whenever_a_ban_and_its_end_are_heard_of(
    policies: PolicySet, built: list[JsonEvent], seed: int
) -> None:
    dice, events = random.Random(seed), in_order(map(House().read, built))
    told = outcome(dice.sample(events, len(events)), policies)[0]
    events = in_order([*events, *appeals(told, dice)])
    assert outcome(dice.sample(events, len(events)), policies)[1:] == outcome(events, policies)[1:]


def in_order(events: object) -> list[Event]:
    """Each once, as replay reads them."""
    return sorted({(event.source, event.id): event for event in events}.values(), key=order_of)
