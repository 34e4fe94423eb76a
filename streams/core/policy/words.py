"""A policy in plain words: what its ladders do, and what its rules are."""

from __future__ import annotations

from collections.abc import Iterator

from streams.core.policy.document import Document, LadderText, RuleText, StepText

_TARGETS = {"offending": "what offended", "shop": "the shop", "account": "the account"}


def ladder_words(name: str, ladder: LadderText) -> Iterator[str]:
    """One line for the points, one a step."""
    points = ", ".join(f"{severity} {count}" for severity, count in ladder.points.items())
    yield f"{name}: {points} points, {', '.join(_counting(ladder))}"
    for step in ladder.steps:
        yield f"  from {step.threshold:>3}  {_step(step)}"


def _counting(ladder: LadderText) -> Iterator[str]:
    """How long points count, what caps them, what is graced."""
    yield f"each counting {ladder.validity}" if ladder.reset == "rolling" else "cleared on 31 December at 24:00"
    if ladder.carry_over is not None:
        yield f"a year's {ladder.carry_over.least} to {ladder.carry_over.below - 1} carried over for one more year"
    if ladder.day_cap is not None:
        yield f"at most {ladder.day_cap} a day"
    if ladder.window_cap is not None:
        of = f" of {', '.join(ladder.window_cap.severities)} findings" if ladder.window_cap.severities else ""
        yield f"at most {ladder.window_cap.points} in {ladder.window_cap.days} days{of}"
    if ladder.grace is not None:
        slip = " or ".join(ladder.grace.severities)
        yield f"the first {slip} slip in {ladder.grace.clean} free when corrected in time"
    if ladder.never_slight:
        yield "never slight"


def _step(step: StepText) -> str:
    lasts = f" for {step.duration}" if step.duration else ""
    return f"{step.measure} on {_TARGETS[step.target]}{lasts}"


def rule_words(rule: RuleText) -> str:
    """One line: on what, when, and what then."""
    then = rule.measure or " / ".join(f"{measure} from {score}" for score, measure in rule.measures.items())
    lapse = f", run out: {rule.lapse}" if rule.lapse else ""
    return f"{rule.id} [{rule.mode}] on {rule.on}, {rule.violation_class}: {rule.when} -> {then}{lapse}"


def document_words(document: Document) -> Iterator[str]:
    """Windows and terms, ladders, rules."""
    yield f"correction window {document.windows.correction}, crowd window {document.windows.crowd}"
    yield f"blacklist term {document.blacklist_term} where none is given"
    yield f"appeal within {document.appeal.term}: {document.appeal.route}"
    for measure, quota in document.quotas.items():
        yield f"quota: {measure} is braked beyond {quota.per_minute} a minute"
    for name, ladder in document.ladders.items():
        yield from ladder_words(f"ladder {name}", ladder)
    for rule in document.rules:
        yield f"rule {rule_words(rule)}"
