from __future__ import annotations

from streams.core.text.disguise import MASK, brand_forms, forms, leet
from streams.core.text.sounds import homophones, near_homophones, rare_homophones, readings, spoken
from streams.core.text.spellings import Spellings

TABLES = Spellings(
    glyphs={"高": "髙亮", "仿": "彷坊"}, splits={"仿": ("亻方",)}, common=frozenset("防坊方"), words=frozenset({"妇科"})
)


def of(term, *, hide=True, deep=False):
    return {form.text: form for form in forms(term, TABLES, hide=hide, deep=deep)}


def test_a_term_that_does_not_hide_has_one_form():
    assert list(of("高仿", hide=False)) == ["高仿"]


def test_a_homophone_of_a_rare_character_stands_alone():
    assert of("高仿")["糕仿"].sure
    assert of("高仿")["糕仿"].how == "homophone"


def test_a_homophone_of_a_common_character_needs_a_second_signal():
    assert not of("高仿")["高防"].sure


def test_a_form_that_is_a_word_of_its_own_is_no_disguise():
    assert "妇科" not in of("复刻", deep=True)
    assert "付科" in of("复刻", deep=True)


def test_two_replaced_characters_are_none_where_the_second_begins_phrases():
    assert "肤可" not in of("复刻", deep=True)  # 亲肤可机洗
    assert "镜防" not in of("精仿", deep=True)  # 泳镜防雾
    assert "髙防" in of("高仿", deep=True)  # nobody types the first by chance


def test_similar_glyphs_and_split_characters_are_forms():
    assert of("高仿")["髙仿"].how == "similar_glyph"
    assert of("高仿")["高亻方"] == of("高仿")["高亻方"]
    assert of("高仿")["高亻方"].how == "split"


def test_pinyin_is_a_form_whole_and_in_part_and_initials_are_doubtful():
    found = of("高仿")
    assert found["gaofang"].sure
    assert found["gao仿"].sure
    assert "gf" not in found
    assert not of("高仿", deep=True)["gf"].sure


def test_one_sign_may_be_a_letter_and_a_letter_may_stand_between():
    found = of("高仿", deep=True)
    assert not found["g仿"].sure
    assert not found["高f"].sure
    assert not found["高o仿"].sure


def test_a_character_that_everyday_text_never_holds_is_a_sure_homophone():
    assert of("高仿", deep=True)["高汸"].sure
    assert "汸" in rare_homophones("fang")
    assert "方" not in rare_homophones("fang")


def test_two_stand_ins_at_once_only_where_asked_for():
    assert "糕访" not in of("高仿")
    assert not of("高仿", deep=True)["糕访"].sure


def test_latin_terms_hide_by_digits_and_covers():
    found = {form.text: form.how for form in brand_forms("Gucci", TABLES, hide=True)}
    assert found["gucc1"] == "leet"
    assert {form.text for form in leet("gaofang")} >= {"g40f4ng", "9aof4ng", "ga0fang"}
    assert found[f"gu{MASK}ci"] == "masked"


def test_short_latin_names_never_expand():
    assert [form.text for form in brand_forms("LV", TABLES, hide=True)] == ["lv"]


def test_sounds_come_without_tones_and_by_the_word():
    assert readings("高") == ("gao",)
    assert spoken("原单") == ("yuan", "dan")
    assert spoken("a货") == ("a", "huo")
    assert "访" in homophones("fang")
    assert "四" in near_homophones("shi")
