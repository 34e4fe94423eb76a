"""What every reader of our topics may count on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from schemas.decode import decode_output
from schemas.encode import encode_event
from schemas.enforcement import (
    Appeal,
    ApplicationDecided,
    ApplicationDecision,
    EnforcementData,
    EnforcementTaken,
    LinkEvidence,
    Reason,
)

NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)
SHANGHAI = timezone(timedelta(hours=8))


def taken(time: datetime = NOON, **more: Any) -> EnforcementTaken:
    data = EnforcementData(
        enforcement_id="e",
        seller_id="s",
        target_kind="listing",
        target_id="l",
        measure="remind",
        mode="live",
        violation_class="counterfeit",
        **more,
    )
    return EnforcementTaken(id="e", source="pinocchio", time=time, subject="s", data=data)


def document(event: EnforcementTaken | ApplicationDecided) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(encode_event(event))
    return read


def test_the_attributes_cloudevents_requires_are_always_there() -> None:
    envelope = document(taken())
    assert {name: text for name, text in envelope.items() if name != "data"} == {
        "specversion": "1.0",
        "id": "e",
        "source": "pinocchio",
        "type": "governance.enforcement.taken.v1",
        "subject": "s",
        "time": "2026-03-08T12:00:00Z",
        "datacontenttype": "application/json",
    }


def test_a_score_of_one_is_written_though_it_is_the_default() -> None:
    assert document(taken())["data"]["score"] == 1.0


def test_a_field_without_value_is_absent_and_never_null() -> None:
    answer = ApplicationDecision(application_id="ap", account_id="a", decision="approve")
    event = ApplicationDecided(id="1", source="pinocchio", time=NOON, data=answer)
    assert document(event)["data"] == {"application_id": "ap", "account_id": "a", "decision": "approve"}
    assert "null" not in encode_event(taken()).decode()


def test_every_time_is_written_in_utc_wherever_it_stands() -> None:
    later = (NOON + timedelta(days=1)).astimezone(SHANGHAI)
    event = taken(NOON.astimezone(SHANGHAI), expires_at=later, appeal=Appeal(route="r", deadline=later))
    envelope = document(event)
    assert envelope["time"] == "2026-03-08T12:00:00Z"
    assert envelope["data"]["expires_at"] == "2026-03-09T12:00:00Z"
    assert envelope["data"]["appeal"]["deadline"] == "2026-03-09T12:00:00Z"


def test_two_zones_of_the_same_instant_are_the_same_bytes() -> None:
    assert encode_event(taken(NOON.astimezone(SHANGHAI))) == encode_event(taken())


def test_a_time_without_zone_is_a_fault_of_ours_and_raises() -> None:
    with pytest.raises(ValueError, match="without zone"):
        encode_event(taken(NOON.replace(tzinfo=None)))


def test_link_evidence_names_the_kind_of_the_shared_value() -> None:
    link = LinkEvidence(link="bank_account", masked="6200****0000", weight=0.5)
    event = taken(reasons=(Reason(rule_id="r", policy_version="v", evidence=(link,)),))
    [evidence] = document(event)["data"]["reasons"][0]["evidence"]
    assert evidence == {"type": "link", "kind": "bank_account", "masked": "6200****0000", "weight": 0.5}
    assert decode_output(encode_event(event)) == msgspec.structs.replace(event, datacontenttype="application/json")
