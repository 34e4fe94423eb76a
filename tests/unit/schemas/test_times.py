"""Times: what is read, what is refused, and that nothing read can overflow later."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from schemas.envelope import Event
from schemas.events import ListingPublished, ViolationConfirmed
from schemas.events.accounts import OffenderRaw
from schemas.seal import EPOCH, micros
from schemas.sealed import OffenderListed
from schemas.times import time_fields
from tests.contract.wire import EXAMPLES, HashTokeniser


def full(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((EXAMPLES / name / "valid" / "full.json").read_text(encoding="utf-8"))
    return document


def read(document: dict[str, Any]) -> Event | DeadLetter:
    return decode(json.dumps(document).encode(), (), HashTokeniser())


def at(text: str) -> Event | DeadLetter:
    return read(full("marketplace.listing.withdrawn.v1") | {"time": text})


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-08T20:15:00Z", "2026-03-08T20:15:00+00:00"),
        ("2026-03-08t20:15:00z", "2026-03-08T20:15:00+00:00"),
        ("2026-03-08T20:15:00+08:00", "2026-03-08T12:15:00+00:00"),
        ("2026-03-08T20:15:00-00:00", "2026-03-08T20:15:00+00:00"),
        ("2026-03-08T20:15:00.123456789Z", "2026-03-08T20:15:00.123457+00:00"),
        ("2026-03-08T23:59:59.9999999Z", "2026-03-09T00:00:00+00:00"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"),
        ("8999-12-31T23:59:59.999999Z", "8999-12-31T23:59:59.999999+00:00"),
    ],
)
def test_a_time_is_read_exactly_to_the_microsecond(text: str, utc: str) -> None:
    event = at(text)
    assert isinstance(event, Event)
    assert event.time.astimezone(UTC).isoformat() == utc
    assert EPOCH + timedelta(microseconds=micros(event.time)) == event.time


@pytest.mark.parametrize(
    "text",
    [
        "2016-12-31T23:59:60Z",
        "2026-02-30T00:00:00Z",
        "2026-03-08T24:00:00Z",
        "2026-03-08T20:15:00+24:00",
        "2026-03-08T20:15Z",
        "2026-03-08",
        "20260308T201500Z",
        "0000-01-01T00:00:00Z",
        "1772972100",
        "",
    ],
)
def test_what_is_no_rfc_3339_time_is_refused_without_quoting_it(text: str) -> None:
    assert at(text) == DeadLetter(
        stage="decode",
        reason="not_cloudevent",
        message="invalid RFC3339 encoded datetime (value not shown) at $.time",
    )


@pytest.mark.parametrize(
    "text",
    ["9000-01-01T00:00:00Z", "8999-12-31T23:59:59-01:00", "9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+14:00"],
)
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("marketplace.listing.withdrawn.v1", "time"),
        ("marketplace.listing.published.v1", "recordedtime"),
        ("marketplace.violation.confirmed.v1", "data.occurred_at"),
        ("marketplace.report.filed.v1", "data.reporter_since"),
        ("marketplace.offender.listed.v1", "data.banned_at"),
        ("governance.clock.ticked.v1", "data.time"),
    ],
)
def test_a_time_that_nothing_can_be_counted_from_is_refused(name: str, field: str, text: str) -> None:
    document = full(name)
    (document["data"] if "." in field else document)[field.removeprefix("data.")] = text
    assert read(document) == DeadLetter(
        stage="validate", reason="out_of_bounds", message=f"time outside the years 1 to 8999 at $.{field}"
    )


def test_a_term_may_end_with_the_calendar_for_nothing_is_added_to_it() -> None:
    document = full("marketplace.offender.listed.v1")
    document["data"]["term_end"] = "9999-12-31T23:59:59.999999Z"
    event = read(document)
    assert isinstance(event, OffenderListed)
    assert event.data.term_end is not None
    assert EPOCH + timedelta(microseconds=event.data.term_end) == datetime.max.replace(tzinfo=UTC)


def test_times_are_found_inside_data_by_their_type() -> None:
    assert time_fields(ViolationConfirmed) == ("time", "recordedtime", "data")
    assert time_fields(OffenderRaw) == ("banned_at", "term_end")
    assert time_fields(ListingPublished) == ("time", "recordedtime")


@pytest.mark.parametrize("time", [datetime.min, datetime.max, datetime(1969, 12, 31, 23, 59, 59, 999_999)])  # noqa: DTZ001, DTZ901 - the zone comes next
def test_microseconds_are_exact_at_both_ends_of_the_calendar(time: datetime) -> None:
    aware = time.replace(tzinfo=UTC)
    assert EPOCH + timedelta(microseconds=micros(aware)) == aware
