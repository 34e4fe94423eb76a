"""What happened, as rows keep it: facts, ordered as replay orders events, and the measures that a fold holds.

A fact is identified by (source, id) of its event: the same one twice is a duplicate.
"""

from __future__ import annotations

import msgspec

from schemas.enforcement import Evidence, Linked, Measure, Mode, Restraint
from streams.core.policy.model import Hit
from streams.core.rows.credibility import NO_RECORD, Record

Order = tuple[int, str, str, str]

RULERS = ("human", "regulator")  # a machine's view of a report decides about nobody


class FactBase(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, tag_field="f", gc=False
):
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
    """One report of the crowd. `since` is how long the reporter is known, `record` what is known of earlier reports.

    Of several answers about the reporter the newest `revision` holds.
    """

    reason: str
    reporter: str
    report_id: str = ""
    kind: str = "viewer"
    cluster: str | None = None
    since: int | None = None
    record: Record = NO_RECORD
    revision: int = 0


class Noticed(FactBase, frozen=True, kw_only=True, tag="noticed", gc=False):
    """A notice of a right holder, a regulator or staff: no crowd."""

    report_id: str
    kind: str
    reason: str


class NoticeStep(FactBase, frozen=True, kw_only=True, tag="notice_step", gc=False):
    """The seller countered a notice or (`escalated`) the right holder complained or sued."""

    report_id: str
    escalated: bool = False


class Judged(FactBase, frozen=True, kw_only=True, tag="judged", gc=False):
    """How a report or a notice was ruled, and by whom."""

    report_id: str
    ruling: str
    ruled_by: str


class Corrected(FactBase, frozen=True, kw_only=True, tag="corrected"):
    """The host fixed this target."""

    target_kind: str
    target_id: str


class Acknowledged(FactBase, frozen=True, kw_only=True, tag="acknowledged"):
    """The host has seen the reminder on this target."""

    target_kind: str
    target_id: str


class Ruled(FactBase, frozen=True, kw_only=True, tag="ruled"):
    """A confirmed violation with the points of the policy in force when it occurred.

    `guaranteed`: it names orders sold under a promise to pay for fakes, which are in rows of their own. Points count
    until `valid_until`, or `carried_until` where the whole year's lie in the carry-over band.
    """

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
    guaranteed: bool = False
    carried_until: int | None = None


class Overturned(FactBase, frozen=True, kw_only=True, tag="overturned"):
    """A ruling that no longer stands; may be here before the ruling."""

    violation_id: str


class OfMeasure(FactBase, frozen=True, kw_only=True, gc=False):
    """A fact about one enforcement: the measure that the event `against` caused."""

    measure: Measure | None = None
    violation_class: str = ""
    mode: Mode = "live"
    target_kind: str = ""
    target_id: str = ""
    against: tuple[str, str] = ("", "")


class Appealed(OfMeasure, frozen=True, kw_only=True, tag="appealed", gc=False):
    """An appeal; with a human asked for, a person looks at it."""

    human_requested: bool = False


class AppealEnded(OfMeasure, frozen=True, kw_only=True, tag="appeal_ended", gc=False):
    """The appeal's outcome; `upheld` means that the appellant is right. `enforcement` is the id that was appealed."""

    enforcement: str = ""
    content: str = ""
    upheld: bool = False


FromTheMarket = Shown | Reported | Noticed | NoticeStep | Judged
Fact = FromTheMarket | Corrected | Acknowledged | Ruled | Overturned | Appealed | AppealEnded

Key = tuple[str, str, str, str, str]


class Lapse(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """What an open reminder becomes when nobody corrects."""

    measure: Measure
    target_kind: str
    target_id: str
    duration: int | None = None


class Held(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """A measure in force, or one that was: times in microseconds, `cause` is (source, id) of the event behind it.

    `basis` says whose evidence it rests on: `rule`, `repeat`, `crowd`, `notice`, `ruling`, `guarantee`, `appeal` or
    `linkage`. `orders` are told when a compensation is taken; no row keeps them here.
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
    orders: tuple[str, ...] = ()
    restrained_by: Restraint | None = None
    id: str = ""

    def key(self) -> Key:
        """What makes two measures the same: target, measure, class, mode."""
        return (self.target_kind, self.target_id, self.measure, self.violation_class, self.mode)


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """What a fold knows of one notice; steps may be known before it is. `countered` is when the clock began to run.

    `ended` is when its measure ended, None while it is open; `dismissed` says that a ruling ended it.
    """

    report_id: str
    filed: Noticed | None = None
    countered: int | None = None
    countered_by: tuple[str, str] = ("", "")
    escalated: bool = False
    ended: int | None = None
    dismissed: bool = False


class Memory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """What a fold remembers besides measures.

    `exempt`: (content, class) that an upheld appeal cleared. `closed`: class -> when a reminder was last closed;
    reports before it do not remind again. `crowded`: class -> when a crowd last reminded. `cleared`: class -> when an
    appeal about a crowd was upheld: what it had said counts no more. `behind`: measures that others of another basis
    stand in front of, and that go on when those end. `lifted`: class -> when a block or a rule's reminder last ended.
    `early`: corrections that found nothing to close yet, as (target kind, target id, time). `forfeited`: causes of
    graced slips that nobody corrected.
    """

    exempt: tuple[tuple[str, str], ...] = ()
    closed: dict[str, int] = {}
    crowded: dict[str, int] = {}
    cleared: dict[str, int] = {}
    lifted: dict[str, int] = {}
    early: tuple[tuple[str, str, int], ...] = ()
    forfeited: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    behind: tuple[Held, ...] = ()
