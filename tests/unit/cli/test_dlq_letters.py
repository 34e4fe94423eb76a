"""What dead letters are judged by, and what is shown of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from agents.cli.dlq_choice import Choice
from agents.cli.dlq_judging import judge
from agents.cli.dlq_letter import Letter, source_of
from agents.cli.dlq_redrive import back
from agents.cli.dlq_words import groups, shape, told
from schemas.sealed import Token
from schemas.topics import ACCOUNTS, LISTINGS
from streams.core.hops import Claim, encode_hop
from streams.testing.builders import application, listing, to_bytes
from streams.testing.tokens import PlainTokeniser

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TOKEN = Token(kind="device", domain="device", value="0" * 32, masked="*")


def letter(value=None, **more):
    known = {
        "source": LISTINGS.name,
        "place": f"{LISTINGS.name}/0/7",
        "at": 1_000_000,
        "stage": "decide",
        "reason": "decision_failed",
        "message": "decision raised KeyError",
        "offset": 7,
        "key": b"seller-1",
        "value": to_bytes(listing()) if value is None else value,
    }
    return Letter(**{**known, **more})


def verdict(one, redriven=()):
    return judge(one, PlainTokeniser(), frozenset(redriven), NOW)


def test_what_can_be_read_goes_back():
    assert verdict(letter()).verdict == "redrive"


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (letter(b"{", stage="decode", reason="not_json"), "not_json"),
        (letter(to_bytes({**listing(), "type": "marketplace.new.thing.v1"})), "unknown_type"),
        (letter(to_bytes(application())), "wrong_topic"),
        (letter(to_bytes(listing(at=NOW + timedelta(days=1))), stage="validate", reason="future_time"), "future_time"),
        (letter(to_bytes({**listing(at=NOW), "recordedtime": "2999-01-01T00:00:00Z"})), "future_time"),
        (letter(stage="late", reason="older_than_horizon"), "late again"),
    ],
)
def test_what_would_fail_again_stays(one, why):
    found = verdict(one)
    assert found.verdict == "hopeless"
    assert why in found.why


def test_an_event_whose_time_has_come_goes_back():
    one = letter(to_bytes(listing(at=NOW - timedelta(days=1))), stage="validate", reason="future_time")
    assert verdict(one).verdict == "redrive"


def test_what_was_cut_can_never_go_back_and_what_went_stays():
    assert verdict(letter(told={"dlq.value.cut.from": "3000000"})).verdict == "cut"
    assert verdict(letter(), [f"{LISTINGS.name}/0/7"]).verdict == "done"


def test_a_record_goes_back_as_it_came_with_its_tries():
    one = letter(headers=(("traceparent", b"00-1"), ("ce_x", None)), attempt=3)
    sent = back(one)
    assert (sent.topic, sent.partition, sent.key, sent.value) == (LISTINGS.name, 0, b"seller-1", one.value)
    assert sent.headers == (("traceparent", b"00-1"), ("ce_x", None), ("dlq.attempt", b"3"))


def test_no_value_is_shown_without_asking_for_it():
    number = "13800138000"
    event = application(phone=number, company_name="Secret Ltd")
    event["data"][number] = number
    one = letter(to_bytes(event), source=ACCOUNTS.name, headers=(("x-phone", number.encode()),))
    shown = orjson.dumps(told(one, "", raw=False)).decode()
    assert number not in shown
    assert "Secret Ltd" not in shown
    assert "data.phone: text of 11 characters" in shown
    assert "(a field of 11 characters, not of the contract)" in shown
    assert number in orjson.dumps(told(one, "", raw=True)).decode()


def test_the_shape_of_anything_can_be_told():
    for value in (b"", b"\xff\xfe", b"[1,2]", b"7", b'"x"', b"null", to_bytes(listing())):
        assert list(shape(value))
    assert "data.image_hashes: list of 2" in list(shape(to_bytes(listing(image_hashes=["aa", "bb"]))))


def test_a_choice_takes_what_all_its_filters_take():
    one = letter()
    for yes in (Choice(), Choice(topic=LISTINGS, stage="decide", reason="decision_failed", key="seller-1", since=1)):
        assert yes.takes(one)
    for no in (Choice(topic=ACCOUNTS), Choice(stage="late"), Choice(key="seller"), Choice(until=1_000_000)):
        assert not no.takes(one)


def test_groups_tell_oldest_newest_and_tries():
    (group,) = groups([letter(at=5_000_000, attempt=4), letter(at=2_000_000)])
    assert (group["count"], group["attempts"]) == (2, 4)
    assert (group["oldest"], group["newest"]) == ("1970-01-01T00:00:02Z", "1970-01-01T00:00:05Z")


def test_a_source_has_a_short_name():
    assert source_of("listings") is source_of("governance.dlq.marketplace.listings.v1") is LISTINGS
    assert source_of("enforcements") is None


def hop_letter(value, original="pinocchio-v1-claims"):
    place = f"{ACCOUNTS.name}/3/7"
    return letter(
        value, source=ACCOUNTS.name, place=place, partition=3, key=b"token", told={"dlq.original.topic": original}
    )


def test_a_record_between_partitions_goes_back_to_its_own_topic_and_partition():
    claim = Claim(time=1, token=TOKEN, account_id="a", asker=3)
    one = hop_letter(encode_hop(claim))
    assert verdict(one).verdict == "redrive"
    sent = back(one)
    assert (sent.topic, sent.partition, sent.value) == ("pinocchio-v1-claims", 3, encode_hop(claim))


@pytest.mark.parametrize("value", [b"{", b"\x81\xa1t\xa7claim.9", to_bytes(application())])
def test_one_that_this_release_cannot_read_stays(value):
    assert "no hop record of this release" in verdict(hop_letter(value)).why


def test_an_events_letter_goes_to_its_source_whatever_its_header_says():
    assert back(letter(told={"dlq.original.topic": LISTINGS.name})).topic == LISTINGS.name
    assert back(letter(told={"dlq.original.topic": "somebody-elses-claims"})).topic == LISTINGS.name
