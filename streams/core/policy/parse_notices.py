"""The `notices` and `guarantee` sections: what a notice leads to, and when buyers are compensated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

from schemas.enforcement import Measure
from schemas.fields import TargetKind, ViolationClass
from streams.core.policy.document import GuaranteeText, Law, NoticeText
from streams.core.policy.laws import read_basis
from streams.core.policy.problems import did_you_mean
from streams.core.policy.section import Section

KINDS = ("rights_notice", "regulator_notice", "address_notice", "staff_notice")

# A notice is a claim, and only a ruling gives points: what it brings can be taken back the day it proves wrong.
ALLOWED: tuple[Measure, ...] = ("remind", "warn", "review", "limit_function", "limit_traffic", "block_listing")
ALLOWED += ("pause_live", "stop_live")


def read_notices(root: Section, laws: dict[str, Law]) -> dict[str, NoticeText]:
    """What each kind of notice leads to; a kind that is not named asks for a review."""
    return dict(_notices(root, laws)) if root.has("notices") else {}


def _notices(root: Section, laws: dict[str, Law]) -> Iterator[tuple[str, NoticeText]]:
    for kind, section in root.sections("notices"):
        if kind not in KINDS:
            section.source.problem(f"unknown notice `{kind}`", section.title, did_you_mean(kind, KINDS))
        notice = NoticeText(
            measures=dict(_measures(section)),
            restore=_span(section, "restore"),
            correction=_span(section, "correction"),
            lapse=_measure(section, "lapse") if section.has("lapse") else None,
            score=_score(section),
            legal_basis=read_basis(section, laws),
        )
        if not notice.legal_basis:
            section.wrong("legal_basis", "a notice names its legal basis", 'for example legal_basis: ["ecommerce:42"]')
        section.done()
        yield kind, notice


def _measures(section: Section) -> Iterator[tuple[str, Measure]]:
    inner = section.section("measures")
    for kind in inner.keys() if inner else ():
        if inner is None:
            return
        if kind not in get_args(TargetKind):
            inner.wrong(kind, f"unknown target `{kind}`", did_you_mean(kind, get_args(TargetKind)))
        yield kind, _measure(inner, kind)


def _measure(section: Section, key: str) -> Measure:
    name = section.choice(key, get_args(Measure), called="measure")
    if name in get_args(Measure) and name not in ALLOWED:
        section.wrong(key, f"a notice cannot `{name}`", "it may " + ", ".join(ALLOWED))
    return cast("Measure", name)


def _span(section: Section, key: str) -> str | None:
    if not section.has(key):
        return None
    section.span(key)
    return section.text(key)


def _score(section: Section) -> float:
    score = section.number("score", 1.0)
    if not 0 <= score <= 1:
        section.wrong("score", "a score lies between 0 and 1")
    return float(score)


def read_guarantee(root: Section, laws: dict[str, Law]) -> GuaranteeText:
    """Which classes compensate; counterfeits alone where nothing is said."""
    section = root.section("guarantee") if root.has("guarantee") else None
    if section is None:
        return GuaranteeText()
    classes = tuple(str(node.value) for node in section.scalars("classes"))
    for name in classes:
        if name not in get_args(ViolationClass):
            section.wrong("classes", f"unknown class `{name}`", did_you_mean(name, get_args(ViolationClass)))
    term = _span(section, "term") or "365d"
    basis = read_basis(section, laws)
    classes = classes if section.has("classes") else ("counterfeit",)  # none at all switches compensation off
    guarantee = GuaranteeText(classes=classes, term=term, legal_basis=basis)
    section.done()
    return guarantee
