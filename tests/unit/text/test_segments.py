"""Ordinary words explain what looks like a hidden term."""

from __future__ import annotations

import pytest

from streams.core.text.fold import fold
from streams.core.text.segments import ends_a_word, is_ordinary


def place(text: str, piece: str) -> tuple[int, int]:
    start = fold(text).text.index(piece)
    return start, start + len(piece)


@pytest.mark.parametrize(
    ("text", "piece"),
    [("睫毛膏防晕染", "膏防"), ("墨镜方脸", "镜方"), ("妇科洗液", "妇科"), ("果脯甜", "脯甜"), ("公司集训", "集训")],
)
def test_a_word_that_is_all_of_it_or_lies_over_its_edge_explains_it(text: str, piece: str) -> None:
    assert is_ordinary(fold(text), *place(text, piece), set())


def test_words_that_make_it_up_without_a_rest_explain_it() -> None:
    assert is_ordinary(fold("全网低价"), *place("全网低价", "全网低价"), set())
    assert not is_ordinary(fold("全网醉低"), *place("全网醉低", "全网醉低"), set())


@pytest.mark.parametrize(("text", "piece"), [("搞访跑鞋", "搞访"), ("膏仿板鞋", "膏仿"), ("付课运动鞋", "付课")])
def test_what_no_dictionary_knows_is_not_explained(text: str, piece: str) -> None:
    assert not is_ordinary(fold(text), *place(text, piece), set())


def test_a_word_does_not_reach_through_a_gap_or_a_brand() -> None:
    text = "睫毛 膏防晕染"
    assert not is_ordinary(fold(text), *place(text, "膏防"), set())
    text = "墨镜方脸"
    assert not is_ordinary(fold(text), *place(text, "镜方"), {1, 3})


def test_a_short_claim_may_begin_inside_a_word() -> None:
    assert ends_a_word(fold("环保分类"), *place("环保分类", "保分"), set())
    assert not ends_a_word(fold("考研保分"), *place("考研保分", "保分"), set())
