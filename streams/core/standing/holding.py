"""From a rule that fired to the measure it puts in force, the same way for listings, crowds and openings."""

from __future__ import annotations

from typing import Any

from streams.core.policy.model import Hit
from streams.core.rows.facts import Held


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
