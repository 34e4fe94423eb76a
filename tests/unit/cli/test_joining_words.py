"""What joins two accounts is told in the reader's language, and nothing is called the same that is only alike."""

from __future__ import annotations

import pytest

from agents.cli.because import told_evidence
from agents.cli.joining_words import joined
from agents.cli.words import LINKS, Lang
from schemas.enforcement import LinkEvidence
from streams.core.identity.fields import LABELS, OWN_ACCOUNT
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.testing.applicants import Applicants
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import application, offender
from tests.replay.telling import shipped


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        (
            "phone 139****0000 → offender O-1",
            "same phone 139****0000 → offender O-1",
            "共用手机号 139****0000 → 名单内违规主体 O-1",
        ),
        (
            "return address 杭州市 *** 3幢 → account shop-2",
            "same return address 杭州市 *** 3幢 → account shop-2",
            "共用退货地址 杭州市 *** 3幢 → 账号 shop-2",
        ),
        ("legal person → offender O-1", "similar legal person → offender O-1", "相似的法定代表人 → 名单内违规主体 O-1"),
        (
            "device #70259d → refused applicant r-1 → company → offender O-1",
            "same device #70259d → refused applicant r-1 → similar company name → offender O-1",
            "共用设备 #70259d → 被拒绝的申请人 r-1 → 相似的企业名称 → 名单内违规主体 O-1",
        ),
        ("same account → banned account b-7", "same account → banned account b-7", "同一账号 → 被封禁账号 b-7"),
        ("some new thing x → somebody y", "some new thing x → somebody y", "some new thing x → somebody y"),
    ],
)  # fmt: skip
def test_a_path_is_told_step_by_step(path: str, english: str, chinese: str) -> None:
    assert (joined(path, "en"), joined(path, "zh")) == (english, chinese)


def test_every_kind_of_thing_that_may_join_has_words_in_both_languages() -> None:
    policy = shipped().versions[0]
    kinds = {*policy.identifiers, *policy.linkage.likeness, *LABELS} - {OWN_ACCOUNT}
    assert kinds <= LINKS.keys()
    for english, chinese in LINKS.values():
        assert english.isascii()
        assert not chinese.isascii()


@pytest.mark.parametrize(("lang", "same", "similar"), [("en", "same ", "similar "), ("zh", "共用", "相似的")])
def test_what_the_engine_found_alike_is_not_called_the_same(lang: Lang, same: str, similar: str) -> None:
    people = Applicants(11)
    them = people.one()
    house = House(shipped(), KeyedTokeniser(DEVELOPMENT_KEY))
    house.hear(offender("o-1", account_id="old", at=later(), banned_at=later(), **them))
    photo = f"{int(them['licence_phash'], 16) ^ 1:016x}"
    mine = people.one() | {"bank_account": them["bank_account"], "licence_phash": photo}
    house.hear(application("a-1", "new", at=later(days=1), **mine))
    (refusal,) = [one.data for one in house.said if one.data.measure == "refuse_opening"]
    told = {
        item.link: told_evidence(item, lang) for item in refusal.reasons[0].evidence if isinstance(item, LinkEvidence)
    }
    assert told["bank_account"].startswith(same)
    assert told["licence_phash"].startswith(similar)
    paths = [joined(path, lang) for linked in refusal.linked for path in linked.path]
    assert {path.startswith(same) for path in paths} == {True, False}
    assert all(path.startswith((same, similar)) for path in paths)
