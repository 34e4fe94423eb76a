"""The `crowd` section: how reports are weighed. Every key may be left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from schemas.events.reports import ReporterKind
from streams.core.policy.document import CrowdText, Horizons, Law
from streams.core.policy.laws import read_basis
from streams.core.policy.problems import did_you_mean
from streams.core.policy.section import Section, plain
from streams.core.rows.bounds import CROWD_MAX
from streams.core.time import is_longer

_SHARE = (0.0, 1.0)
_RANGES = {
    "newcomer": _SHARE,
    "against": _SHARE,
    "burst_diversity": _SHARE,
    "prior_right": (0.01, 1000.0),
    "prior_wrong": (0.01, 1000.0),
    "deviations": (0.0, 10.0),
    "unclustered_cap": (0.01, 100.0),
    "burst_reports": (2.0, float(CROWD_MAX)),
    "burst_times": (1.0, 1000.0),
    "intercept": (-100.0, 100.0),
    "slope": (0.0, 100.0),
    "diversity": (0.0, 100.0),
}
"""Least and greatest. A bound above the mean, or a curve that falls with reports, would turn
the meaning round; more reports than a row keeps are never counted, and a burst of so many would never be seen."""
_FACTOR_MAX = 10.0
_SPANS = ("newcomer_within", "burst_within", "mute", "review")


def read_crowd(root: Section, horizons: Horizons, laws: Mapping[str, Law]) -> CrowdText:
    """The section, or the defaults."""
    section = root.section("crowd") if root.has("crowd") else None
    if section is None:
        return CrowdText()
    plainly = CrowdText()
    numbers: dict[str, Any] = {key: _number(section, key, getattr(plainly, key)) for key in _RANGES}
    spans: dict[str, Any] = {key: _span(section, key, getattr(plainly, key)) for key in _SPANS}
    crowd = CrowdText(
        **numbers,
        **spans,
        kinds={**plainly.kinds, **(dict(_kinds(section)) if section.has("kinds") else {})},
        steps=tuple(_steps(section)) if section.has("steps") else plainly.steps,
        legal_basis=read_basis(section, laws),
    )
    _check_mute(section, horizons)
    section.done()
    return crowd


def _number(section: Section, key: str, default: float) -> float:
    value = float(section.number(key, default))
    least, most = _RANGES[key]
    if not least <= value <= most:
        section.wrong(key, f"`{key}` lies between {least:g} and {most:g}")
    return value


def _check_mute(section: Section, horizons: Horizons) -> None:
    """A reporter's record is forgotten a ledger horizon after its last ruling, and with it that they are muted."""
    if section.has("mute") and is_longer(section.text("mute"), horizons.ledger):
        section.wrong(
            "mute", "`mute` is longer than a reporter is remembered", f"at most {horizons.ledger}, the ledger's"
        )


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
        if not 0 <= factor <= _FACTOR_MAX:
            inner.wrong(kind, f"a factor lies between 0 and {_FACTOR_MAX:g}", "0 leaves their reports out")
        yield kind, factor


def _steps(section: Section) -> Iterator[float]:
    """Without steps nobody could follow how sure the crowd became."""
    if section.is_empty("steps"):
        section.wrong("steps", "there are no score steps", "leave `steps` out, or write for example [0.5, 0.75, 0.9]")
    last = 0.0
    for node in section.scalars("steps"):
        value = plain(node)
        if isinstance(value, bool) or not isinstance(value, int | float) or not last < value <= 1:
            section.wrong("steps", "score steps rise and lie between 0 and 1", "write for example [0.5, 0.75, 0.9]")
            return
        last = float(value)
        yield last
