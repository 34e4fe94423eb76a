"""What happened, as rows keep it: facts, ordered as replay orders events, and the measures that a fold holds.

A fact is identified by (source, id) of its event: the same one twice is a duplicate.
"""

from __future__ import annotations

import msgspec

from schemas.enforcement import Evidence, Linked, Measure, Mode
from streams.core.policy.model import Hit

Order = tuple[int, str, str, str]


class FactBase(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="f", gc=False):
    """`time` is event time in microseconds; `type` the CloudEvents type without its prefix `marketplace.`."""

    time: int
    type: str
    source: str
    id: str
    recorded: int | None = None

    @property
    def start(self) -> int:
        """Where windows start: the later of event time and when the producer learnt of it."""
        return self.time if self.recorded is None else max(self.time, self.recorded)

    @property
    def cause(self) -> tuple[str, str]:
        """(source, id), which names the event."""
        return (self.source, self.id)

    def order(self) -> Order:
        """Replay's order: (time, type, source, id)."""
        return (self.time, self.type, self.source, self.id)


class Shown(FactBase, frozen=True, kw_only=True, tag="shown"):
    """A listing's version, or words said live, with the rules they hit at that time (none = clean) and why each did.

    `content` is a digest of what was shown: an upheld appeal exempts exactly this until it is revised.
    """

    hits: tuple[Hit, ...] = ()
    evidence: tuple[tuple[Evidence, ...], ...] = ()
    brand: str | None = None
    content: str = ""
    withdrawn: bool = False


class Reported(FactBase, frozen=True, kw_only=True, tag="report"):
    """One report. Notices of brand owners, regulators and staff are no crowd."""

    reason: str
    reporter: str
    crowd: bool = True


class Corrected(FactBase, frozen=True, kw_only=True, tag="corrected"):
    """The host fixed this target."""

    target_kind: str
    target_id: str


class Acknowledged(FactBase, frozen=True, kw_only=True, tag="acknowledged"):
    """The host has seen the reminder on this target."""

    target_kind: str
    target_id: str


class Ruled(FactBase, frozen=True, kw_only=True, tag="ruled"):
    """A confirmed violation with the points of the policy in force when it occurred."""

    violation_id: str
    occurred_at: int
    violation_class: str
    severity: str
    target_kind: str
    target_id: str
    policy_version: str
    points: int
    valid_until: int
    case_id: str | None = None


class Overturned(FactBase, frozen=True, kw_only=True, tag="overturned"):
    """A ruling that no longer stands; may be here before the ruling."""

    violation_id: str


class Appealed(FactBase, frozen=True, kw_only=True, tag="appealed"):
    """An appeal against the measure caused by the event `against`; with a human asked for, a person looks at it."""

    measure: Measure | None = None
    violation_class: str = ""
    mode: Mode = "live"
    target_kind: str = ""
    target_id: str = ""
    against: tuple[str, str] = ("", "")
    human_requested: bool = False


class AppealEnded(FactBase, frozen=True, kw_only=True, tag="appeal_ended"):
    """The appeal's outcome; `upheld` means that the appellant is right."""

    measure: Measure | None = None
    violation_class: str = ""
    mode: Mode = "live"
    target_kind: str = ""
    target_id: str = ""
    against: tuple[str, str] = ("", "")
    content: str = ""
    upheld: bool = False


Fact = Shown | Reported | Corrected | Acknowledged | Ruled | Overturned | Appealed | AppealEnded

Key = tuple[str, str, str, str, str]


class Lapse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What an open reminder becomes when nobody corrects."""

    measure: Measure
    target_kind: str
    target_id: str
    duration: int | None = None


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A measure in force, or one that was: times in microseconds, `cause` is (source, id) of the event behind it.

    `basis` says whose evidence it rests on: `rule`, `repeat`, `crowd`, `ruling`,
    `appeal` or `linkage`.
    """

    target_kind: str
    target_id: str
    measure: Measure
    violation_class: str
    mode: Mode
    start: int
    rule_id: str
    policy_version: str
    cause: tuple[str, str]
    basis: str
    score: float = 1.0
    expires_at: int | None = None
    legal_basis: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    brand: str | None = None
    content: str = ""
    lapse: Lapse | None = None
    acknowledged: bool = False
    points: tuple[int, int] | None = None
    threshold: int | None = None
    linked: tuple[Linked, ...] = ()
    gang_id: str | None = None
    id: str = ""

    def key(self) -> Key:
        """What makes two measures the same: target, measure, class, mode."""
        return (self.target_kind, self.target_id, self.measure, self.violation_class, self.mode)


class Memory(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a fold remembers besides measures.

    `exempt`: (content, class) that an upheld appeal cleared. `closed`: class -> when a reminder was last closed;
    reports before it no longer count. `lifted`: class -> when a clean revision last lifted a block. `early`:
    corrections that found nothing to close yet, as (target kind, target id, time).
    """

    exempt: tuple[tuple[str, str], ...] = ()
    closed: dict[str, int] = {}
    lifted: dict[str, int] = {}
    early: tuple[tuple[str, str, int], ...] = ()
