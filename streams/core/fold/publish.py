"""From a change of standing to the record that says so: an enforcement with reason, evidence and the way to appeal."""

from __future__ import annotations

from typing import cast

import msgspec

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
from streams.core.ids import UNSENT
from streams.core.policy.model import PolicySet
from streams.core.rows.facts import Held
from streams.core.standing.answers import CROWD
from streams.core.standing.difference import Change
from streams.core.time import instant

OF_THE_CROWD = ("expired", "lapsed", "recomputed")  # a crowd's measure ends so by itself, or by what was reported
INTERNAL = ("review",)  # the host is not touched by it, so there is nothing to appeal


def enforcement(seller_id: str, change: Change, policies: PolicySet, joined: Held | None = None) -> Enforcement:
    """The record for one change; its time is the cause's (of a timer: the deadline). `joined` is a second ground."""
    data = _data(seller_id, change, policies)
    if joined is not None and change.what == "taken":
        second = _reason(msgspec.structs.replace(change, held=joined), policies)
        data = msgspec.structs.replace(data, reasons=(*data.reasons, second))
    time = instant(change.at)
    if change.what == "taken":
        return EnforcementTaken(id=change.id, source=SOURCE, time=time, subject=seller_id, data=data)
    return EnforcementLifted(id=change.id, source=SOURCE, time=time, subject=seller_id, data=data)


def _data(seller_id: str, change: Change, policies: PolicySet) -> EnforcementData:
    held = change.held
    data = EnforcementData(
        enforcement_id=change.id,
        seller_id=seller_id,
        target_kind=cast("EnforcedTargetKind", held.target_kind),
        target_id=held.target_id,
        measure=held.measure,
        mode=held.mode,
        violation_class=cast("ViolationClass", held.violation_class),
        score=held.score,
        reasons=(_reason(change, policies),),
        brand=held.brand,
        gang_id=held.gang_id,
        restrained_by=held.restrained_by,
        expires_at=None if held.expires_at is None else instant(held.expires_at),
        caused_by=_caused_by(change),
    )
    if change.what == "taken":
        appeal = None if held.measure in INTERNAL else _appeal(change, policies)
        return msgspec.structs.replace(
            data, points=_points(held), linked=held.linked, orders=held.orders, appeal=appeal
        )
    return msgspec.structs.replace(data, supersedes=held.id, lift_reason=change.reason, taken_at=instant(held.start))


def _caused_by(change: Change) -> tuple[str, ...]:
    """The event behind it, by id; of a crowd none: it is one person's report, and producers write names into ids.

    Of what another partition told none either: `gang_id` and `linked` say what there is to say.
    """
    crowd = change.held.basis == CROWD and (change.what == "taken" or change.reason in OF_THE_CROWD)
    source, event_id = change.cause
    return () if crowd or source in UNSENT or not event_id else (event_id,)


def _reason(change: Change, policies: PolicySet) -> Reason:
    """The rule behind it; a lifted measure does not tell its evidence again."""
    held, policy = change.held, policies.at(change.at)
    return Reason(
        rule_id=held.rule_id,
        policy_version=held.policy_version or policy.version,
        legal_basis=held.legal_basis or policy.basis(held.rule_id, change.at),
        evidence=held.evidence if change.what == "taken" else (),
    )


def _points(held: Held) -> dict[str, PointsChange]:
    if held.points is None:
        return {}
    return {held.violation_class: PointsChange(before=held.points[0], after=held.points[1])}


def _appeal(change: Change, policies: PolicySet) -> Appeal:
    policy = policies.at(change.at)
    return Appeal(route=policy.appeal_route, deadline=instant(change.at + policy.appeal_term))
