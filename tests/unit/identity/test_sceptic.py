"""What somebody who doubts linkage would try, beyond the plain cases of coming back."""

from __future__ import annotations

from collections import Counter

import pytest

from schemas.sealed import Token
from streams.core.hops import Claim, Link
from streams.core.identity.postings import apply_claim
from streams.core.rows.state import MAX_ROW_BYTES
from streams.core.rows.state_identity import MAX_NAMED
from streams.core.rows.store import encode_row
from streams.core.rows.taint import Taint, Via
from streams.core.time import DAY
from streams.testing.envelopes import later
from streams.testing.people import application, attribute, banned, delisted, offender, reinstated
from tests.unit.identity.office import Office

PERSON = {"full_name": "张伟明", "surname": "张", "first_name": "伟明", "dob": "1986-04-09", "birth_place": "泉州"}


def test_a_renamed_company_with_the_same_code_is_refused(office: Office) -> None:
    office.bar()
    renamed = {"company_name": "广州新航母婴用品有限公司", "legal_person": "欧阳晓"}
    assert office.open("new", 30, **renamed, **office.kept("uscc")) == "refuse"


@pytest.mark.parametrize(
    "written",
    [
        {"full_name": "伟明张", "surname": "伟明", "first_name": "张"},
        {"full_name": "張偉明", "surname": "張", "first_name": "偉明"},
        {"full_name": "章薇鸣", "surname": "章", "first_name": "薇鸣"},
        {"full_name": "Zhang Weiming", "surname": "Zhang", "first_name": "Weiming"},
        {"full_name": "Weiming Zhang", "surname": "Weiming", "first_name": "Zhang"},
        {"full_name": "张伟", "surname": "张", "first_name": "伟"},
        {"full_name": "张明伟", "surname": "张", "first_name": "明伟"},
        {"dob": "1986-09-04"},
        {"dob": "1986-04-08"},
        {"dob": "09/04/1986"},
        {"dob": "04/09/1986"},
    ],
)
def test_a_person_whose_record_was_written_otherwise_is_named(office: Office, written: dict[str, str]) -> None:
    office.house.hear(offender("P-1", "person", **PERSON))
    assert office.apply("again", 5, **(PERSON | written)) == "review"
    assert office.standing("again")[0][2] == {"person"}


HOUSE = {"postcode": "362000"}


@pytest.mark.parametrize(
    "relative",
    [
        {"full_name": "张晓燕", "first_name": "晓燕", "dob": "1991-11-23"},
        {"full_name": "张晓燕", "first_name": "晓燕", "dob": "1986-11-23"},
        {"full_name": "张晓燕", "first_name": "晓燕", "dob": ""},
        {"full_name": "张国强", "first_name": "国强", "dob": "1958-01-30"},
    ],
)
def test_a_relative_of_the_same_house_is_not_named(office: Office, relative: dict[str, str]) -> None:
    office.house.hear(offender("P-1", "person", **(PERSON | HOUSE)))
    known = {name: value for name, value in (PERSON | HOUSE | relative).items() if value}
    assert office.apply("relative", 5, **known) == "approve"


def test_a_pass_of_somebody_from_elsewhere_goes_to_a_person_alone_and_is_refused_beside_something_else(
    office: Office,
) -> None:
    office.bar(id_no="H08123456")
    assert office.open("new", 5, id_no="h0812345602") == "review"
    assert office.open("newer", 6, id_no="H08123456", **office.kept("phone")) == "refuse"


PERSON_OF_A_SHOP = ("full_name", "id_no", "face_hash", "phone", "device_ids", "bank_account", "address", "wechat_hash")


@pytest.mark.parametrize("kept", [("address", "phone"), ("wechat_hash", "phone", "address"), ("face_hash",)])
def test_who_sells_as_a_person_comes_back_under_another_name_like_a_firm(office: Office, kept: tuple[str, ...]) -> None:
    """Only what people of one name and town share calls for more proof; a handset and a face do not."""
    known = {key: value for key, value in office.offender.items() if key in PERSON_OF_A_SHOP}
    office.house.hear(offender("O-1", "old", at=later(), full_name="张伟明", **known))
    fresh = {key: value for key, value in office.people.one().items() if key in PERSON_OF_A_SHOP}
    assert office.apply("new", 5, **(fresh | {"full_name": "李晓燕"} | office.kept(*kept))) != "approve"


@pytest.mark.parametrize("name", ["欧阳建国", "买买提·艾山江", "王秀英"])
def test_a_namesake_who_is_paid_under_the_name_says_it_once(office: Office, name: str) -> None:
    office.house.hear(offender("O-1", "old", at=later(), full_name=name, payee_name=name, phone="13812345678"))
    assert office.apply("namesake", 5, full_name=name, payee_name=name, phone="13987654321") == "approve"


def test_who_is_paid_under_the_name_of_the_same_third_person_has_two_names_in_common(office: Office) -> None:
    forms = {"full_name": "欧阳建国", "payee_name": "慕容雪晴"}
    office.house.hear(offender("O-1", "old", at=later(), **forms))
    assert office.apply("again", 5, **forms) == "refuse"
    assert office.apply("namesake", 5, full_name=forms["full_name"], payee_name=forms["full_name"]) == "approve"
    assert office.apply("employed", 5, full_name="李晓燕", payee_name=forms["payee_name"]) == "approve"


@pytest.mark.parametrize(("one", "other"), [("杨秀英", "王秀兰"), ("黄玲子", "杨梓兰")])
def test_who_bought_an_offenders_handset_and_has_a_name_like_his_is_a_stranger(
    office: Office, one: str, other: str
) -> None:
    office.house.hear(offender("O-1", "old", at=later(), full_name=one, **office.kept("device_ids", "phone")))
    assert office.apply("stranger", 20, full_name=other, phone="13987654321", **office.kept("device_ids")) == "approve"


@pytest.mark.parametrize("kind", ["agency_id", "ip24", "gender"])
def test_what_hundreds_have_in_common_sends_nobody_to_a_person(office: Office, kind: str) -> None:
    value = {"agency_id": "agency-7", "ip24": "60.1.9.0/24", "gender": "female"}[kind]
    office.bar(**{kind: value})
    assert Counter(office.open(f"n{n}", 5 + n, **{kind: value}) for n in range(10)) == {"approve": 10}


def test_an_attribute_of_the_offender_that_arrives_later_looks_at_who_is_open(office: Office) -> None:
    office.bar()
    identity = office.people.one()
    assert office.apply("new", 10, **identity) == "approve"
    office.house.hear(attribute("old", "bank", identity["bank_account"], at=later(days=20)))
    assert office.standing("new") == [("account", "review", {"old"})]


def test_a_refusal_does_not_outlive_the_ban_it_rests_on(office: Office) -> None:
    identity = office.people.one()
    office.apply("seller", 0, **identity)
    office.house.hear(banned("seller", at=later(days=5)))
    assert office.open("new", 10, bank_account=identity["bank_account"]) == "refuse"
    office.house.hear(reinstated("seller", at=later(days=12)))
    assert office.answer("new") == "review"
    assert office.standing("new") == [("application", "review", {"seller"})]
    lifted = [one for one in office.house.said if one.data.supersedes is not None]
    assert [one.data.measure for one in lifted] == ["refuse_opening"]


def test_a_refusal_outlives_a_term_that_is_over(office: Office) -> None:
    office.bar(term_end=later(days=40))
    assert office.open("new", 30, **office.kept("bank_account")) == "refuse"
    office.house.hear(delisted("O-1", "old", at=later(days=40)))
    assert office.answer("new") == "refuse"
    assert office.open("newer", 41, **office.kept("bank_account")) == "approve"


def test_a_review_outlives_a_term_that_is_over_whatever_becomes_known_after_it(office: Office) -> None:
    identity = office.people.one()
    office.apply("new", 10, **identity)
    listed = {"term_end": later(days=30), "bank_account": identity["bank_account"]}
    office.house.hear(offender("O-1", "old", at=later(days=20), **listed))
    office.house.hear(offender("O-2", "another", at=later(days=40), phone=identity["phone"]))
    assert office.standing("new") == [("account", "review", {"old"})]
    office.house.hear(attribute("new", "bank", "6222020000000000017", at=later(days=50)))
    assert office.standing("new") == [("account", "review", {"old"})]


def test_a_term_that_was_over_before_the_attribute_became_known_gives_no_review(office: Office) -> None:
    office.bar(term_end=later(days=30))
    office.open("new", 10)
    office.house.hear(attribute("new", "bank", office.offender["bank_account"], at=later(days=31)))
    assert office.standing("new") == []


def test_every_refusal_offers_a_person_and_shows_masked_paths_only(office: Office) -> None:
    office.bar()
    office.open("new", 30, **office.kept("bank_account", "phone"))
    (said,) = [one for one in office.house.in_force.enforcements() if one.data.seller_id == "new"]
    assert said.data.appeal is not None
    assert said.data.appeal.deadline is not None
    shown = str(said)
    assert "****" in shown
    assert not [value for value in office.offender.values() if isinstance(value, str) and value in shown]


def test_a_token_that_fifty_thousand_share_stays_a_small_row_and_says_nothing() -> None:
    token = Token(kind="return_address", domain="address", value="0" * 32, masked="*")
    taint = Taint(account_id="old", since=0)
    row = apply_claim(None, Claim(time=0, token=token, account_id="old", asker=0, taints=(taint,), revision=1)).row
    for n in range(50_000):
        claim = Claim(time=n, token=token, account_id=f"a{n}", asker=0, application_id=f"p{n}", asked=n * 1_000_000)
        row = apply_claim(row, claim).row
    assert row is not None
    assert len(encode_row(row)) < MAX_ROW_BYTES / 8
    last = Claim(time=0, token=token, account_id="new", asker=0, application_id="p", asked=200 * DAY)
    (link,) = [hop for hop in apply_claim(row, last).hops if isinstance(hop, Link)]
    assert link.elders == 50_000


def test_what_rests_on_others_pushes_no_bar_out_of_an_answer() -> None:
    token = Token(kind="return_address", domain="address", value="0" * 32, masked="*")
    via = [
        Taint(account_id="a0", since=n, offender_id=f"o{n}", via=Via(f"b{n}", 2, ("place",), 9.0, "path"))
        for n in range(9)
    ]
    row = None
    for n in range(MAX_NAMED):
        taints = (Taint(account_id=f"a{n}", since=100), *(via if n == 0 else ()))
        claim = Claim(time=0, token=token, account_id=f"a{n}", asker=0, taints=taints, revision=1)
        row = apply_claim(row, claim).row
    asked = Claim(time=0, token=token, account_id="new", asker=0, application_id="p", asked=200)
    (link,) = [hop for hop in apply_claim(row, asked).hops if isinstance(hop, Link)]
    assert {taint.account_id for taint in link.taints if taint.via is None} == {f"a{n}" for n in range(MAX_NAMED)}


CLEAN = {"bank_account": "6222029999999990000"}


@pytest.mark.parametrize("day", [15, 25])
def test_an_open_account_shakes_off_no_review_by_applying_once_more(office: Office, day: float) -> None:
    """Before the offender is listed, and after; the second application shares nothing."""
    identity = office.people.one()
    assert office.apply("new", 10, **identity) == "approve"
    if day > 20:
        office.house.hear(offender("O-1", "old", at=later(days=20), bank_account=identity["bank_account"]))
    second = office.people.one() | CLEAN
    office.house.hear(application("second", "new", at=later(days=day), **second))
    if day < 20:
        office.house.hear(offender("O-1", "old", at=later(days=20), bank_account=identity["bank_account"]))
    assert office.answer("new") == "approve"
    assert office.standing("new") == [("account", "review", {"old"})]


def test_an_open_account_is_still_looked_at_when_its_second_application_is_refused(office: Office) -> None:
    identity = office.people.one()
    office.apply("new", 10, **identity)
    office.house.hear(offender("O-1", "old", at=later(days=20), bank_account=identity["bank_account"]))
    office.house.hear(application("second", "new", at=later(days=25), **identity))
    assert [one[:2] for one in office.standing("new")] == [("account", "review"), ("application", "refuse_opening")]
    office.house.hear(delisted("O-1", "old", at=later(days=30)))
    assert [one[:2] for one in office.standing("new")] == [("application", "review")]


@pytest.mark.parametrize(("before", "answer"), [(True, "review"), (False, "refuse")])
def test_who_had_a_thing_before_a_refused_applicant_named_it_is_not_refused_for_it(
    office: Office, before: bool, answer: str
) -> None:
    victim = office.people.one()
    if before:
        assert office.apply("victim", -400, **victim) == "approve"
    office.bar()
    named = {key: victim[key] for key in ("phone", "return_address", "device_ids", "address", "wechat_hash")}
    assert office.open("framer", 5, **(office.kept("bank_account") | named)) == "refuse"
    assert office.apply("victim", 9, **victim) == answer


def test_who_was_there_before_but_had_none_of_it_is_refused_all_the_same(office: Office) -> None:
    assert office.open("new", -400) == "approve"
    office.bar()
    middle = office.people.one() | office.kept("bank_account")
    office.apply("middle", 5, **middle)
    shared = {key: middle[key] for key in ("phone", "return_address", "device_ids")}
    assert office.open("new", 9, **shared) == "refuse"


@pytest.mark.parametrize("forged", ["uscc", "id_no"])
def test_who_has_long_had_a_value_is_not_refused_because_somebody_wrote_it_into_a_form(
    office: Office, forged: str
) -> None:
    """A licence code is public: a rival writes it beside an offender's bank account, and is refused for that."""
    honest = office.people.one()
    assert office.apply("honest", -200, **honest) == "approve"
    office.bar()
    assert office.open("rival", 1, **{forged: honest[forged]}, **office.kept("bank_account")) == "refuse"
    assert office.apply("second shop", 4, **honest) == "review"
    assert office.apply("third shop", 400, **honest) in ("approve", "review")


def test_a_refused_applicants_own_values_still_bar_the_next(office: Office) -> None:
    office.bar()
    second = office.people.one()
    assert office.apply("second", 1, **(second | office.kept("bank_account"))) == "refuse"
    assert office.apply("third", 200, **second) == "refuse"


@pytest.mark.parametrize("days", [0.5, 6])
def test_clients_of_an_agency_are_never_flagged_on_the_way_when_one_of_them_is_listed(
    office: Office, days: float
) -> None:
    """Its desk is everybody's: return address, phone, tablet and network of all of them, who signed within days."""
    desk = {key: office.people.one()[key] for key in ("return_address", "phone", "device_ids", "ip24")}
    clients = [office.people.one() | desk | {"agency_id": "agency-7"} for _ in range(12)]
    for number, client in enumerate(clients):
        assert office.apply(f"c{number}", number * days, **client) == "approve"
    office.house.hear(offender("O-1", "c3", at=later(days=100), **clients[3]))
    assert [one.data.seller_id for one in office.house.said] == []
    assert office.apply("c12", 101, **(office.people.one() | desk | {"agency_id": "agency-7"})) == "approve"


@pytest.mark.parametrize(
    ("read", "answer"),
    [
        (("uscc",), "review"),
        (("uscc", "company_name", "legal_person", "address"), "review"),
        (("uscc", "phone"), "refuse"),
        (("bank_account",), "refuse"),
    ],
)
def test_what_the_register_says_of_a_firm_joins_it_to_no_refused_applicant_for_sure(
    office: Office, read: tuple[str, ...], answer: str
) -> None:
    """Code, name, legal person and address of every firm are public, and on show in its shop."""
    office.bar()
    honest = office.people.one()
    forged = {field: honest[field] for field in read}
    assert office.open("rival", 1, **forged, **office.kept("face_hash")) == "refuse"
    assert office.apply("honest", 4, **honest) == answer
