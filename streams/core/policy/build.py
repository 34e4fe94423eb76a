"""From a checked document to the policy that the engine asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast, get_args

import msgspec

from schemas.enforcement import Mode
from streams.core.identity import public_places
from streams.core.policy.condition import Condition, Refused, Wanted, compiled
from streams.core.policy.crowd import Crowd
from streams.core.policy.document import CrowdText, Document, LadderText, NoticeText, RuleText
from streams.core.policy.document_linkage import GangsText, IdentifierText, LikenessText, LinkageText
from streams.core.policy.evaluate import CelEvaluator, Rule
from streams.core.policy.laws import basis_of
from streams.core.policy.linkage import GangModel, IdentifierKind, Likeness, LinkageModel
from streams.core.policy.model import (
    CarryOver,
    Grace,
    Ladder,
    LadderStep,
    ListingReader,
    Policy,
    RuleEvaluator,
    RuleInput,
    WindowCap,
)
from streams.core.policy.notice import NoticeRule
from streams.core.policy.parse_ladder import Target
from streams.core.policy.parse_linkage import Strength
from streams.core.policy.section import moment_of
from streams.core.time import duration

KindT = TypeVar("KindT", IdentifierText, LikenessText)


def build(document: Document, reader: ListingReader | None = None) -> Policy:
    """The policy of a document; its version is the digest of exactly this document."""
    version = document.version()
    return Policy(
        name=document.name,
        version=version,
        effective_from=_moment(document.effective_from),
        announced_at=_moment(document.announced_at),
        ledger_horizon=duration(document.horizons.ledger),
        marker_horizon=duration(document.horizons.marker),
        correction_window=duration(document.windows.correction),
        crowd_window=duration(document.windows.crowd),
        blacklist_term=duration(document.blacklist_term),
        appeal_route=document.appeal.route,
        appeal_term=duration(document.appeal.term),
        ladders={name: _ladder(ladder, document) for name, ladder in document.ladders.items()},
        identifiers={kind: _identifier(part) for kind, part in _with_public_places(document.identifiers).items()},
        identity_horizon=duration(document.horizons.identity),
        linkage=_linkage(document.linkage),
        gangs=_gangs(document.gangs),
        evaluators=_evaluators(document, version),
        repeat_window=duration(document.windows.repeat),
        reader=reader,
        source=document.text(),
        **_beside_points(document),
    )


def _beside_points(document: Document) -> dict[str, Any]:
    """What is decided without points: crowds, notices, compensations; and quotas."""
    return {
        "crowd": _crowd(document.crowd),
        "notices": {kind: _notice(notice, document) for kind, notice in document.notices.items()},
        "guarantee_classes": document.guarantee.classes,
        "guarantee_term": duration(document.guarantee.term),
        "guarantee_basis": basis_of(document.guarantee.legal_basis, document.laws),
        "quotas": {measure: quota.per_minute for measure, quota in document.quotas.items()},
        "bases": {rule: basis_of(laws, document.laws) for rule, laws in _beside_rules(document).items()},
    }


def _beside_rules(document: Document) -> dict[str, tuple[str, ...]]:
    """What the sections cite for measures that no rule of the file brings, by the rule id they are told under."""
    return {
        "appeal": document.appeal.legal_basis,
        "crowd.score": document.crowd.legal_basis,
        "gang.community": document.gangs.legal_basis,
    }


def _crowd(text: CrowdText) -> Crowd:
    fields = {field.name: getattr(text, field.name) for field in msgspec.structs.fields(text)}
    del fields["legal_basis"]
    spans: dict[str, Any] = {
        "newcomer_span": duration(fields.pop("newcomer_within")),
        "burst_span": duration(fields.pop("burst_within")),
        "mute": duration(fields.pop("mute")),
        "review": duration(fields.pop("review")),
    }
    return Crowd(**fields, **spans)


def _notice(notice: NoticeText, document: Document) -> NoticeRule:
    return NoticeRule(
        measures=notice.measures,
        restore=_span(notice.restore),
        correction=_span(notice.correction),
        lapse=notice.lapse,
        score=notice.score,
        legal_basis=basis_of(notice.legal_basis, document.laws),
    )


def _identifier(part: IdentifierText) -> IdentifierKind:
    return IdentifierKind(
        strength=cast("Strength", part.strength),
        group=part.group,
        weight=part.weight,
        bits=part.bits,
        half_life=_span(part.half_life),
        rare=part.rare,
        shared=part.shared,
        hub=part.hub,
    )


def _with_public_places(kinds: Mapping[str, KindT]) -> Mapping[str, KindT]:
    """A policy from before they were told apart gives them what a business address says."""
    if public_places.KIND in kinds or "address" not in kinds:
        return kinds
    return {**kinds, public_places.KIND: kinds["address"]}


def _linkage(part: LinkageText) -> LinkageModel:
    return LinkageModel(
        prior=part.prior,
        natural=part.natural,
        hop=part.hop,
        explained=part.explained,
        unlike_shop=part.unlike_shop,
        caps=part.caps,
        likeness={
            kind: Likeness(strength=cast("Strength", one.strength), group=one.group, bits=one.bits)
            for kind, one in _with_public_places(part.likeness).items()
        },
    )


def _gangs(part: GangsText) -> GangModel:
    return GangModel(
        min_size=part.min_size,
        max_size=part.max_size,
        min_banned=part.min_banned,
        lone_size=part.lone_size,
        unbanned_size=part.unbanned_size,
        kinds=part.kinds,
        bits=part.bits,
        near=part.near,
        burst=duration(part.burst),
    )


def _moment(text: str) -> int:
    return moment_of(text) or 0


def _span(text: str | None) -> int | None:
    return None if text is None else duration(text)


def _ladder(ladder: LadderText, document: Document) -> Ladder:
    carry, window, grace = ladder.carry_over, ladder.window_cap, ladder.grace
    steps = (
        LadderStep(
            threshold=step.threshold,
            measure=step.measure,
            target=cast("Target", step.target),
            duration=_span(step.duration),
        )
        for step in ladder.steps
    )
    return Ladder(
        points=ladder.points,
        validity=_span(ladder.validity or None) or 0,
        day_cap=ladder.day_cap,
        steps=tuple(steps),
        legal_basis=tuple(basis.text for basis in basis_of(ladder.legal_basis, document.laws)),
        reset="calendar" if ladder.reset == "calendar" else "rolling",
        carry_over=None if carry is None else CarryOver(carry.least, carry.below),
        window_cap=None if window is None else WindowCap(window.points, window.days, window.severities),
        grace=None if grace is None else Grace(grace.severities, duration(grace.clean)),
        never_slight=ladder.never_slight,
    )


def _evaluators(document: Document, version: str) -> dict[str, RuleEvaluator]:
    active = [rule for rule in document.rules if rule.mode != "off"]
    inputs = cast("tuple[RuleInput, ...]", get_args(RuleInput))
    return {
        on: CelEvaluator(on, [rule_of(rule, document, version) for rule in active if rule.on == on])
        for on in inputs
        if any(rule.on == on for rule in active)
    }


def rule_of(rule: RuleText, document: Document, version: str) -> Rule:
    """One rule ready to run; of a rule that is off, as if it were live, for its cases."""
    single = ((0.0, rule.measure),) if rule.measure else ()
    when = _condition(rule.on, rule.when, "bool")
    score = _condition(rule.on, rule.score, "double") if isinstance(rule.score, str) else rule.score
    graded = sorted(((float(least), measure) for least, measure in rule.measures.items()), reverse=True)
    return Rule(
        id=rule.id,
        policy_version=version,
        violation_class=rule.violation_class,
        when=when,
        score=score,
        names=tuple(dict.fromkeys(when.names + (score.names if isinstance(score, Condition) else ()))),
        measures=(*single, *graded),
        mode=cast("Mode", rule.mode if rule.mode in get_args(Mode) else "live"),
        basis=basis_of(rule.legal_basis, document.laws),
        duration=_span(rule.duration),
        lapse=rule.lapse,
        since=None if rule.effective_from is None else _moment(rule.effective_from),
        until=None if rule.effective_to is None else _moment(rule.effective_to),
    )


def _condition(on: RuleInput, text: str, wanted: Wanted) -> Condition:
    outcome = compiled(on, text, wanted)
    if isinstance(outcome, Refused):  # reading a file refuses this before; a document made by hand gets a plain answer
        raise ValueError(f"`{text}`: {outcome.complaints[0].message}")  # noqa: TRY004 - it is no matter of Python types
    return outcome
