"""Everything that may be said has its words, in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from agents.cli import remedies, words
from schemas.enforcement import EnforcedTargetKind, LiftReason, Measure, Mode
from schemas.fields import ViolationClass
from schemas.topics import SOURCES


@pytest.mark.parametrize(
    ("table", "closed"),
    [
        (words.MEASURES, Measure),
        (words.CLASSES, ViolationClass),
        (words.TARGETS, EnforcedTargetKind),
        (words.LIFTS, LiftReason),
        (words.MODES, Mode),
        (remedies.CAN_DO, Measure),
    ],
)
def test_a_closed_set_has_a_word_for_each_of_its_values_and_no_other(table, closed):
    assert set(table) == set(get_args(closed))


def test_events_that_are_named_exist():
    contract = {str(kind.__struct_config__.tag) for topic in SOURCES for kind in topic.types}
    assert {f"marketplace.{name}.v1" for name in words.EVENTS} <= contract


@pytest.mark.parametrize(
    "table",
    [
        words.MEASURES,
        words.CLASSES,
        words.LIFTS,
        words.FIELDS,
        words.FOLDS,
        words.RESTRAINTS,
        remedies.CAN_DO,
    ],
)
def test_chinese_words_are_chinese_and_english_ones_are_not(table):
    for english, chinese in table.values():
        assert english.isascii()
        assert not chinese.isascii()


def test_a_name_without_words_speaks_for_itself():
    assert words.say(words.NUMBERS, "some_new_signal", "zh") == "some new signal"
