"""What the service says: enforcements taken and lifted, and the answer to every shop opening."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from schemas.audit import DeadLettersRedriven
from schemas.envelope import Event
from schemas.fields import Time, ViolationClass, Wire

Measure = Literal[
    "remind",
    "warn",
    "review",
    "limit_function",
    "limit_traffic",
    "block_listing",
    "pause_live",
    "stop_live",
    "freeze_shop",
    "refuse_opening",
    "ban_account",
    "blacklist",
    "compensate",
]
Mode = Literal["live", "shadow"]
Restraint = Literal["observe_only", "brake"]
EnforcedTargetKind = Literal["listing", "room", "shop", "account", "application"]
LiftReason = Literal[
    "expired", "corrected", "revised", "withdrawn", "overturned", "appeal_upheld", "recomputed", "lapsed"
]

SOURCE = "pinocchio"


class SpanEvidence(Wire, frozen=True, kw_only=True, tag_field="type", tag="span"):
    """Words in the seller's own text. Offsets are code points of the original.

    Contact data are masked at equal length.
    """

    field: str
    start: int
    end: int
    text: str
    term: str
    fold: tuple[str, ...] = ()


class NumberEvidence(Wire, frozen=True, kw_only=True, tag_field="type", tag="number"):
    """A counter or ratio beside the threshold it was held against."""

    name: str
    value: float
    threshold: float | None = None


class LinkEvidence(Wire, frozen=True, kw_only=True, tag_field="type", tag="link"):
    """A value shared with an offender, masked. For the platform: a host sees only their own matching field.

    `link` says which field is shared; on the wire it is called `kind`.
    """

    link: str = msgspec.field(name="kind")
    masked: str
    weight: float


Evidence = SpanEvidence | NumberEvidence | LinkEvidence


class Reason(Wire, frozen=True, kw_only=True):
    """Which rule of which policy version, on what legal basis, on what evidence."""

    rule_id: str
    policy_version: str
    legal_basis: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Linked(Wire, frozen=True, kw_only=True):
    """An account that this one is joined to, and the path that joins them, masked."""

    account_id: str
    offender_id: str | None = None
    path: tuple[str, ...] = ()


class PointsChange(Wire, frozen=True, kw_only=True):
    """Points of one class before and after."""

    before: int
    after: int


class Appeal(Wire, frozen=True, kw_only=True):
    """How to object, and until when."""

    route: str
    deadline: Time


def _certain() -> float:
    return 1.0


class EnforcementData(Wire, frozen=True, kw_only=True):
    """One measure, taken or lifted, with everything a host, a reviewer or a court may ask for."""

    enforcement_id: str
    seller_id: str
    target_kind: EnforcedTargetKind
    target_id: str
    measure: Measure
    mode: Mode
    violation_class: ViolationClass
    score: Annotated[float, Meta(ge=0, le=1)] = msgspec.field(default_factory=_certain)  # so that 1.0 is written too
    reasons: tuple[Reason, ...] = ()
    points: dict[str, PointsChange] = {}  # noqa: RUF012 - msgspec copies an empty default for each value
    linked: tuple[Linked, ...] = ()
    gang_id: str | None = None
    brand: str | None = None
    orders: tuple[str, ...] = ()
    expires_at: Time | None = None
    appeal: Appeal | None = None
    caused_by: tuple[str, ...] = ()
    supersedes: str | None = None
    lift_reason: LiftReason | None = None
    taken_at: Time | None = None
    restrained_by: Restraint | None = None


class EnforcementTaken(Event, frozen=True, kw_only=True, tag="governance.enforcement.taken.v1"):
    """A measure is in force from `time`."""

    data: EnforcementData


class EnforcementLifted(Event, frozen=True, kw_only=True, tag="governance.enforcement.lifted.v1"):
    """A measure (`supersedes`) is no longer in force from `time`."""

    data: EnforcementData


class ApplicationDecision(Wire, frozen=True, kw_only=True):
    """The answer to one shop opening; a later answer replaces the earlier."""

    application_id: str
    account_id: str
    decision: Literal["approve", "review", "refuse"]
    enforcement_id: str | None = None


class ApplicationDecided(Event, frozen=True, kw_only=True, tag="governance.application.decided.v1"):
    """Every application is answered."""

    data: ApplicationDecision


Enforcement = EnforcementTaken | EnforcementLifted
WireOutput = EnforcementTaken | EnforcementLifted | ApplicationDecided | DeadLettersRedriven
