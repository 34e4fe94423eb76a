"""What is said in a live room cannot be revised: what comes of it ends by itself, and so does its row."""

from __future__ import annotations

import pytest

from schemas.enforcement import EnforcementLifted
from streams.core.rows.state import TargetRow
from streams.testing.builders import later, tick, utterance
from streams.testing.house import House
from tests.replay.telling import shipped


@pytest.mark.parametrize(
    ("words", "first", "then"),
    [
        ("今天这个价格绝对是全网最低价", "remind", "warn"),
        ("家人们这款耐克是莆田纯原 跟专柜一模一样", "review", "review"),
    ],
)
def test_what_is_held_against_a_room_ends_a_month_after_it_was_said(words: str, first: str, then: str) -> None:
    house = House(shipped())
    house.hear(utterance(text=words, room_id="room-1", seller_id="s"))
    assert [one.data.measure for one in house.in_force.enforcements()] == [first]
    house.hear(tick(later(days=20)))
    assert [one.data.measure for one in house.in_force.enforcements()] == [then]
    house.hear(tick(later(days=32)))
    assert not list(house.in_force.enforcements())
    assert [said.data.lift_reason for said in house.said if isinstance(said, EnforcementLifted)][-1] == "expired"
    house.hear(tick(later(days=95)))
    assert not [row for row in house.rows.values() if isinstance(row, TargetRow)]
