from __future__ import annotations

import msgspec

from schemas.encode import encode_event
from schemas.enforcement import WireOutput
from streams.testing.builders import (
    appeal_decided,
    application,
    banned,
    later,
    offender,
    overturned,
    reinstated,
    violation,
)


def answers(house):
    return [(a.data.application_id, a.data.decision) for a in house.answers]


def test_an_honest_applicant_is_approved(house):
    house.hear(application("a1", account_id="new", phone="13800000001"))
    assert answers(house) == [("a1", "approve")]
    assert house.said == []


def test_the_payee_account_of_a_listed_offender_is_refused_with_the_path(house):
    house.hear(offender("o1", account_id="old", bank_account="6222"))
    house.hear(application("a1", account_id="new", bank_account="6222", at=later(days=1)))
    assert answers(house) == [("a1", "refuse")]
    refusal = house.said[-1].data
    assert (refusal.measure, refusal.target_kind, refusal.target_id, refusal.seller_id) == (
        "refuse_opening",
        "application",
        "a1",
        "new",
    )
    assert [(linked.account_id, linked.offender_id) for linked in refusal.linked] == [("old", "o1")]
    assert refusal.linked[0].path
    assert house.answers[-1].data.enforcement_id == refusal.enforcement_id
    assert refusal.appeal is not None


def test_after_the_blacklist_term_the_opening_is_approved(house):
    house.hear(offender("o1", account_id="old", bank_account="6222", term_end=later(days=10)))
    house.hear(application("a1", account_id="new", bank_account="6222", at=later(days=11)))
    assert answers(house) == [("a1", "approve")]


def test_an_account_banned_by_our_own_ladder_bars_its_tokens(house):
    house.hear(application("a1", account_id="seller-1", bank_account="6222"))
    house.hear(violation(severity="very_serious", at=later(days=1)))
    house.hear(application("a2", account_id="new", bank_account="6222", at=later(days=2)))
    assert answers(house) == [("a1", "approve"), ("a2", "refuse")]


def test_an_overturned_ban_opens_the_door_again(house):
    house.hear(application("a1", account_id="seller-1", bank_account="6222"))
    house.hear(violation(severity="very_serious", at=later(days=1)), overturned(at=later(days=2)))
    house.hear(application("a2", account_id="new", bank_account="6222", at=later(days=3)))
    assert answers(house)[-1] == ("a2", "approve")


def test_a_banned_account_that_was_reinstated_bars_nobody(house):
    house.hear(application("a1", account_id="old", bank_account="6222"))
    house.hear(banned("old", at=later(days=1)), reinstated("old", at=later(days=2)))
    house.hear(application("a2", account_id="new", bank_account="6222", at=later(days=3)))
    assert answers(house)[-1] == ("a2", "approve")


def test_an_offender_that_arrives_late_turns_the_answer(house):
    house.hear(application("a1", account_id="new", bank_account="6222", at=later(days=5)))
    house.hear(offender("o1", account_id="old", bank_account="6222", banned_at=later()))
    assert answers(house) == [("a1", "approve"), ("a1", "refuse")]


def test_an_upheld_appeal_lifts_the_refusal_and_approves(house):
    house.hear(offender("o1", account_id="old", bank_account="6222"))
    house.hear(application("a1", account_id="new", bank_account="6222", at=later(days=1)))
    refusal = house.said[-1].id
    house.hear(appeal_decided(refusal, seller_id="new", at=later(days=4)))
    assert house.measures() == []
    assert answers(house)[-1] == ("a1", "approve")


def test_an_upheld_appeal_clears_one_offender_and_not_the_next(house):
    house.hear(offender("o1", account_id="old", bank_account="6222"))
    house.hear(application("a1", account_id="new", bank_account="6222", at=later(days=1)))
    house.hear(appeal_decided(house.said[-1].id, seller_id="new", at=later(days=2)))
    house.hear(offender("o2", account_id="other", bank_account="6333"))
    house.hear(application("a1", account_id="new", bank_account="6333", at=later(days=3)))
    assert answers(house)[-1] == ("a1", "refuse")


def test_no_two_answers_to_an_application_share_an_id(house):
    house.hear(application("a1", account_id="new", bank_account="6222", at=later(days=5)))
    house.hear(offender("o1", account_id="old", bank_account="6222", banned_at=later()))
    house.hear(appeal_decided(house.said[-1].id, seller_id="new", at=later(days=6)))
    ids = [answer.id for answer in house.answers]
    assert len(ids) == len(set(ids)) == 3


def test_what_is_published_reads_back_as_it_was(house):
    house.hear(offender("o1", account_id="old", bank_account="6222"))
    house.hear(application("a1", account_id="new", bank_account="6222", at=later(days=1)))
    for said in (*house.said, *house.answers):
        read_back = msgspec.json.decode(encode_event(said), type=WireOutput)
        assert encode_event(read_back) == encode_event(said)
        assert read_back.data == said.data
