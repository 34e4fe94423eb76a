"""Ten random orders of arrival: the measures in force, and the last answers, are those of the replay."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from schemas.events.clock import Ticked
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.runtime.files import EventFiles
from streams.testing.house import House
from tests.replay.telling import shipped
from tests.replay.test_stories import FIXTURES, STORIES


def events_of(story: str):
    path: Path = FIXTURES / story / "events.jsonl"
    return list(EventFiles([path], KeyedTokeniser(DEVELOPMENT_KEY)).events())


def outcome(events, house=None):
    house = house or House(shipped(), KeyedTokeniser(DEVELOPMENT_KEY))
    house.decide(events)
    answers = {answer.data.application_id: answer.data.decision for answer in house.answers}
    return house.standing(), answers


@pytest.mark.parametrize("story", STORIES)
def test_the_standing_does_not_depend_on_how_a_story_arrives(story):
    events = events_of(story)
    expected = outcome(events)
    dice = random.Random(story)
    for _ in range(10):
        assert outcome(dice.sample(events, len(events))) == expected


def test_all_stories_at_once_in_any_order():
    """Ticks come last: none is written while events are waiting, and what is forgotten by them is forgotten."""
    events = [event for story in STORIES for event in events_of(story)]
    expected = outcome(sorted(events, key=lambda event: event.time))
    happened = [event for event in events if not isinstance(event, Ticked)]
    ticks = sorted((event for event in events if isinstance(event, Ticked)), key=lambda event: event.time)
    dice = random.Random(1)
    for _ in range(5):
        assert outcome([*dice.sample(happened, len(happened)), *ticks]) == expected
