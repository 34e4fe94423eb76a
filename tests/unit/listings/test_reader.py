from __future__ import annotations

import msgspec
import pytest

from schemas.events.live import UtteranceData
from tests.quality.rows import listing


def read(reader, title, facts="", **more):
    return reader.read([msgspec.structs.replace(listing(title, facts), **more)])[0]


def hear(reader, text):
    said = UtteranceData(room_id="r", seller_id="s", presenter_id="p", text=text, offset_ms=0)
    return reader.hear([said])[0]


def test_an_honest_title_gives_nothing(reader):
    assert read(reader, "春季新款纯棉短袖T恤 女") is None


def test_a_brand_alone_is_no_evidence(reader):
    assert read(reader, "耐克运动鞋 男 透气") is None


def test_a_brand_at_a_low_price_is_a_signal_without_jargon(reader):
    found = read(reader, "耐克运动鞋 男 透气", "p=59/699")
    assert found.brand == "Nike"
    assert found.jargon_core == 0
    assert found.price_to_reference < 0.1


def test_jargon_and_brand_are_found_with_their_spans(reader):
    title = "正品 耐\u200b克 高*仿 运动鞋"
    found = read(reader, title)
    assert (found.jargon_core, found.brand) == (1, "Nike")
    spans = {span.term: span for span in found.evidence}
    assert title[spans["高仿"].start : spans["高仿"].end] == "高*仿" == spans["高仿"].text
    assert spans["高仿"].fold == ("separator",)
    assert found.hidden == 1


def test_half_a_surrogate_pair_harms_no_batch(reader):
    half = "高\ud800仿 耐克"
    found = read(reader, half, brand=half, category=half, description=half, ocr_text=(half,))
    assert msgspec.json.decode(msgspec.json.encode(found))["jargon_core"] == 1
    assert found.evidence[0].end == 3


def test_the_original_title_is_never_rewritten(reader):
    found = read(reader, "古驰 Ａ貨 腰帶")
    span = next(span for span in found.evidence if span.term == "a货")
    assert span.text == "Ａ貨"
    assert span.fold == ("traditional", "width")


def test_an_authorisation_is_told(reader):
    assert read(reader, "耐克高仿鞋", brand_authorisation="doc-1").brand_authorised


def test_a_claim_of_another_brand_is_told(reader):
    assert read(reader, "古驰高仿腰带", brand="耐克").brand_claimed_differs
    assert not read(reader, "古驰高仿腰带", brand="Gucci/古驰").brand_claimed_differs


def test_description_and_ocr_are_read_under_their_names(reader):
    found = read(reader, "女包", description="顶级A货 专柜品质", ocr_text=("x", "高仿"))
    assert {(span.field, span.term) for span in found.evidence} >= {("description", "顶级a货"), ("ocr_text[1]", "高仿")}


def test_a_word_does_not_reach_from_one_field_into_the_next(reader):
    assert read(reader, "身高", description="仿佛如初") is None


@pytest.mark.parametrize("title", ["拒绝高仿 耐克正品", "高仿绕道 诚信经营", "如有高仿 假一赔十", "耐克高仿鉴别教程"])
def test_what_is_denied_or_taught_is_not_claimed(reader, title):
    assert read(reader, title) is None


def test_a_refusal_that_is_turned_round_is_none(reader):
    assert read(reader, "拒绝智商税 只做高仿 耐克").jargon_core == 1


def test_double_use_counts_a_term_once(reader):
    assert read(reader, "高仿耐克 高仿鞋 高仿").jargon_core == len({"高仿", "高仿鞋"})


@pytest.mark.parametrize("title", ["天然翡翠A货手镯", "电推剪理发剪标配", "增高仿皮鞋垫", "高达模型 1:1 配件"])
def test_names_grades_and_neighbouring_words_are_innocent(reader, title):
    assert read(reader, title) is None


def test_a_doubtful_spelling_counts_only_beside_a_second_signal(reader):
    assert read(reader, "增亮高防男鞋") is None
    assert read(reader, "耐克 高防 男鞋").jargon_core == 1


def test_contact_data_are_masked_at_equal_length(reader):
    title = "女包批发 微信同号13812345678"
    span = read(reader, title).evidence[0]
    assert title[span.start : span.end] == "微信同号13812345678"
    assert span.text == "微信同号***********"


def test_goods_named_for_a_brand_only_fit_it(reader):
    assert read(reader, "适用劳力士表带 橡胶", "p=99/80000").brand_fits


@pytest.mark.parametrize(
    ("title", "given", "claims"),
    [
        ("缓释胶囊 治疗头痛", "drug", 0),
        ("苦荞茶 治疗头痛", "ordinary_food", 1),
        ("苦荞茶 治疗头痛", "", 1),  # nobody said: counted, and policy takes the lower measure
        ("医用贴 治疗头痛 国药准字Z1234", "", 0),  # the text makes the class plain
        ("舒缓霜 活血化瘀", "", 0),  # soft words need a known class
        ("舒缓霜 活血化瘀", "cosmetics", 1),
    ],
)
def test_the_class_of_goods_decides_what_a_medical_word_is(reader, title, given, claims):
    found = read(reader, title, f"class={given}" if given else "")
    assert (found.medical_claims if found else 0) == claims


def test_a_promised_cure_counts_for_medicine_too(reader):
    assert read(reader, "鼻炎喷剂 一次根治 永不复发", "class=drug").cure_guarantees > 0


def test_whitening_is_for_registered_special_cosmetics(reader):
    assert read(reader, "美白祛斑霜", "class=cosmetics").efficacy_claims > 0
    assert read(reader, "美白祛斑霜", "class=special_cosmetics") is None


def test_speech_is_heard_with_urgency_and_scripts(reader):
    found = hear(reader, "价格上错了 老板亏钱 倒计时 321上链接")
    assert found.content_kind == "live"
    assert found.hype > 0
    assert found.urgency > 0
    assert hear(reader, "家人们看一下这件衣服") is None


def test_a_batch_gives_one_entry_a_listing_in_order(reader):
    batch = [listing("女包"), listing("古驰高仿"), listing("男鞋"), listing("精仿 普拉达")]
    assert [found is not None for found in reader.read(batch)] == [False, True, False, True]
    assert reader.read([]) == []


def test_values_leave_the_evidence_out(reader):
    values = read(reader, "古驰高仿").values()
    assert values["jargon_core"] == 1
    assert "evidence" not in values


def test_a_long_text_is_read_in_bounded_time(reader):
    found = read(reader, "女包", description="好 " * 9_000 + "高仿")
    assert found.jargon_core == 1
