"""Reasons in a line, and the story of one enforcement."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from agents.cli.because import because, headline
from agents.cli.story import Case, story
from schemas.enforcement import (
    EnforcementData,
    EnforcementLifted,
    EnforcementTaken,
    Evidence,
    Linked,
    LinkEvidence,
    NumberEvidence,
    Reason,
    SpanEvidence,
)
from streams.testing.builders import listing, report

TIME = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SPAN = SpanEvidence(field="title", start=0, end=3, text="高-仿", term="高仿", fold=("separator",))
EVENT = listing(title="高-仿 耐克 AJ1")


def data(*evidence: Evidence, **more: Any) -> EnforcementData:
    reason = Reason(rule_id="rule-1", policy_version="p@1", legal_basis=("Law Art 1",), evidence=evidence)
    fields: dict[str, Any] = {
        "enforcement_id": "e" * 32,
        "seller_id": "seller-1",
        "target_kind": "listing",
        "target_id": "listing-1",
        "measure": "block_listing",
        "mode": "live",
        "violation_class": "counterfeit",
        "reasons": (reason,),
        "caused_by": (EVENT["id"],),
    }
    return EnforcementData(**(fields | more))


def taken(*evidence: Evidence, **more: Any) -> EnforcementTaken:
    return EnforcementTaken(id="e" * 32, source="pinocchio", time=TIME, data=data(*evidence, **more))


def told(case: Case, lang: Any = "en") -> str:
    return "\n".join(f"{label}: {text}" for label, text in story(case, lang))


def test_a_span_names_the_words_the_field_and_the_disguise():
    assert because(data(SPAN)) == "“高-仿” in the title, “高仿” disguised by separators"
    assert because(data(SPAN), "zh") == "标题中的“高-仿”，以夹杂分隔符掩饰“高仿”"


def test_numbers_are_phrases_and_show_their_threshold():
    assert because(data(NumberEvidence(name="reporters", value=6))) == "6 people reported it"
    price = NumberEvidence(name="price_to_reference", value=0.22, threshold=0.5)
    assert because(data(price)) == "22% of the brand's usual price, threshold 0.5"
    assert because(data(NumberEvidence(name="new_signal", value=3))) == "new signal 3"


def test_a_price_that_is_not_low_is_no_reason():
    usual = NumberEvidence(name="price_to_reference", value=0.9, threshold=0.5)
    assert because(data(SPAN, usual)) == because(data(SPAN))


def test_a_link_shows_only_its_mask():
    link = LinkEvidence(link="bank_account", masked="62****1234", weight=1.0)
    assert because(data(link)) == "same payee account 62****1234"
    assert because(data(link), "zh") == "共用收款账号 62****1234"


def test_without_evidence_the_path_and_then_the_rule_speak():
    linked = (Linked(account_id="old", offender_id="O-1", path=("phone 139****0000 → offender O-1",)),)
    assert because(data(linked=linked)) == "same phone 139****0000 → offender O-1"
    assert because(data()) == "rule-1"


def test_a_lifted_measure_says_why_it_was_lifted():
    lifted = data(supersedes="f" * 32, lift_reason="overturned")
    assert headline(lifted) == "lifted: listing blocked (counterfeit)"
    assert because(lifted) == "the ruling, ban or blacklisting it rested on was taken back"


def test_a_shadow_measure_is_marked():
    assert headline(data(mode="shadow")).endswith("[shadow]")


def test_a_shadow_of_operations_says_so():
    shadow = EnforcementTaken(
        id="e" * 32, source="pinocchio", time=TIME, data=data(mode="shadow", restrained_by="observe_only")
    )
    assert "operations only observed" in told(Case(taken=shadow))
    assert "仅观察" in told(Case(taken=shadow), "zh")
    assert "observed" not in told(Case(taken=taken()))


def test_the_words_are_marked_where_the_seller_wrote_them():
    case = Case(taken=taken(SPAN), causes={EVENT["id"]: EVENT})
    assert "【高-仿】 耐克 AJ1" in told(case)
    assert "characters 0 to 3" in told(case)
    assert "第 0 至 3 字符" in told(case, "zh")


def test_what_the_evidence_masks_stays_masked_in_the_story():
    event = listing(title="加我 13912345678 有惊喜")
    masked = SpanEvidence(field="title", start=3, end=14, text="***********", term="phone")
    text = told(Case(taken=taken(masked, caused_by=(event["id"],)), causes={event["id"]: event}))
    assert "13912345678" not in text
    assert "加我 【***********】 有惊喜" in text


def test_what_one_span_masks_is_masked_beside_the_others_too():
    event = listing(title="高-仿 加我 13912345678")
    masked = SpanEvidence(field="title", start=7, end=18, text="***********", term="phone")
    text = told(Case(taken=taken(SPAN, masked, caused_by=(event["id"],)), causes={event["id"]: event}))
    assert "13912345678" not in text
    assert "【高-仿】 加我 【***********】" in text


def test_a_text_is_quoted_once_and_spans_that_overlap_share_their_brackets():
    event = listing(title="高仿 顶级复刻 耐克")
    spans = [
        SpanEvidence(field="title", start=start, end=end, text="x" * (end - start), term="t")
        for start, end in ((3, 7), (5, 7), (0, 2), (3, 5), (3, 7))
    ]
    text = told(Case(taken=taken(*spans, caused_by=(event["id"],)), causes={event["id"]: event}))
    assert text.count("【高仿】 【顶级复刻】 耐克") == 1
    assert text.count("characters 3 to 7") == 1


def test_a_pair_of_disguises_is_told_like_one():
    assert "disguised by homophones" in because(data(msgspec.structs.replace(SPAN, fold=("homophone_pair",))))


def test_words_in_a_picture_are_found_in_their_text():
    event = listing(ocr_text=["正品", "顶级复刻"])
    span = SpanEvidence(field="ocr_text[1]", start=2, end=4, text="复刻", term="复刻")
    text = told(Case(taken=taken(span, caused_by=(event["id"],)), causes={event["id"]: event}))
    assert "顶级【复刻】" in text


def test_a_cause_that_was_not_recorded_is_named_by_its_id():
    assert "caused by: unknown-1" in told(Case(taken=taken(caused_by=("unknown-1",))))


def test_the_end_says_when_why_and_by_which_event():
    end = listing(id="revision-1")
    lifted = EnforcementLifted(
        id="f" * 32,
        source="pinocchio",
        time=TIME,
        data=data(supersedes="e" * 32, lift_reason="revised", caused_by=("revision-1",)),
    )
    text = told(Case(taken=taken(SPAN), lifted=lifted, causes={"revision-1": end}))
    assert "2026-03-02 10:00:00 +08:00: a revision no longer says it" in text
    assert "(revision-1)" in text


def test_a_measure_without_an_end_lasts_until_its_cause_is_gone():
    assert "its cause is gone" in told(Case(taken=taken()))
    assert "原因消除为止" in told(Case(taken=taken()), "zh")


def test_a_report_behind_a_measure_is_told_without_its_id_for_it_may_lead_to_who_reported():
    notice = report("complaint-of-mei", id="sent-by-mei", reporter_kind="brand_owner")
    case = Case(taken=taken(caused_by=(notice["id"],)), causes={notice["id"]: notice})
    for lang in ("en", "zh"):
        assert "mei" not in told(case, lang)
    assert "caused by: a report came in" in told(case)
