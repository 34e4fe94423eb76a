from __future__ import annotations

import pytest

from schemas.events.accounts import IdentityFields
from schemas.sealed import Token
from streams.core.identity.blocks import BLOCK
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.sketch import SKETCH
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.testing.identities import id_number, uscc

TOKENISER = KeyedTokeniser(DEVELOPMENT_KEY)


def joinable(made: tuple[Token, ...]) -> tuple[Token, ...]:
    """Without blocking keys and sketches, which prove nothing by themselves."""
    return tuple(token for token in made if token.domain not in (BLOCK, SKETCH))


def tokens(**fields: object) -> dict[str, Token]:
    return {token.kind: token for token in joinable(TOKENISER.identity(IdentityFields(**fields)))}


def only(**fields: object) -> Token:
    (token,) = tokens(**fields).values()
    return token


def test_a_token_is_sixteen_bytes_in_hex_and_the_same_each_time() -> None:
    token = only(phone="13812345678")
    assert len(bytes.fromhex(token.value)) == 16
    assert only(phone="+86 138 1234 5678") == token


def test_another_key_gives_other_tokens_and_the_same_masks() -> None:
    other = KeyedTokeniser(b"another key, long enough for once").identity(IdentityFields(phone="13812345678"))
    assert other[0].value != only(phone="13812345678").value
    assert other[0].masked == only(phone="13812345678").masked


def test_a_key_longer_than_the_hash_takes_counts_whole() -> None:
    fields = IdentityFields(phone="13812345678")
    long = b"k" * 100
    assert KeyedTokeniser(long).identity(fields) != KeyedTokeniser(long[:64]).identity(fields)


def test_equal_values_of_two_domains_do_not_join() -> None:
    assert only(wechat_hash="9f86d081884c7d65").value != only(licence_phash="9f86d081884c7d65").value


def test_a_presenter_joins_a_legal_person() -> None:
    number = id_number(7)
    presenter, person = only(presenter_id_no=number), only(id_no=number)
    assert (presenter.kind, person.kind) == ("presenter", "id_no")
    assert presenter.value == person.value


def test_a_sole_trader_is_joined_by_one_name_not_by_three() -> None:
    found = tokens(legal_person="张伟", payee_name="张 伟", full_name="张伟")
    assert list(found) == ["legal_person"]


def test_a_returns_address_joins_a_place_of_business() -> None:
    place = "杭州市西湖区文三路100号"
    assert only(return_address=place).value == only(address=place).value


def test_the_copied_sample_code_gives_no_strong_token() -> None:
    assert list(tokens(uscc="91310115MA1H8R7C6D")) == ["uscc_raw"]
    assert tokens(uscc="n/a") == {}
    assert list(tokens(uscc=uscc(1))) == ["uscc"]


def test_an_identity_number_that_fails_its_check_gives_no_strong_token() -> None:
    assert list(tokens(id_no="110105194912310021")) == ["id_raw"]
    assert tokens(id_no="无") == {}
    assert tokens(id_no="111111111111111111") == {}


def test_an_invalid_value_never_joins_a_valid_one() -> None:
    assert only(uscc="91310115MA1H8R7C6D").domain != only(uscc=uscc(1)).domain


def test_every_device_is_a_token_and_the_same_device_only_one() -> None:
    found = TOKENISER.identity(IdentityFields(device_ids=("d-1", "D1", "d-2", "unknown")))
    assert [token.kind for token in found] == ["device", "device"]


def test_name_and_birth_date_are_one_token_together() -> None:
    found = tokens(surname="张", first_name="伟", dob="1949-12-31")
    assert found["name_dob"] == tokens(full_name="张伟", dob="1949年12月31日")["name_dob"]


@pytest.mark.parametrize("field", ["gender", "occupation", "postcode", "birth_place", "dob"])
def test_what_thousands_share_is_no_token_by_itself(field: str) -> None:
    assert tokens(**{field: "1949-12-31"}) == {}


@pytest.mark.parametrize(
    ("attribute", "field"),
    [
        ("device", "device_ids"), ("bank", "bank_account"), ("phone", "phone"), ("address", "address"),
        ("return_address", "return_address"), ("id_person", "id_no"), ("ip24", "ip24"), ("agency", "agency_id"),
        ("presenter", "presenter_id_no"),
    ],
)  # fmt: skip
def test_a_late_attribute_joins_the_field_of_an_application(attribute: str, field: str) -> None:
    values = {"id_no": id_number(3), "presenter_id_no": id_number(3), "ip24": "211.1.99.0/24"}
    value = values.get(field, "13812345678")
    given = (value,) if field == "device_ids" else value
    assert joinable(TOKENISER.attribute(attribute, value)) == (only(**{field: given}),)


def test_free_text_joins_nobody() -> None:
    assert TOKENISER.attribute("text", "13812345678") == ()


@pytest.mark.parametrize(
    ("fields", "masked"),
    [
        ({"phone": "13812345678"}, "138****5678"),
        ({"phone": "0571-88886123"}, "****23"),
        ({"uscc": "91350100M000100Y43"}, "91**************43"),
        ({"id_no": "11010519491231002X"}, "11**************2X"),
        ({"bank_account": "6222 0202 0011 1234"}, "62****1234"),
        ({"bank_account": "wallet@example"}, "****e"),
        ({"legal_person": "张伟明"}, "张*"),
        ({"address": "杭州市西湖区文三路100号"}, "(13 characters)"),
    ],
)
def test_masks_show_enough_to_compare_and_too_little_to_find(fields: dict[str, str], masked: str) -> None:
    assert only(**fields).masked == masked


def test_a_hash_shows_the_beginning_of_its_token_not_of_itself() -> None:
    token = only(face_hash="9f86d081884c7d65")
    assert token.masked == f"#{token.value[:6]}"


def test_pseudonyms_are_sixteen_places_and_keyed_apart_from_tokens() -> None:
    assert len(TOKENISER.pseudonym("viewer-1")) == 16
    assert TOKENISER.pseudonym("viewer-1") != TOKENISER.pseudonym("viewer-2")
    assert TOKENISER.pseudonym("viewer-1") != TOKENISER.pseudonym("VIEWER-1")


def test_tokens_stay_what_they_were_because_rows_are_joined_by_them() -> None:
    assert only(phone="13812345678").value == "6499d44ed7fbcc830d10cd9d31d4f52f"
    assert TOKENISER.pseudonym("viewer-1") == "e538a5840081ce7b"
