"""From a change of standing to the record that says so: an enforcement with reason, evidence and the way to appeal."""

from __future__ import annotations

from typing import cast

from schemas.enforcement import (
    SOURCE,
    Appeal,
    EnforcedTargetKind,
    Enforcement,
    EnforcementData,
    EnforcementLifted,
    EnforcementTaken,
    PointsChange,
    Reason,
)
from schemas.fields import ViolationClass
from streams.core.difference import Change
from streams.core.policy.model import PolicySet
from streams.core.time import instant

INTERNAL = ("review",)  # the host is not touched by it, so there is nothing to appeal


def enforcement(seller_id: str, change: Change, policies: PolicySet) -> Enforcement:
    """The record for one change; its time is the cause's (of a timer: the deadline)."""
    data = _data(seller_id, change, policies)
    time = instant(change.at)
    if change.what == "taken":
        return EnforcementTaken(id=change.id, source=SOURCE, time=time, subject=seller_id, data=data)
    return EnforcementLifted(id=change.id, source=SOURCE, time=time, subject=seller_id, data=data)


def _data(seller_id: str, change: Change, policies: PolicySet) -> EnforcementData:
    held = change.held
    is_taken = change.what == "taken"
    points = (
        {} if held.points is None else {held.violation_class: PointsChange(before=held.points[0], after=held.points[1])}
    )
    return EnforcementData(
        enforcement_id=change.id,
        seller_id=seller_id,
        target_kind=cast("EnforcedTargetKind", held.target_kind),
        target_id=held.target_id,
        measure=held.measure,
        mode=held.mode,
        violation_class=cast("ViolationClass", held.violation_class),
        score=held.score,
        reasons=(
            Reason(
                rule_id=held.rule_id,
                policy_version=held.policy_version or policies.at(change.at).version,
                legal_basis=held.legal_basis,
                evidence=held.evidence if is_taken else (),
            ),
        ),
        points=points if is_taken else {},
        linked=held.linked if is_taken else (),
        brand=held.brand,
        expires_at=None if held.expires_at is None else instant(held.expires_at),
        appeal=_appeal(change, policies) if is_taken and held.measure not in INTERNAL else None,
        caused_by=(change.cause[1],) if change.cause[1] else (),
        supersedes=None if is_taken else held.id,
        lift_reason=change.reason,
    )


def _appeal(change: Change, policies: PolicySet) -> Appeal:
    policy = policies.at(change.at)
    return Appeal(route=policy.appeal_route, deadline=instant(change.at + policy.appeal_term))
