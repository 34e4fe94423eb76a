from __future__ import annotations

import pytest

from streams.core.listings.entries import sections_of, terms_of
from streams.core.listings.files import LexiconError, read_lines
from streams.core.listings.topics import Topics, spaced
from streams.core.text.fold import fold

TOPICS = Topics({
    "topic.props": ("假花", "道具"),
    "shape.reissue": (r"(?<!\d)19\d\d(?!\d)",),
    "only.reissue": ("@reissues",),
    "never.reissue": ("#faked",),
    "topic.faked": ("莆田",),
    "guard.props": ("core", "cure"),
})  # fmt: skip


def of(title, *marks, category=""):
    return TOPICS.of(fold(title), category, marks)


def test_nouns_of_title_and_category_make_a_topic():
    assert of("高仿 假花") == ["#props"]
    assert of("高仿 玫瑰", category="家居/假花") == ["#props"]
    assert of("高仿 包") == []


def test_a_topic_may_hang_on_the_brand_and_on_other_topics():
    assert of("复刻 1967 腕表", "@reissues") == ["#reissue"]
    assert of("复刻 1967 腕表") == []
    assert of("莆田 复刻 1967", "@reissues") == ["#faked"]


def test_shapes_see_the_spaces_of_the_seller():
    assert spaced(fold("AJ1 1985款")) == "aj1 1985款"
    assert of("L2819851946", "@reissues") == []


def test_a_guard_mutes_kinds():
    assert TOPICS.muted(["#props"]) == {"core", "cure"}
    assert TOPICS.muted([]) == frozenset()


def lines(tmp_path, text):
    path = tmp_path / "one.txt"
    path.write_text(f"# words\n{text}\n", encoding="utf-8")
    return read_lines(path)


def test_sets_multiply_terms_and_fill_patterns(tmp_path):
    text = "set | ill | 鼻炎, 失眠\ncure | 治{ill} | not: 治{ill}书 | like: 治{ill}"
    terms = terms_of(lines(tmp_path, text))
    assert [term.name for term in terms] == ["治鼻炎", "治失眠"]
    assert terms[0].innocent == ("治鼻炎书", "治失眠书")
    assert terms[0].pattern == "治(?:失眠|鼻炎)"


def test_an_unknown_set_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"unknown set `\{ill\}`"):
        terms_of(lines(tmp_path, "cure | 治{ill}"))


def test_a_shape_is_one_expression_with_its_bars_and_commas(tmp_path):
    sections = sections_of(lines(tmp_path, r"shape.year | 19\d{2,2}|20\d\d"))
    assert sections == {"shape.year": (r"19\d{2,2}|20\d\d",)}


def test_a_broken_shape_is_refused(tmp_path):
    with pytest.raises(LexiconError, match="is no regular expression"):
        sections_of(lines(tmp_path, "shape.year | (19"))
