"""A policy as it was written, typed: what the version is a digest of, what goes on the policies topic.

Its JSON is itself a valid policy file. Defaults are not written, so leaving one out and writing it is the same policy.
"""

from __future__ import annotations

import hashlib
import re

import msgspec

from schemas.enforcement import Measure
from streams.core.policy.document_linkage import GangsText, IdentifierText, LinkageText
from streams.core.policy.document_part import Part
from streams.core.policy.model import RuleInput, SignalValue

# What JSON takes as it is and YAML takes for line breaks, or not at all. It can only stand inside strings.
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Case(Part, frozen=True, kw_only=True):
    """A rule's own test: these signals, or this listing, must give this measure or `none`."""

    name: str = ""
    signals: dict[str, SignalValue] | None = None
    listing: dict[str, object] | None = None
    utterance: str | None = None
    expect: str


class RuleText(Part, frozen=True, kw_only=True):
    """One rule as written."""

    id: str
    on: RuleInput
    violation_class: str = msgspec.field(name="class")
    when: str
    score: float | str = 1.0
    measure: Measure | None = None
    measures: dict[str, Measure] = msgspec.field(default_factory=dict)
    mode: str = "live"
    lapse: Measure | None = None
    duration: str | None = None
    legal_basis: tuple[str, ...] = ()
    owner: str
    announced_at: str | None = None
    effective_from: str | None = None
    effective_to: str | None = None
    cases: tuple[Case, ...] = ()


class Law(Part, frozen=True, kw_only=True):
    """A law that rules may cite, and when it was in force."""

    title: str
    in_force: str
    until: str | None = None
    citable: bool = True
    why: str = ""


class StepText(Part, frozen=True, kw_only=True):
    """One step of a ladder."""

    threshold: int
    measure: Measure
    target: str
    duration: str | None = None


class CarryOverText(Part, frozen=True, kw_only=True):
    """The band of a year's points that counts one more year."""

    least: int = msgspec.field(name="from")
    below: int


class WindowCapText(Part, frozen=True, kw_only=True):
    """A cap on the points of some days in a row; no severities means all."""

    points: int
    days: int
    severities: tuple[str, ...] = ()


class GraceText(Part, frozen=True, kw_only=True):
    """Which slips are graced, and after how long without any."""

    severities: tuple[str, ...]
    clean: str


class LadderText(Part, frozen=True, kw_only=True):
    """One ladder."""

    points: dict[str, int]
    validity: str = ""
    reset: str = "rolling"
    carry_over: CarryOverText | None = None
    day_cap: int | None = None
    window_cap: WindowCapText | None = None
    grace: GraceText | None = None
    never_slight: bool = False
    steps: tuple[StepText, ...]
    legal_basis: tuple[str, ...] = ()


class NoticeText(Part, frozen=True, kw_only=True):
    """What a notice of one kind leads to."""

    measures: dict[str, Measure] = msgspec.field(default_factory=dict)
    restore: str | None = None
    correction: str | None = None
    lapse: Measure | None = None
    score: float = 1.0
    legal_basis: tuple[str, ...] = ()


class GuaranteeText(Part, frozen=True, kw_only=True):
    """Which confirmed violations under a promise to pay for fakes compensate the buyers."""

    classes: tuple[str, ...] = ("counterfeit",)
    term: str = "365d"
    legal_basis: tuple[str, ...] = ()


class CrowdText(Part, frozen=True, kw_only=True):
    """How reports are weighed, as written; what each means is told in `streams.core.policy.crowd`."""

    prior_right: float = 2.0
    prior_wrong: float = 2.0
    deviations: float = 1.0
    kinds: dict[str, float] = msgspec.field(default_factory=lambda: {"viewer": 1.0, "buyer": 2.0, "competitor": 0.2})
    newcomer: float = 0.5
    newcomer_within: str = "30d"
    unclustered_cap: float = 1.5
    against: float = 0.5
    burst_reports: float = 20.0
    burst_within: str = "10m"
    burst_times: float = 5.0
    burst_diversity: float = 0.5
    mute: str = "90d"
    review: str = "7d"
    intercept: float = -15.2
    slope: float = 5.5
    diversity: float = 12.3
    steps: tuple[float, ...] = (0.3, 0.6, 0.9)
    legal_basis: tuple[str, ...] = ()


class QuotaText(Part, frozen=True, kw_only=True):
    """How many of one measure may be taken in one minute of event time, over all sellers."""

    per_minute: int


class Horizons(Part, frozen=True, kw_only=True):
    """How far back rows look."""

    ledger: str = "800d"
    marker: str = "7d"
    identity: str = "1095d"


class Windows(Part, frozen=True, kw_only=True):
    """Windows in event time."""

    correction: str
    crowd: str
    repeat: str = "30d"


class AppealText(Part, frozen=True, kw_only=True):
    """How to object."""

    route: str
    term: str
    legal_basis: tuple[str, ...] = ()


class Document(Part, frozen=True, kw_only=True):
    """One version of one policy."""

    name: str
    announced_at: str
    effective_from: str
    lexicons: str = ""
    lexicon_digest: str = ""
    horizons: Horizons = Horizons()
    windows: Windows
    blacklist_term: str
    appeal: AppealText
    laws: dict[str, Law] = msgspec.field(default_factory=dict)
    identifiers: dict[str, IdentifierText]
    linkage: LinkageText = LinkageText()
    gangs: GangsText = GangsText()
    ladders: dict[str, LadderText]
    crowd: CrowdText = CrowdText()
    notices: dict[str, NoticeText] = msgspec.field(default_factory=dict)
    guarantee: GuaranteeText = GuaranteeText()
    quotas: dict[str, QuotaText] = msgspec.field(default_factory=dict)
    rules: tuple[RuleText, ...] = ()

    def text(self) -> str:
        """Canonical JSON: keys sorted, defaults left out. Equal content gives equal text on every machine."""
        text = msgspec.json.encode(self.tree(), order="sorted").decode()
        return _BREAKS.sub(lambda found: f"\\u{ord(found.group()):04x}", text)

    def version(self) -> str:
        """`<name>@<first 12 hex of SHA-256 of the canonical text>`."""
        return f"{self.name}@{hashlib.sha256(self.text().encode()).hexdigest()[:12]}"
