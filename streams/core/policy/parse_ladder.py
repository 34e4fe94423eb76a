"""The `ladders` section: points, when they are cleared, caps, grace, steps."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, cast, get_args

from schemas.enforcement import Measure
from schemas.fields import Severity, ViolationClass
from streams.core.policy.document import CarryOverText, GraceText, LadderText, Law, StepText, WindowCapText
from streams.core.policy.laws import read_basis
from streams.core.policy.problems import did_you_mean
from streams.core.policy.section import Section

Target = Literal["offending", "shop", "account"]
Reset = Literal["rolling", "calendar"]
NOT_BY_POINTS = {
    "compensate": "buyers are compensated by the `guarantee` section",
    "refuse_opening": "an opening is refused by rules on `opening`",
}


def read_ladders(root: Section, laws: dict[str, Law]) -> dict[str, LadderText]:
    """The ladders by class; there is always a `default` one."""
    known = ("default", *get_args(ViolationClass))
    ladders: dict[str, LadderText] = {}
    for name, section in root.sections("ladders"):
        if name not in known:
            section.source.problem(f"unknown class `{name}`", section.title, did_you_mean(name, known))
        ladders[name] = _ladder(section, laws)
    if ladders and "default" not in ladders:
        root.wrong("ladders", "there is no `default` ladder", "classes without a ladder of their own need one")
    return ladders


def _ladder(section: Section, laws: dict[str, Law]) -> LadderText:
    points = section.section("points")
    severities = {name: points.whole(name) for name in get_args(Severity)} if points else {}
    if points:
        points.done()
    _check_rise(points, severities)
    reset = section.choice("reset", get_args(Reset), "rolling")
    ladder = LadderText(
        points=severities,
        validity=_validity(section, reset),
        reset=reset,
        carry_over=_carry_over(section) if section.has("carry_over") else None,
        day_cap=section.whole("day_cap", 1) if section.has("day_cap") else None,
        window_cap=_window_cap(section) if section.has("window_cap") else None,
        grace=_grace(section) if section.has("grace") else None,
        never_slight=section.choice("never_slight", ("true", "false"), "false") == "true",
        steps=_steps(section),
        legal_basis=read_basis(section, laws),
    )
    _check(section, ladder)
    section.done()
    return ladder


def _check_rise(section: Section | None, points: dict[str, int]) -> None:
    """The graver never counts less."""
    for lesser, graver in pairwise(get_args(Severity)):
        if section is not None and points[graver] < points[lesser] and section.has(graver):
            section.wrong(graver, f"`{graver}` counts less than `{lesser}`", "points rise with severity")


def _validity(section: Section, reset: str) -> str:
    if reset != "rolling" and not section.has("validity"):
        return ""
    if reset == "calendar":
        section.wrong("validity", "points are cleared when the year ends", "leave out `validity`, or `reset: calendar`")
    section.span("validity")
    return section.text("validity")


def _carry_over(section: Section) -> CarryOverText | None:
    inner = section.section("carry_over")
    if inner is None:
        return None
    band = CarryOverText(least=inner.whole("from", 1), below=inner.whole("below", 1))
    if band.below <= band.least:
        inner.wrong(
            "below", "the band is empty", "`from` is the least that is carried over, `below` is carried no more"
        )
    inner.done()
    return band


def _window_cap(section: Section) -> WindowCapText | None:
    inner = section.section("window_cap")
    if inner is None:
        return None
    points, days = inner.whole("points", 1), inner.whole("days", 1)
    cap = WindowCapText(points=points, days=days, severities=_severities(inner))
    inner.done()
    return cap


def _grace(section: Section) -> GraceText | None:
    inner = section.section("grace")
    if inner is None:
        return None
    inner.span("clean")
    grace = GraceText(severities=_severities(inner), clean=inner.text("clean"))
    if not grace.severities:
        inner.wrong("severities", "grace names the severities it is for", "write `severities: [slight]`")
    inner.done()
    return grace


def _severities(section: Section) -> tuple[str, ...]:
    severities = tuple(str(node.value) for node in section.scalars("severities"))
    for name in severities:
        if name not in get_args(Severity):
            section.wrong("severities", f"unknown severity `{name}`", did_you_mean(name, get_args(Severity)))
    return severities


def _steps(section: Section) -> tuple[StepText, ...]:
    steps = tuple(_step(item) for item in section.items("steps"))
    if [step.threshold for step in steps] != sorted({step.threshold for step in steps}):
        section.wrong(
            "steps", "thresholds do not rise", "order the steps by threshold, each higher than the one before"
        )
    if len({(step.measure, step.target) for step in steps}) < len(steps):
        section.wrong("steps", "two steps take the same measure on the same target", "one of them could never be taken")
    return steps


def _step(section: Section) -> StepText:
    step = StepText(
        threshold=section.whole("threshold", 1),
        measure=_measure(section),
        target=section.choice("target", get_args(Target)),
        duration=_duration(section),
    )
    section.done()
    return step


def _measure(section: Section) -> Measure:
    name = section.choice("measure", get_args(Measure))
    if name in NOT_BY_POINTS:
        section.wrong("measure", f"points cannot bring `{name}`", NOT_BY_POINTS[name])
    return cast("Measure", name)


def _duration(section: Section) -> str | None:
    if not section.has("duration"):
        return None
    section.span("duration")
    return section.text("duration")


def _check(section: Section, ladder: LadderText) -> None:
    """What no single key shows."""
    if ladder.carry_over is not None and ladder.reset != "calendar":
        section.wrong("carry_over", "nothing is carried over where points roll", "add `reset: calendar`")
    if ladder.grace is None:
        return
    if ladder.never_slight:
        section.wrong("grace", "a class that is never slight has no first slip to grace", "leave one of them out")
    if not any(step.measure == "remind" for step in ladder.steps):
        section.wrong("grace", "grace reminds, and no step of this ladder does", "add a step with `measure: remind`")
