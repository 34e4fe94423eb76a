"""What a policy is once it is loaded: frozen values, and the one method that evaluates rules.

A policy is a name, a version (digest of its content) and an `effective_from`. The version in force *at the event's
time* decides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from schemas.enforcement import Evidence, Measure, Mode
from schemas.events.listings import ListingData
from schemas.events.live import UtteranceData
from streams.core.policy.controls import NO_CONTROLS, Controls
from streams.core.policy.crowd import Crowd
from streams.core.policy.linkage import GangModel, IdentifierKind, LinkageModel
from streams.core.policy.notice import PERSON_LOOKS, Cited, NoticeRule, in_force

RuleInput = Literal["listing", "utterance", "report", "application"]
SignalValue = bool | int | float | str


class Hit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """One rule that fired: what it wants done, and on what basis.

    `duration` is how long the measure lasts, in microseconds (None: until its cause is gone). `lapse` is what a
    reminder becomes when its correction window runs out.
    """

    rule_id: str
    policy_version: str
    violation_class: str
    measure: Measure
    mode: Mode
    score: float
    legal_basis: tuple[str, ...] = ()
    duration: int | None = None
    lapse: Measure | None = None
    signals: tuple[str, ...] = ()


class RuleEvaluator(Protocol):
    """Evaluates the rules of one input. The CEL one is `streams.core.policy.evaluate`."""

    def hits(self, signals: Mapping[str, SignalValue], at: int) -> tuple[Hit, ...]:
        """The rules that fire on these signals at this event time, in the order of the file."""
        ...

    def possible(self) -> tuple[Hit, ...]:
        """Every hit that these rules could bring, whatever the signals and the time: one a rule and measure."""
        ...


class ListingReader(Protocol):
    """Reads what sellers write into signals, a batch at a time; None where no rule could need anything."""

    def read(self, listings: Sequence[ListingData]) -> Sequence[Signals | None]:
        """One entry a listing."""
        ...

    def hear(self, utterances: Sequence[UtteranceData]) -> Sequence[Signals | None]:
        """One entry an utterance."""
        ...


class Signals(Protocol):
    """What was seen in a text: values for rules, and the evidence in the original."""

    @property
    def brand(self) -> str:
        """The canonical brand found, or an empty string."""
        ...

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Spans and numbers."""
        ...

    def values(self) -> dict[str, SignalValue]:
        """The signals by name."""
        ...

    def evidence_for(self, names: Collection[str]) -> tuple[Evidence, ...]:
        """The evidence that speaks for one of these signals."""
        ...


class LadderStep(msgspec.Struct, frozen=True, kw_only=True):
    """At `threshold` points, take `measure` on the offending target, the shop or the account, for `duration`."""

    threshold: int
    measure: Measure
    target: Literal["offending", "shop", "account"]
    duration: int | None = None


class CarryOver(msgspec.Struct, frozen=True):
    """A year whose points lie in [`least`, `below`) is not cleared when it ends, but counts one more year."""

    least: int
    below: int


class WindowCap(msgspec.Struct, frozen=True):
    """At most `points` from findings of these severities (none named: all) within any `days` calendar days in a row."""

    points: int
    days: int
    severities: tuple[str, ...] = ()

    def covers(self, severity: str) -> bool:
        """Whether findings of this severity spend it."""
        return not self.severities or severity in self.severities


class Grace(msgspec.Struct, frozen=True):
    """A slip of these severities after `clean` without a ruling of the class: no points when corrected in time."""

    severities: tuple[str, ...]
    clean: int


class Ladder(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one class: severity to points, how long they count, the caps, the steps by rising threshold.

    `reset` calendar clears them when the year ends in Shanghai; rolling lets each count for `validity`. In a class
    that is `never_slight` a slight finding counts as a general one.
    """

    points: dict[str, int]
    validity: int
    day_cap: int | None
    steps: tuple[LadderStep, ...]
    legal_basis: tuple[str, ...] = ()
    reset: Literal["rolling", "calendar"] = "rolling"
    carry_over: CarryOver | None = None
    window_cap: WindowCap | None = None
    grace: Grace | None = None
    never_slight: bool = False

    def points_for(self, severity: str) -> int:
        """The points of one ruling."""
        counted = "general" if self.never_slight and severity == "slight" else severity
        return self.points.get(counted, 0)


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one policy set. All spans of time are microseconds.

    `quotas` says how many of a measure may be taken in a minute before it is braked; `bases` is the law by rule id
    where no rule of the file is behind a measure.
    `source` is the canonical text it was made from: itself a valid policy file, and what the policies topic carries.
    """

    name: str
    version: str
    effective_from: int
    announced_at: int
    ledger_horizon: int
    marker_horizon: int
    correction_window: int
    crowd_window: int
    blacklist_term: int
    appeal_route: str
    appeal_term: int
    ladders: dict[str, Ladder]
    identifiers: dict[str, IdentifierKind]
    evaluators: dict[str, RuleEvaluator]
    repeat_window: int = 30 * 24 * 3600 * 1_000_000
    reader: ListingReader | None = None
    identity_horizon: int = 1095 * 24 * 3600 * 1_000_000
    linkage: LinkageModel = LinkageModel()
    gangs: GangModel = GangModel()
    source: str = ""
    crowd: Crowd = Crowd()
    notices: dict[str, NoticeRule] = {}
    guarantee_classes: tuple[str, ...] = ("counterfeit",)
    guarantee_basis: tuple[Cited, ...] = ()
    guarantee_term: int = 365 * 24 * 3600 * 1_000_000
    quotas: dict[str, int] = {}
    bases: dict[str, tuple[Cited, ...]] = {}

    def basis(self, rule_id: str, at: int) -> tuple[str, ...]:
        """The laws, in force then, behind what no rule brings: an appeal's review, a gang's, a score's."""
        return in_force(self.bases.get(rule_id, ()), at)

    def notice(self, kind: str) -> NoticeRule:
        """What a notice of this kind leads to."""
        return self.notices.get(kind, PERSON_LOOKS)

    def hits(self, on: RuleInput, signals: Mapping[str, SignalValue], at: int) -> tuple[Hit, ...]:
        """The rules for `on` that fire."""
        evaluator = self.evaluators.get(on)
        return () if evaluator is None else evaluator.hits(signals, at)

    def possible(self, on: RuleInput) -> tuple[Hit, ...]:
        """Every hit that the rules for `on` could bring."""
        evaluator = self.evaluators.get(on)
        return () if evaluator is None else evaluator.possible()

    def ladder(self, violation_class: str) -> Ladder:
        """The class's ladder, or the default one."""
        return self.ladders.get(violation_class) or self.ladders["default"]


class PolicySet(msgspec.Struct, frozen=True):
    """All known versions, by `effective_from`, and what operations switched."""

    versions: tuple[Policy, ...]
    controls: Controls = NO_CONTROLS

    def at(self, time: int) -> Policy:
        """The latest version whose `effective_from` is not after `time`; before the first, the first."""
        if len(self.versions) == 1:
            return self.versions[0]
        found = bisect_right(self.versions, time, key=lambda policy: policy.effective_from)
        return self.versions[max(found - 1, 0)]
