from __future__ import annotations

import pytest

from streams.core.text.fold import ONE_TO_ONE, PLUS, collapsed, fold
from streams.core.text.lookalikes import latinised
from streams.core.text.views import in_words, uncovered


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ａ貨", "a货"),  # width and a traditional form
        ("高\u200b仿", "高仿"),  # zero width
        ("高*仿", "高仿"),  # a mark inside
        ("高 仿", "高仿"),  # a space inside
        ("𝐀货 Ⓐ货 🅐货 🅰货", "a货a货a货a货"),  # styled, enclosed, negative enclosed
        ("gāofǎng", "gaofang"),  # accents
        ("高\u0301仿\u0336", "高仿"),  # combining marks on ideographs
        ("①②❸", "123"),  # circled digits
        ("ᴄᴏᴘʏ", "copy"),  # small capitals
        ("㊣品", "正品"),  # a circled ideograph
        ("妈妈", "妈妈"),  # doubled characters stay in the main view
        ("刀", "刀"),  # ideographs are nobody's look-alikes
    ],
)
def test_a_disguise_folds_to_what_it_hides(written, folded):
    assert fold(written).text == folded


@pytest.mark.parametrize("written", ["1:1", "1：1", "一比一", "1 : 1", "①:①", "壹比壹"])
def test_a_ratio_of_one_to_one_is_one_token(written):
    assert fold(written).text == ONE_TO_ONE


@pytest.mark.parametrize("written", ["1:18", "11:1", "1:1000", "2:1", "双11"])
def test_other_ratios_and_numbers_are_no_token(written):
    assert ONE_TO_ONE not in fold(written).text


def test_a_plus_before_a_channel_is_kept_and_elsewhere_is_none():
    assert fold("➕V").text == f"{PLUS}v"
    assert fold("12+512").text == "12512"


def test_a_span_points_at_what_the_seller_wrote():
    text = "正品 高\u200b*仿 包"
    folded = fold(text)
    start = folded.text.index("高仿")
    first, last = folded.span(start, start + 2)
    assert text[first:last] == "高\u200b*仿"


def test_a_token_spans_all_its_characters():
    text = "包 1 : 1 复刻"
    folded = fold(text)
    first, last = folded.span(1, 2)
    assert text[first:last] == "1 : 1"


def test_a_disguise_is_named():
    assert fold("Ａ貨").disguises(0, 2) == {"width", "traditional"}
    assert fold("高\u200b仿").disguises(0, 2) == {"zero_width"}
    assert fold("高*仿").disguises(0, 2) == {"separator"}
    assert fold("高仿").disguises(0, 2) == set()


def test_look_alikes_are_latin_only_inside_latin_words():
    assert latinised("Nіkе") == "Nike"  # Cyrillic i and e
    assert latinised("Москва") == "Москва"  # a Russian word stays Russian
    assert latinised("μm 微米") == "μm 微米"


def test_the_collapsed_view_drops_doubles_and_keeps_the_map():
    folded = fold("高高仿仿")
    view = collapsed(folded)
    assert view is not None
    assert view.text == "高仿"
    assert view.span(0, 2) == (0, 3)
    assert collapsed(fold("高仿")) is None


def test_a_cover_stands_for_one_character():
    view = uncovered("Di*r 香*儿")
    assert view is not None
    assert len(view.text) == len("dior香奈儿")
    assert uncovered("500g*2") is None


def test_emoji_that_stand_for_a_word_are_read():
    view = in_words("加🛰号", {"🛰": "卫星"})
    assert view is not None
    assert view.text == "加卫星号"
    assert view.span(1, 3) == (1, 2)
    assert in_words("加号", {"🛰": "卫星"}) is None


def test_an_empty_text_folds_to_nothing():
    assert fold("").text == ""
    assert fold("！！").text == ""
