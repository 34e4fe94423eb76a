"""From a rule that fired to the measure it puts in force, the same way for listings, crowds and openings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from streams.core.policy.model import Hit
from streams.core.rows.facts import Held
from streams.core.rows.reminders import Voided

STATUTORY = "notice"
"""The basis of what a notice asks for: its clock is the law's."""


def from_hit(hit: Hit, target: tuple[str, str], start: int, cause: tuple[str, str], **more: Any) -> Held:
    """The measure of a hit on `target` (kind, id) from `start`; `more` are what the hit does not know."""
    known: dict[str, Any] = {
        "violation_class": hit.violation_class,
        "expires_at": None if hit.duration is None else start + hit.duration,
        **more,
    }
    return Held(
        target_kind=target[0],
        target_id=target[1],
        measure=hit.measure,
        mode=hit.mode,
        start=start,
        rule_id=hit.rule_id,
        policy_version=hit.policy_version,
        cause=cause,
        score=hit.score,
        legal_basis=hit.legal_basis,
        **known,
    )


def lengthened(held: Held, fallen: Iterable[Voided]) -> Held:
    """A reminder that is open in the window of a ruling that fell stays open until the host had time to answer it.

    What a notice asks for waits for the window that was told, and not longer.
    """
    if held.measure != "remind" or held.mode != "live" or held.expires_at is None:
        return held
    windows = [one for one in fallen if one.violation_class == held.violation_class]
    ends = (one.until if held.basis == STATUTORY else one.kept for one in windows)
    return msgspec.structs.replace(held, expires_at=max(held.expires_at, *ends)) if windows else held


def lapsed(reminder: Held, at: int) -> Held:
    """What a reminder with a lapse becomes when nobody corrects."""
    lapse = reminder.lapse
    if lapse is None:
        return reminder
    return msgspec.structs.replace(
        reminder,
        measure=lapse.measure,
        target_kind=lapse.target_kind,
        target_id=lapse.target_id,
        start=at,
        expires_at=None if lapse.duration is None else at + lapse.duration,
        lapse=None,
        acknowledged=False,
        basis="lapse" if reminder.basis == "rule" else reminder.basis,
        id="",
    )
