"""One rule: its keys, its condition, what it may do on its input, and its own cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast, get_args

from yaml.nodes import ScalarNode

from schemas.enforcement import Measure
from schemas.fields import ViolationClass
from streams.core.policy.condition import Refused, Wanted, compiled
from streams.core.policy.document import Law, RuleText
from streams.core.policy.laws import read_basis
from streams.core.policy.lexing import squeezed
from streams.core.policy.model import RuleInput
from streams.core.policy.parse_case import read_cases
from streams.core.policy.problems import did_you_mean
from streams.core.policy.section import Section, plain
from streams.core.time import text_of

RuleMode = Literal["live", "shadow", "off"]
FROM_REASON = "from_reason"
_ID = re.compile(r"^[a-z][a-z0-9_.-]{0,79}$")

# What a rule may do by itself. Shop and account measures come from points alone, and points from rulings alone; the
# crowd reminds and calls for a person, for whoever can summon a crowd must not be able to close a shop.
ALLOWED: dict[str, tuple[Measure, ...]] = {
    "listing": ("remind", "warn", "review", "limit_traffic", "block_listing"),
    "utterance": ("remind", "warn", "review", "limit_traffic", "pause_live", "stop_live"),
    "report": ("remind", "review"),
    "application": ("review", "refuse_opening"),
}


def read_rule(section: Section, laws: dict[str, Law]) -> RuleText:
    """The rule of one entry of `rules`."""
    on = cast("RuleInput", section.choice("on", get_args(RuleInput)))
    known = on in get_args(RuleInput)
    rule = RuleText(
        id=_id(section),
        on=on,
        violation_class=_class(section, on),
        when=_expression(section, "when", on, "bool") if known else "",
        score=_score(section, on) if known and section.has("score") else 1.0,
        measure=_measure(section, "measure", on) if section.has("measure") else None,
        measures=dict(_measures(section, on)) if section.has("measures") else {},
        mode=section.choice("mode", get_args(RuleMode), "live"),
        lapse=_measure(section, "lapse", on) if section.has("lapse") else None,
        duration=_duration(section),
        legal_basis=read_basis(section, laws),
        owner=section.text("owner"),
        announced_at=_time(section, "announced_at"),
        effective_from=_time(section, "effective_from"),
        effective_to=_time(section, "effective_to"),
        cases=read_cases(section, on) if known else (),
    )
    _check(section, rule)
    return rule


def _id(section: Section) -> str:
    rule_id = section.text("id")
    if rule_id and not _ID.match(rule_id):
        section.wrong("id", f"`{rule_id}` is no rule id", "lower-case letters, digits, `.`, `-` and `_`, at most 80")
    return rule_id


def _class(section: Section, on: str) -> str:
    name = section.text("class")
    known = (*get_args(ViolationClass), *([FROM_REASON] if on == "report" else []))
    if name and name not in known:
        section.wrong("class", f"unknown class `{name}`", did_you_mean(name, known))
    return name


def _measure(section: Section, key: str, on: str) -> Measure:
    name = section.choice(key, get_args(Measure), called="measure")
    if name in get_args(Measure) and name not in ALLOWED.get(on, (name,)):
        section.wrong(key, f"a rule on `{on}` cannot `{name}`", "it may " + ", ".join(ALLOWED[on]))
    return cast("Measure", name)


def _measures(section: Section, on: str) -> Iterator[tuple[str, Measure]]:
    inner = section.section("measures")
    for key in inner.keys() if inner else ():
        if inner is None:
            return
        measure = _measure(inner, key, on)
        try:
            threshold = float(key)
        except ValueError:
            threshold = -1.0
        if not 0 <= threshold <= 1:
            inner.wrong(key, f"`{key}` is no score", "write `0.9: block_listing`, a score between 0 and 1")
        yield repr(threshold), measure


def _expression(section: Section, key: str, on: RuleInput, wanted: Wanted) -> str:
    node = section.scalar(key)
    if node is None:
        return ""
    outcome = compiled(on, node.value, wanted)
    for complaint in outcome.complaints if isinstance(outcome, Refused) else ():
        place = section.source.within(node, complaint.line, complaint.column, complaint.width)
        section.source.problem(complaint.message, place, complaint.hint)
    return squeezed(node.value)


def _score(section: Section, on: RuleInput) -> float | str:
    node = section.scalar("score")
    value = plain(node) if isinstance(node, ScalarNode) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _expression(section, "score", on, "double")
    if not 0 <= value <= 1:
        section.wrong("score", "a score lies between 0 and 1")
    return float(value)


def _duration(section: Section) -> str | None:
    if not section.has("duration"):
        return None
    section.span("duration")
    return section.text("duration")


def _time(section: Section, key: str) -> str | None:
    return text_of(section.time(key)) if section.has(key) else None


def _check(section: Section, rule: RuleText) -> None:
    """What no single key shows; of a rule on an unknown input not every key was asked for."""
    if rule.on in ALLOWED:
        section.done()
    possible = {rule.measure, *rule.measures.values()} - {None}
    if (rule.measure is None) == (not rule.measures):
        section.wrong("measure", "a rule has either `measure` or `measures`", "`measures` maps scores to measures")
    if rule.lapse and "remind" not in possible:
        section.wrong("lapse", "`lapse` is what a reminder becomes, and this rule never reminds", "leave it out")
    if section.is_empty("legal_basis") and rule.mode != "off":
        section.wrong("legal_basis", "a rule names its legal basis", 'for example legal_basis: ["live:12"]')
    if rule.announced_at and rule.effective_from and rule.effective_from < rule.announced_at:
        section.wrong("effective_from", "takes effect before it is announced", "announce first: a change bites later")
    if rule.effective_from and rule.effective_to and rule.effective_to <= rule.effective_from:
        section.wrong("effective_to", "ends before it begins", "`effective_to` is the first moment it no longer holds")
