from __future__ import annotations

import pytest

from streams.core.text.fold import ONE_TO_ONE
from streams.core.text.sieve import Sieve, variants

SIEVE = Sieve(["高仿", "super copy", ONE_TO_ONE], lesser=["止痛"], innocent=["高仿真"], watched=["高仿"])


@pytest.mark.parametrize(
    "text",
    [
        "高仿包",
        "高 仿包",
        "高*仿",
        "高\u200b仿",
        "高·仿",
        "高👟仿",
        "高　仿",
        "Super  Copy",
        "Ａ",
        "1：1 包",
        "一比一",
        "gа",
    ],
)
def test_a_text_that_may_hide_a_form_is_held(text):
    assert SIEVE.held([text]) == {0: True}


@pytest.mark.parametrize("text", ["高仿真花", "女包", "", "双11大促", "高端 仿皮"])
def test_a_text_without_a_form_is_not_held(text):
    assert SIEVE.held([text]) == {}


def test_a_lesser_form_is_told_apart():
    assert SIEVE.held(["止痛贴", "止痛 高仿"]) == {0: False, 1: True}


RUNNING = Sieve(["根治", "高仿", "包过"], lesser=["除斑", "斑贴"], innocent=["拔除根", "增高", "真假包", "假包"])


@pytest.mark.parametrize("text", ["拔除根治", "增高仿鞋", "真假包过", "拔 除根 治", "假包过"])
def test_a_form_that_an_innocent_phrase_runs_into_is_held(text):
    assert RUNNING.held(["拔除根须", text, "真假包"]) == {1: True}


def test_a_lesser_form_that_another_runs_into_stays_a_lesser_one():
    assert RUNNING.held(["除斑贴", "除斑", "拔除根斑贴"]) == {0: False, 1: False, 2: False}


def test_half_a_surrogate_pair_hides_nothing():
    assert SIEVE.held(["高\ud800仿", "女包\udfff"]) == {0: True}


def test_forms_do_not_reach_from_one_text_into_the_next():
    assert SIEVE.held(["高", "仿", "高仿"]) == {2: True}


def test_a_text_that_brings_the_separator_shifts_nobody():
    assert SIEVE.held(["a\x1eb", "高仿", "c"]) == {1: True}


def test_an_empty_batch_holds_nothing():
    assert SIEVE.held([]) == {}


def test_variants_mix_simplified_and_traditional():
    assert {"复刻", "復刻", "複刻"} <= set(variants("复刻"))
