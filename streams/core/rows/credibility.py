"""How much a reporter's word weighs: a Beta prior per class, moved by rulings on earlier reports, by its lower bound.

Only people and regulators move it, and only rulings from before the report: an answer never depends on what was not
known then. The prior makes a newcomer neither trusted nor ignored.
"""

from __future__ import annotations

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
    right, wrong = rule.prior_right + record.right, rule.prior_wrong + record.wrong
    total = right + wrong
    mean = right / total
    return max(mean - rule.deviations * sqrt(mean * (1 - mean) / (total + 1)), 0.0)


def is_muted(record: Record, at: int, rule: Crowd) -> bool:
    """Whether an abusive report mutes its author at this time."""
    return record.abused is not None and at < record.abused + rule.mute


def weight(record: Record, kind: str, since: int | None, at: int, rule: Crowd, bound: float | None = None) -> int:
    """In `UNIT`s: the lower bound, more for those who bought, less for new accounts and for competitors."""
    if is_muted(record, at, rule):
        return 0
    bound = (lower_bound(record, rule) if bound is None else bound) * rule.kinds.get(kind, 1.0)
    is_new = since is None or at - since < rule.newcomer_span
    return round(bound * (rule.newcomer if is_new else 1.0) * UNIT)
