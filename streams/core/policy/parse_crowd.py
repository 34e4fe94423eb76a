"""The `crowd` section: how reports are weighed. Every key may be left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from schemas.events.reports import ReporterKind
from streams.core.policy.document import CrowdText
from streams.core.policy.problems import did_you_mean
from streams.core.policy.section import Section, plain

_SHARES = ("newcomer", "against", "burst_diversity")
_COUNTS = ("prior_right", "prior_wrong", "deviations", "unclustered_cap", "burst_reports", "burst_times")
_CURVE = ("intercept", "slope", "diversity")
_SPANS = ("newcomer_within", "burst_within", "mute", "review")


def read_crowd(root: Section) -> CrowdText:
    """The section, or the defaults."""
    section = root.section("crowd") if root.has("crowd") else None
    if section is None:
        return CrowdText()
    plainly = CrowdText()
    numbers: dict[str, Any] = {
        key: _number(section, key, getattr(plainly, key)) for key in (*_SHARES, *_COUNTS, *_CURVE)
    }
    spans: dict[str, Any] = {key: _span(section, key, getattr(plainly, key)) for key in _SPANS}
    crowd = CrowdText(
        **numbers,
        **spans,
        kinds={**plainly.kinds, **dict(_kinds(section))} if section.has("kinds") else plainly.kinds,
        steps=tuple(_steps(section)) if section.has("steps") else plainly.steps,
    )
    section.done()
    return crowd


def _number(section: Section, key: str, default: float) -> float:
    value = float(section.number(key, default))
    if key in _SHARES and not 0 <= value <= 1:
        section.wrong(key, f"`{key}` lies between 0 and 1")
    if key in (*_COUNTS, "slope", "diversity") and value <= 0 and key != "deviations":
        section.wrong(key, f"`{key}` is more than 0")
    if key == "deviations" and value < 0:
        section.wrong(key, "`deviations` is at least 0: nobody counts with more than what is known of them")
    return value


def _span(section: Section, key: str, default: str) -> str:
    if not section.has(key):
        return default
    section.span(key)
    return section.text(key)


def _kinds(section: Section) -> Iterator[tuple[str, float]]:
    inner = section.section("kinds")
    for kind in inner.keys() if inner else ():
        if inner is None:
            return
        if kind not in get_args(ReporterKind):
            inner.wrong(kind, f"unknown kind of reporter `{kind}`", did_you_mean(kind, get_args(ReporterKind)))
        factor = float(inner.number(kind))
        if factor < 0:
            inner.wrong(kind, "a factor is at least 0: nobody's word takes away from another's")
        yield kind, factor


def _steps(section: Section) -> Iterator[float]:
    last = 0.0
    for node in section.scalars("steps"):
        value = plain(node)
        if isinstance(value, bool) or not isinstance(value, int | float) or not last < value <= 1:
            section.wrong("steps", "score steps rise and lie between 0 and 1", "write for example [0.5, 0.75, 0.9]")
            return
        last = float(value)
        yield last
