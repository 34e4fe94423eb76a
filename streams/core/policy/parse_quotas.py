"""The `quotas` section: how many of a measure may be taken in a minute before it is braked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from schemas.enforcement import Measure
from streams.core.policy.document import QuotaText
from streams.core.policy.problems import did_you_mean
from streams.core.policy.section import Section

UNLIMITED: tuple[Measure, ...] = ("review", "compensate")
"""A review is what a brake leaves behind, and what buyers are owed is never held back for being much."""


def read_quotas(root: Section) -> dict[str, QuotaText]:
    """By measure; a measure that is not named has none."""
    return dict(_quotas(root)) if root.has("quotas") else {}


def _quotas(root: Section) -> Iterator[tuple[str, QuotaText]]:
    allowed = tuple(measure for measure in get_args(Measure) if measure not in UNLIMITED)
    for measure, section in root.sections("quotas"):
        if measure in UNLIMITED:
            section.source.problem(f"`{measure}` has no quota", section.title, "it may be for " + ", ".join(allowed))
        elif measure not in allowed:
            section.source.problem(f"unknown measure `{measure}`", section.title, did_you_mean(measure, allowed))
        per_minute = section.number("per_minute")
        if per_minute < 1 or int(per_minute) != per_minute:
            section.wrong(
                "per_minute", "a quota is a whole number from 1", "a measure that nobody wants stands in no rule"
            )
        yield measure, QuotaText(per_minute=int(per_minute))
        section.done()
