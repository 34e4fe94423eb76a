"""Odd records, one by one: what decode says about each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from schemas.envelope import Event
from schemas.events import ListingPublished
from schemas.events.accounts import IdentityFields
from schemas.fields import MAX_RECORD_BYTES
from schemas.sealed import Token
from tests.contract.wire import HashTokeniser

LISTING = {"listing_id": "l", "seller_id": "s", "shop_id": "x", "title": "TITLE", "price_cents": 4242}
ENVELOPE: dict[str, Any] = {
    "specversion": "1.0",
    "id": "e",
    "source": "p",
    "type": "marketplace.listing.published.v1",
    "time": "2026-01-01T00:00:00Z",
}
PLAIN = json.dumps({**ENVELOPE, "data": LISTING}, separators=(",", ":")).encode()
HEADERS: list[tuple[str, bytes | None]] = [(f"ce_{name}", str(text).encode()) for name, text in ENVELOPE.items()]
DATA = json.dumps(LISTING).encode()


def read(value: bytes | None, headers: list[tuple[str, bytes | None]] | None = None) -> Event | DeadLetter:
    return decode(value, headers or [], HashTokeniser())


def refusal(value: bytes | None, headers: list[tuple[str, bytes | None]] | None = None) -> tuple[str, str, str]:
    result = read(value, headers)
    assert isinstance(result, DeadLetter), result
    return result.stage, result.reason, result.message


def listing(value: bytes, headers: list[tuple[str, bytes | None]] | None = None) -> ListingPublished:
    result = read(value, headers)
    assert isinstance(result, ListingPublished), result
    return result


def with_price(number: bytes) -> bytes:
    return PLAIN.replace(b"4242", number)


def with_title(text: bytes) -> bytes:
    return PLAIN.replace(b"TITLE", text)


NOT_JSON = [
    (b"\xef\xbb\xbf" + PLAIN, "JSON is malformed: invalid character (byte 0)"),
    (PLAIN.decode().encode("utf-16"), "JSON is malformed: invalid character (byte 0)"),
    (PLAIN[:-3], "JSON ends too early"),
    (b"   ", "JSON ends too early"),
    (PLAIN + b"{}", f"JSON is malformed: trailing characters (byte {len(PLAIN) + 1})"),
    (with_title(b"a\nb"), f"JSON is malformed: invalid character (byte {PLAIN.index(b'TITLE') + 1})"),
    (with_price(b"NaN"), f"JSON is malformed: invalid character (byte {PLAIN.index(b'4242')})"),
    (with_price(b"-Infinity"), f"JSON is malformed: invalid character (byte {PLAIN.index(b'4242') + 1})"),
    (b'{"id":' + b"[" * 500_000, "JSON is nested too deeply"),
    (PLAIN.replace(b'"id"', b'"deep":' + b"[" * 400_000 + b"]" * 400_000 + b',"id"'), "JSON is nested too deeply"),
]


@pytest.mark.parametrize(("value", "message"), NOT_JSON, ids=range(len(NOT_JSON)))
def test_what_is_no_json_is_said_to_be_none_and_where(value: bytes, message: str) -> None:
    assert refusal(value) == ("decode", "not_json", message)


@pytest.mark.parametrize("value", [None, b""])
def test_a_tombstone_on_an_event_topic_is_refused(value: bytes | None) -> None:
    assert refusal(value) == ("decode", "empty_value", "record has no value")


def test_a_record_of_one_mebibyte_is_read_and_one_byte_more_is_not() -> None:
    fits = PLAIN + b" " * (MAX_RECORD_BYTES - len(PLAIN))
    assert listing(fits) == listing(PLAIN)
    assert refusal(fits + b" ") == ("decode", "too_large", "record has 1048577 bytes, at most 1048576")


@pytest.mark.parametrize("text", [b"\\ud83d", b"\\ude00", b"\\ud83d\\u0041"])
def test_half_a_surrogate_pair_is_no_text(text: bytes) -> None:
    assert refusal(with_title(text)) == ("decode", "not_text", "text is not valid Unicode: half a surrogate pair")


def test_a_whole_surrogate_pair_is_text() -> None:
    assert listing(with_title(b"\\ud83d\\ude00")).data.title == "\N{GRINNING FACE}"


@pytest.mark.parametrize("text", [b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xe7\x87"])
def test_broken_utf_8_is_no_text(text: bytes) -> None:
    assert refusal(with_title(text)) == ("decode", "not_text", "text is not valid UTF-8")


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (b"1e400", "number out of range"),
        (b"1" + b"0" * 30, "expected int <= 1000000000000000"),
        (b"1" + b"0" * 5000, "integer value out of range"),
        (b"-1", "expected int >= 0"),
    ],
)
def test_a_number_beyond_its_bounds_is_refused(number: bytes, message: str) -> None:
    assert refusal(with_price(number)) == ("validate", "out_of_bounds", f"{message} at $.data.price_cents")


@pytest.mark.parametrize(
    ("number", "got"),
    [(b'"4242"', "str"), (b"42.42", "float"), (b"42.0", "float"), (b"true", "bool"), (b"[]", "array")],
)
def test_money_is_an_integer_and_nothing_else(number: bytes, got: str) -> None:
    assert refusal(with_price(number)) == ("validate", "wrong_type", f"expected int, got {got} at $.data.price_cents")


def test_of_a_key_that_stands_twice_the_last_counts() -> None:
    assert listing(PLAIN.replace(b'"title":', b'"title":"first","title":')).data.title == "TITLE"


def test_a_type_that_stands_twice_and_differs_is_refused() -> None:
    twice = PLAIN.replace(b'"id"', b'"type":"marketplace.listing.withdrawn.v1","id"')
    assert refusal(twice) == ("decode", "unknown_type", "invalid value (value not shown) at $.type")


def test_unknown_fields_are_tolerated() -> None:
    more = {**ENVELOPE, "traceparent": "00-ab", "data": {**LISTING, "colour": {"main": ["red"]}}}
    assert listing(json.dumps(more).encode()) == listing(PLAIN)


def test_a_value_that_looks_like_the_end_of_a_message_stays_hidden() -> None:
    wrong = PLAIN.replace(b'"title"', b'"product_class":"13912345678\' - at `$.data.title`","title"')
    assert refusal(wrong)[2] == "invalid enum value (value not shown) at $.data.product_class"


@pytest.mark.parametrize("value", [b"null", b"[]", b"1", b'"text"', b"true"])
def test_json_that_is_no_object_is_no_cloudevent(value: bytes) -> None:
    assert refusal(value)[:2] == ("decode", "not_cloudevent")


# binary mode


def test_binary_mode_reads_the_same_as_structured_mode() -> None:
    assert listing(DATA, HEADERS) == listing(PLAIN)


@pytest.mark.parametrize("spelling", [str.upper, str.title], ids=["upper", "title"])
def test_the_case_of_a_header_does_not_matter(spelling: Any) -> None:
    assert listing(DATA, [(spelling(name), text) for name, text in HEADERS]) == listing(PLAIN)


def test_the_content_type_header_is_the_data_content_type() -> None:
    assert listing(DATA, [*HEADERS, ("Content-Type", b"application/json")]).datacontenttype == "application/json"


def test_a_content_type_of_whole_events_wins_over_attributes_in_headers() -> None:
    headers = [*HEADERS, ("content-type", b"application/cloudevents+json; charset=utf-8"), ("ce_id", b"other")]
    assert listing(PLAIN, headers).id == "e"


def test_headers_of_others_leave_structured_mode_alone() -> None:
    headers = [("traceparent", b"\xff"), ("ce_id", b"other"), ("x", None), ("", b"")]
    assert listing(PLAIN, headers).id == "e"


def test_a_header_without_value_is_a_missing_attribute() -> None:
    headers = [(name, None if name == "ce_id" else text) for name, text in HEADERS]
    assert refusal(DATA, headers) == ("decode", "not_cloudevent", "object missing required field id at $")


def test_a_header_that_is_no_utf_8_is_no_text() -> None:
    assert refusal(DATA, [*HEADERS, ("ce_subject", b"\xff")]) == ("decode", "not_text", "text is not valid UTF-8")


def test_a_header_cannot_stand_in_for_the_data() -> None:
    headers = [*HEADERS, ("ce_data", b'{"listing_id":"forged"}')]
    assert listing(DATA, headers).data.listing_id == "l"


@pytest.mark.parametrize("value", [DATA + b',"id":"forged"', DATA + b"}", b'1,"id":"forged"'])
def test_data_cannot_close_the_envelope_and_add_attributes(value: bytes) -> None:
    assert refusal(value, HEADERS)[1] == "not_json"


def test_an_attribute_value_cannot_break_out_of_its_header() -> None:
    headers = [*HEADERS, ("ce_subject", b'x","id":"forged')]
    event = listing(DATA, headers)
    assert (event.id, event.subject) == ("e", 'x","id":"forged')


def test_broken_data_in_binary_mode_is_refused_as_in_structured_mode() -> None:
    assert refusal(DATA.replace(b"TITLE", b"\\ud83d"), HEADERS)[1] == "not_text"
    assert refusal(DATA.replace(b"TITLE", b"\xff"), HEADERS)[1] == "not_text"
    assert refusal(b"[" * 500_000 + b"]" * 500_000, HEADERS)[1] == "not_json"


# sealing


class Stumbling(HashTokeniser):
    def identity(self, fields: IdentityFields) -> tuple[Token, ...]:
        raise ValueError(fields.phone)


def test_a_tokeniser_that_stumbles_costs_one_record_and_gives_nothing_away() -> None:
    applied = {**ENVELOPE, "type": "marketplace.shop.applied.v1"}
    data = {"application_id": "ap", "account_id": "a", "shop_name": "n", "phone": "13912345678"}
    result = decode(json.dumps({**applied, "data": data}).encode(), [], Stumbling())
    assert result == DeadLetter(
        stage="decide", reason="decision_failed", message="personal values could not be sealed: ValueError"
    )
