"""`marketplace.violations.v1`: rulings, corrections and appeals. Key: `seller_id`."""

from __future__ import annotations

from typing import Literal

from schemas.envelope import Event
from schemas.fields import Id, Ids, Severity, TargetKind, Text, Time, ViolationClass, Wire


class ViolationData(Wire, frozen=True, kw_only=True):
    """A confirmed violation: the only thing that ever gives points."""

    violation_id: Id
    seller_id: Id
    target_kind: TargetKind
    target_id: Id
    violation_class: ViolationClass
    severity: Severity
    occurred_at: Time
    decided_by: Text
    case_id: Id | None = None
    under_guarantee: bool = False
    orders: Ids = ()


class OverturnData(Wire, frozen=True, kw_only=True):
    """A ruling that no longer stands."""

    violation_id: Id
    seller_id: Id
    reason: Text


class CorrectionData(Wire, frozen=True, kw_only=True):
    """The host fixed it. Matched by target and class; `reminder_id` is a hint."""

    seller_id: Id
    target_kind: TargetKind
    target_id: Id
    reminder_id: Id | None = None


class AcknowledgementData(Wire, frozen=True, kw_only=True):
    """The host has seen the reminder; closes nothing."""

    seller_id: Id
    target_kind: TargetKind
    target_id: Id


class AppealData(Wire, frozen=True, kw_only=True):
    """An appeal against one enforcement."""

    enforcement_id: Id
    seller_id: Id
    human_requested: bool = False


class AppealOutcomeData(Wire, frozen=True, kw_only=True):
    """`upheld` = the appellant is right."""

    enforcement_id: Id
    seller_id: Id
    outcome: Literal["upheld", "rejected"]


class ViolationConfirmed(Event, frozen=True, kw_only=True, tag="marketplace.violation.confirmed.v1"):
    """A person or an authority ruled that a violation happened."""

    data: ViolationData


class ViolationOverturned(Event, frozen=True, kw_only=True, tag="marketplace.violation.overturned.v1"):
    """A ruling was withdrawn: what followed from it is folded again without it."""

    data: OverturnData


class ViolationCorrected(Event, frozen=True, kw_only=True, tag="marketplace.violation.corrected.v1"):
    """The host corrected what a reminder named."""

    data: CorrectionData


class ViolationAcknowledged(Event, frozen=True, kw_only=True, tag="marketplace.violation.acknowledged.v1"):
    """The host has seen the reminder."""

    data: AcknowledgementData


class EnforcementAppealed(Event, frozen=True, kw_only=True, tag="marketplace.enforcement.appealed.v1"):
    """The host appeals; a person decides when they ask for one (Order 116)."""

    data: AppealData


class AppealDecided(Event, frozen=True, kw_only=True, tag="marketplace.appeal.decided.v1"):
    """The appeal's outcome."""

    data: AppealOutcomeData
