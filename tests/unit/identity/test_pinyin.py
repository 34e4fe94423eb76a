"""Pinyin that was written together is taken apart, and nobody can make that expensive."""

from __future__ import annotations

import pytest

from streams.core.identity.pinyin import LONGEST_NAME, SYLLABLES, taken_apart


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("yangjiazhen", ("yang", "jia", "zhen")),
        ("xian", ("xian",)),
        ("fangan", ("fang", "an")),  # fan-gan as well: the longest first
        ("xiong", ("xiong",)),
        ("smith", None),
        ("zhangq", None),
        ("", ()),
    ],
)
def test_the_longest_syllable_whose_rest_can_be_taken_apart_comes_first(word, syllables):
    assert taken_apart(word) == syllables


def test_a_word_of_thousands_of_letters_and_one_with_a_million_ways_to_read_it_are_told_at_once():
    assert taken_apart("xian" * 5_000) is None
    assert taken_apart("xian" * (LONGEST_NAME // 4 - 1) + "q") is None
    assert all(part in SYLLABLES for part in taken_apart("xian" * (LONGEST_NAME // 4)) or ())
