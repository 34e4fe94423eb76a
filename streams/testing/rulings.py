"""Builders for rulings, corrections and appeals, and for the tick of the clock."""

from __future__ import annotations

from typing import Any

from streams.testing.envelopes import SELLER, START, JsonEvent, When, event, marketplace


def violation(
    violation_id: str = "violation-1",
    seller_id: str = SELLER,
    target_id: str = "listing-1",
    violation_class: str = "counterfeit",
    severity: str = "general",
    **more: Any,
) -> JsonEvent:
    """A ruling that gives points; it occurred when it was decided unless `occurred_at` says else."""
    fields = {
        "violation_id": violation_id,
        "seller_id": seller_id,
        "target_kind": more.pop("target_kind", "listing"),
        "target_id": target_id,
        "violation_class": violation_class,
        "severity": severity,
        "occurred_at": more.pop("occurred_at", more.get("at", START)),
        "decided_by": more.pop("decided_by", "reviewer"),
    }
    return marketplace("violation.confirmed", seller_id, fields, more)


def overturned(
    violation_id: str = "violation-1", seller_id: str = SELLER, reason: str = "new evidence", **more: Any
) -> JsonEvent:
    """A ruling no longer stands."""
    fields = {"violation_id": violation_id, "seller_id": seller_id, "reason": reason}
    return marketplace("violation.overturned", seller_id, fields, more)


def corrected(
    target_id: str = "listing-1", seller_id: str = SELLER, reminder_id: str | None = None, **more: Any
) -> JsonEvent:
    """The host fixed what a reminder named."""
    kind = more.pop("target_kind", "listing")
    fields = {"seller_id": seller_id, "target_kind": kind, "target_id": target_id, "reminder_id": reminder_id}
    return marketplace("violation.corrected", seller_id, fields, more)


def acknowledged(target_id: str = "listing-1", seller_id: str = SELLER, **more: Any) -> JsonEvent:
    """The host has seen the reminder."""
    kind = more.pop("target_kind", "listing")
    fields = {"seller_id": seller_id, "target_kind": kind, "target_id": target_id}
    return marketplace("violation.acknowledged", seller_id, fields, more)


def appeal(enforcement_id: str, seller_id: str = SELLER, **more: Any) -> JsonEvent:
    """The host appeals against one enforcement."""
    fields = {"enforcement_id": enforcement_id, "seller_id": seller_id}
    return marketplace("enforcement.appealed", seller_id, fields, more)


def appeal_decided(enforcement_id: str, seller_id: str = SELLER, outcome: str = "upheld", **more: Any) -> JsonEvent:
    """The outcome of an appeal; `upheld` = the host is right."""
    fields = {"enforcement_id": enforcement_id, "seller_id": seller_id, "outcome": outcome}
    return marketplace("appeal.decided", seller_id, fields, more)


def tick(time: When = START, partition: int = 0, **more: Any) -> JsonEvent:
    """Time passed: what is due by `time` fires."""
    envelope = {"at": time, "source": "pinocchio/clock", **more}
    return event("governance.clock.ticked.v1", str(partition), {"time": time, "partition": partition}, **envelope)
