"""What becomes of a measure while operations observe only, or while a brake is on: the same in service and replay.

Observe-only: a shadow stands for it. A brake: a shadow, and a review beside it, so that a person decides. An opening
that would be refused is reviewed in both: to let everybody in would be a decision of the machine as well.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from schemas.enforcement import Restraint
from streams.core.policy.controls import Controls
from streams.core.rows.facts import Held

OPENING = "refuse_opening"


def forms(held: Held, controls: Controls, ground: int) -> tuple[Held, ...]:
    """What is taken instead of a measure whose ground arose at `ground`; mostly the measure itself."""
    if held.mode != "live" or held.basis == "appeal":  # who appeals is heard by a person, whatever is switched
        return (held,)
    moments = (held.start, ground)
    if any(controls.observing(at) for at in moments):
        if held.measure == "review" and held.target_kind == "application":
            return (held,)
        shadow = msgspec.structs.replace(held, mode="shadow", restrained_by="observe_only")
        return (shadow, _review(held, "observe_only")) if held.measure == OPENING else (shadow,)
    if any(controls.braked(held.measure, at) for at in moments):
        shadow = msgspec.structs.replace(held, mode="shadow", restrained_by="brake")
        return (shadow,) if held.measure == "review" else (shadow, _review(held, "brake"))
    return (held,)


def _review(held: Held, by: Restraint) -> Held:
    """A person looks instead; nothing follows from it by itself."""
    return msgspec.structs.replace(held, measure="review", lapse=None, restrained_by=by)


def decision_of(held: Held) -> Literal["review", "refuse"]:
    """The answer to an opening by the measure that is in force about it."""
    return "refuse" if held.measure == OPENING else "review"
