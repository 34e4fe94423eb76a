"""Offenders who come back, and the honest who look like them, under the shipped policy."""

from __future__ import annotations

import pytest

from streams.testing.envelopes import later
from streams.testing.people import attribute, banned, delisted, offender, reinstated
from tests.unit.identity.office import Office


@pytest.mark.parametrize(
    "fields",
    [
        ("return_address", "presenter_id_no"),
        ("bank_account",),
        ("uscc",),
        ("device_ids", "return_address"),
        ("phone", "address", "legal_person"),
        ("face_hash", "ip24"),
    ],
)
def test_who_keeps_a_strong_thing_or_two_independent_ones_is_refused(office: Office, fields: tuple[str, ...]) -> None:
    office.bar()
    assert office.open("new", 30, **office.kept(*fields)) == "refuse"
    assert office.standing("new") == [("application", "refuse_opening", {"old"})]


@pytest.mark.parametrize("fields", [("phone",), ("device_ids",), ("ip24",), ("address",), ("legal_person",)])
def test_one_thing_that_goes_from_hand_to_hand_names_nobody(office: Office, fields: tuple[str, ...]) -> None:
    office.bar()
    assert office.open("new", 30, **office.kept(*fields)) == "approve"


def test_a_phone_number_sold_on_after_a_year_says_little_even_beside_a_network(office: Office) -> None:
    office.bar()
    assert office.open("new", 400, **office.kept("phone", "ip24")) == "approve"


@pytest.mark.parametrize(("day", "answer"), [(30, "refuse"), (400, "review"), (800, "approve")])
def test_what_goes_from_hand_to_hand_says_less_with_every_year(office: Office, day: float, answer: str) -> None:
    office.bar()
    assert office.open("new", day, **office.kept("phone", "address")) == answer


def test_a_company_that_keeps_its_name_with_another_code_goes_to_a_person(office: Office) -> None:
    office.bar()
    assert office.open("new", 30, **office.kept("company_name", "legal_person")) in ("review", "refuse")


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("杭州锦顺禾服饰有限公司", "refuse"),
        ("杭州錦順禾服飾有限責任公司", "review"),
        ("杭州錦順禾服飾股份有限公司", "review"),
        ("杭州锦顺何服饰有限公司", "review"),
        ("杭州鑫达服饰有限公司", "approve"),
    ],
)
def test_a_company_of_the_same_name_however_it_is_written_counts_beside_the_phone(
    office: Office, written: str, answer: str
) -> None:
    office.bar(company_name="杭州锦顺禾服饰有限公司")
    assert office.open("new", 30, company_name=written, **office.kept("phone")) == answer


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("伟明张", "refuse"),
        ("張偉明", "refuse"),
        ("章薇鸣", "refuse"),
        ("Zhang Weiming", "refuse"),
        ("Weiming Zhang", "refuse"),
        ("欧阳清若", "review"),
    ],
)
def test_a_name_written_otherwise_still_counts_beside_the_warehouse(office: Office, written: str, answer: str) -> None:
    office.bar(legal_person="张伟明")
    assert office.open("new", 30, legal_person=written, **office.kept("return_address")) == answer


def test_whose_own_term_is_over_may_open_again(office: Office) -> None:
    office.bar(name="new", term_end=later(days=30))
    identity = office.people.one()
    assert office.apply("new", 29, **identity) == "refuse"
    assert office.apply("new", 31, **identity) == "approve"


def test_an_edited_photo_of_the_licence_is_seen(office: Office) -> None:
    office.bar()
    photo = office.people.edited(office.offender["licence_phash"], 6)
    assert office.open("new", 30, licence_phash=photo, **office.kept("device_ids")) == "refuse"


def test_over_two_steps_the_root_is_named_though_nothing_is_shared_with_it(office: Office) -> None:
    office.bar()
    middle = office.people.one() | office.kept("bank_account")
    assert office.apply("middle", 10, **middle) == "refuse"
    assert office.open("new", 20, phone=middle["phone"], return_address=middle["return_address"]) == "refuse"
    ((_, _, named),) = office.standing("new")
    assert named == {"old"}


def test_three_steps_are_too_many(office: Office) -> None:
    office.bar()
    second, third = (office.people.one() for _ in range(2))
    office.apply("second", 10, **(second | office.kept("bank_account")))
    assert office.apply("third", 20, **(third | {"id_no": second["id_no"]})) == "refuse"
    assert office.open("fourth", 30, uscc=third["uscc"]) == "approve"


def test_refused_applicants_do_not_sustain_each_other_once_the_root_is_free(office: Office) -> None:
    office.bar()
    middle = office.people.one() | office.kept("bank_account")
    office.apply("middle", 10, **middle)
    office.house.hear(delisted("O-1", "old", at=later(days=15)))
    assert office.open("new", 20, id_no=middle["id_no"]) == "approve"


def test_who_was_let_in_with_too_little_is_looked_at_when_a_second_one_joins_more(office: Office) -> None:
    office.bar()
    first = office.people.one() | office.kept("phone")
    assert office.apply("first", 10, **first) == "approve"
    second = office.people.one() | office.kept("return_address", "wechat_hash")
    assert office.apply("second", 20, **(second | {"bank_account": first["bank_account"]})) == "refuse"
    assert office.standing("first") == [("account", "review", {"old"})]


def test_two_who_share_too_little_each_and_are_one_person_are_both_named(office: Office) -> None:
    office.bar()
    first = office.people.one() | office.kept("address")
    assert office.apply("first", 10, **first) == "approve"
    assert office.open("alone", 15, **office.kept("device_ids")) == "approve"
    assert office.open("second", 20, bank_account=first["bank_account"], **office.kept("device_ids")) == "review"
    assert [office.standing(name)[0][1:] for name in ("first", "second")] == [("review", {"old"})] * 2


def test_an_offender_of_a_later_time_gives_a_review_on_the_open_account_and_delisting_lifts_it(office: Office) -> None:
    assert office.open("new", 10, **office.kept("bank_account")) == "approve"
    office.bar(20)
    assert office.answer("new") == "approve"
    assert office.standing("new") == [("account", "review", {"old"})]
    office.house.hear(delisted("O-1", "old", at=later(days=25)))
    assert office.standing("new") == []


def test_an_offender_that_only_arrived_late_gives_a_refusal(office: Office) -> None:
    assert office.open("new", 10, **office.kept("bank_account")) == "approve"
    office.bar(5)
    assert office.answer("new") == "refuse"
    assert [kind for kind, _, _ in office.standing("new")] == ["application"]


def test_an_attribute_after_the_opening_gives_a_review_on_the_account(office: Office) -> None:
    office.bar()
    assert office.open("new", 10) == "approve"
    office.house.hear(attribute("new", "bank", office.offender["bank_account"], at=later(days=12)))
    assert office.answer("new") == "approve"
    assert office.standing("new") == [("account", "review", {"old"})]


@pytest.mark.parametrize(("day", "answer"), [(99, "refuse"), (101, "approve")])
def test_a_term_that_ended_the_day_before_bars_nobody(office: Office, day: float, answer: str) -> None:
    office.bar(term_end=later(days=100))
    assert office.open("new", day, **office.kept("bank_account", "id_no")) == answer


def test_a_reinstated_account_leaves_no_review_behind(office: Office) -> None:
    office.apply("old", 0, **office.offender)
    office.open("new", 10, **office.kept("bank_account"))
    office.house.hear(banned("old", at=later(days=20)))
    assert [measure for _, measure, _ in office.standing("new")] == ["review"]
    office.house.hear(reinstated("old", at=later(days=30)))
    assert office.standing("new") == []


def test_a_family_at_one_address_is_let_in(office: Office) -> None:
    office.bar()
    relative = office.offender["legal_person"][0] + "晓燕"
    assert office.open("new", 30, legal_person=relative, **office.kept("address", "ip24")) == "approve"


def test_forty_clients_of_an_agency_are_let_in_though_one_of_them_is_banned(office: Office) -> None:
    shared = office.kept("phone", "address", "ip24", "device_ids", "return_address") | {"agency_id": "agency-7"}
    office.bar(agency_id="agency-7")
    assert {office.open(f"client-{n}", 1 + n, **shared) for n in range(40)} == {"approve"}


def test_what_many_honest_accounts_of_long_standing_share_joins_nobody(office: Office) -> None:
    shared = office.kept("return_address", "address", "ip24")
    for n in range(70):
        office.open(f"honest-{n}", n / 10 - 200, **shared)
    office.bar()
    assert office.open("new", 10, **shared) == "approve"


def test_a_value_that_an_attacker_makes_look_shared_still_joins(office: Office) -> None:
    office.bar()
    for n in range(125):
        office.open(f"straw-{n}", 1 + n / 100, **office.kept("wechat_hash"))
    assert office.open("new", 30, **office.kept("wechat_hash", "return_address")) == "refuse"


def test_a_person_with_errors_in_the_record_is_reviewed_and_a_namesake_is_not(office: Office) -> None:
    record = {"full_name": "thomas clifford", "dob": "1980-03-04", "birth_place": "devon", "postcode": "tq13 8df"}
    office.house.hear(offender("P-1", "person", **record))
    slips = record | {"full_name": "cliford tomas", "dob": "1980-04-03"}
    assert office.apply("again", 5, **slips) == "review"
    namesake = record | {"dob": "1951-11-27", "birth_place": "leeds", "postcode": "ls1 4ap"}
    assert office.apply("namesake", 6, **namesake) == "approve"
    assert office.apply("only-those", 7, full_name="thomas clifford", dob="1980-03-04", birth_place="devon") == "review"


@pytest.mark.parametrize("birth", ["1980-03-05", "1980-04-03", None])
def test_the_very_same_name_is_no_less_than_a_similar_one(office: Office, birth: str | None) -> None:
    record = {"full_name": "thomas clifford", "dob": "1980-03-04", "birth_place": "devon", "postcode": "tq13 8df"}
    office.house.hear(offender("P-1", "person", **record))
    changed = {key: value for key, value in (record | {"dob": birth}).items() if value is not None}
    assert office.apply("again", 5, **changed) == "review"
