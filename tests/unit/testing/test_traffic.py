"""The generator: a marketplace from a seed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec
import orjson
import pytest

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from schemas.topics import LISTINGS, SOURCES
from streams.testing.tokens import PlainTokeniser
from streams.testing.traffic import Mix, Record, traffic


def _read(records: list[Record]) -> list[dict[str, Any]]:
    return [orjson.loads(record.value) for record in records]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    mix = Mix(seed=5, rate=300)
    assert list(traffic(mix, 4_000)) == list(traffic(mix, 4_000))
    assert list(traffic(mix, 50)) != list(traffic(msgspec.structs.replace(mix, seed=6), 50))


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    assert list(traffic(Mix(), 500)) == list(islice(traffic(Mix()), 500))


def test_every_record_decodes_lies_on_its_topic_and_is_keyed_by_its_subject() -> None:
    types = {topic.name: topic.types for topic in SOURCES}
    raw = {kind.__struct_config__.tag: name for name, kinds in types.items() for kind in kinds}
    for record in traffic(Mix(rate=200), 20_000):
        event = decode(record.value, (), PlainTokeniser())
        assert not isinstance(event, DeadLetter), event
        assert raw[event.__struct_config__.tag] == record.topic
        assert event.subject == record.key.decode()


def test_time_never_goes_back_and_no_id_comes_twice() -> None:
    events = _read(list(traffic(Mix(rate=7_001), 20_000)))
    times = [datetime.fromisoformat(event["time"]) for event in events]
    assert times == sorted(times)
    assert len({event["id"] for event in events}) == len(events)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.9, 1.0])
def test_listings_have_the_share_that_was_asked_for(share: float) -> None:
    records = list(traffic(Mix(listings=share, rate=100), 20_000))
    measured = Counter(record.topic for record in records)[LISTINGS.name] / len(records)
    assert measured == pytest.approx(share, abs=0.03)


def test_no_fakes_when_none_are_asked_for_and_only_fakes_when_all_are() -> None:
    assert _priced_like_fakes(0.0) == 0
    assert _priced_like_fakes(1.0) == 1


def _priced_like_fakes(share: float) -> float:
    published = [e["data"] for e in _read(list(traffic(Mix(fakes=share), 2_000))) if "published" in e["type"]]
    cheap = [data for data in published if data["price_cents"] < 0.31 * data["reference_price_cents"]]
    return len(cheap) / len(published)


def test_some_offenders_come_back_under_a_new_name_with_an_old_payee() -> None:
    events = _read(list(traffic(Mix(listings=0.5, reopening=0.5, rate=50), 10_000)))
    old = {e["data"]["bank_account"] for e in events if e["type"] == "marketplace.offender.listed.v1"}
    applied = [e["data"] for e in events if e["type"] == "marketplace.shop.applied.v1"]
    again = [data for data in applied if data["bank_account"] in old]
    assert again
    assert len(again) < len(applied)
    assert not {e["data"]["account_id"] for e in events if "offender" in e["type"]} & {a["account_id"] for a in applied}


def test_nobody_comes_back_when_none_are_asked_for() -> None:
    events = _read(list(traffic(Mix(listings=0.5, reopening=0.0), 5_000)))
    assert not [event for event in events if event["type"] == "marketplace.offender.listed.v1"]


def test_a_storylines_later_beats_come_after_its_first() -> None:
    events = _read(list(traffic(Mix(listings=0.5, rate=50), 10_000)))
    order = {
        kind: {e["data"]["room_id"]: n for n, e in enumerate(events) if e["type"] == f"marketplace.live.{kind}.v1"}
        for kind in ("opened", "closed")
    }
    assert order["closed"]
    assert all(order["opened"][room] < closing for room, closing in order["closed"].items())
