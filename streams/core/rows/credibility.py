"""How much a reporter's word weighs: a Beta prior per class, moved by rulings on earlier reports, by its lower bound.

Only people and regulators move it, and only rulings from before the report: an answer never depends on what was not
known then. The prior makes a newcomer neither trusted nor ignored.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

import msgspec

from streams.core.policy.crowd import Crowd

UNIT = 10_000
"""Weights are whole numbers of this fraction: sums of floats would depend on the order of summing."""


class Record(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True):
    """What rulings before a report said about its reporter, in its class; `abused` is the last abusive one's time."""

    right: int = 0
    wrong: int = 0
    abused: int | None = None


NO_RECORD = Record()


def lower_bound(record: Record, rule: Crowd) -> float:
    """The accuracy one can count on: mean of the Beta less some standard deviations, at least 0."""
    return _bound(rule.prior_right + record.right, rule.prior_wrong + record.wrong, rule.deviations)


def _bound(right: float, wrong: float, deviations: float) -> float:
    total = right + wrong
    mean = right / total
    return max(mean - deviations * sqrt(mean * (1 - mean) / (total + 1)), 0.0)


def is_muted(record: Record, at: int, rule: Crowd) -> bool:
    """Whether an abusive report mutes its author at this time."""
    return record.abused is not None and at < record.abused + rule.mute


def weight(record: Record, kind: str, since: int | None, at: int, rule: Crowd) -> int:
    """In `UNIT`s: the lower bound, more for those who bought, less for new accounts and for competitors."""
    if record.abused is not None and is_muted(record, at, rule):
        return 0
    is_new = since is None or at - since < rule.newcomer_span
    right, wrong = rule.prior_right + record.right, rule.prior_wrong + record.wrong
    return _units(right, wrong, rule.deviations, rule.kinds.get(kind, 1.0), rule.newcomer if is_new else 1.0)


@lru_cache(maxsize=4_096)
def _units(right: float, wrong: float, deviations: float, kind: float, newcomer: float) -> int:
    """Remembered, for nearly all reporters have the same record: none."""
    return round(_bound(right, wrong, deviations) * kind * newcomer * UNIT)
