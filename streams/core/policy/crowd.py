"""How a policy weighs reports: priors, discounts, caps, bursts, and the curve from weight to probability."""

from __future__ import annotations

import msgspec

_MINUTE = 60 * 1_000_000
_DAY = 24 * 60 * _MINUTE


class Crowd(msgspec.Struct, frozen=True, kw_only=True):
    """All spans in microseconds. A policy may leave out the section, or any key of it.

    The defaults never change: a policy's version tells what is written in it, not what is left out.

    A reporter starts as `prior_right` right reports in `prior_right + prior_wrong`, and counts with the mean less
    `deviations` standard deviations. `kinds` are factors by who reports. A linked cluster counts as much as its
    weightiest member; those without a cluster share one that counts at most `unclustered_cap`. `review` is how long a
    review that a crowd asked for stays open: after it, another crowd is heard anew.
    """

    prior_right: float = 2.0
    prior_wrong: float = 2.0
    deviations: float = 1.0
    kinds: dict[str, float] = msgspec.field(default_factory=lambda: {"viewer": 1.0, "buyer": 2.0, "competitor": 0.2})
    newcomer: float = 0.5
    newcomer_span: int = 30 * _DAY
    unclustered_cap: float = 1.5
    against: float = 0.5
    burst_reports: float = 20.0
    burst_span: int = 10 * _MINUTE
    burst_times: float = 5.0
    burst_diversity: float = 0.5
    mute: int = 90 * _DAY
    review: int = 7 * _DAY
    intercept: float = -15.2
    slope: float = 5.5
    diversity: float = 12.3
    steps: tuple[float, ...] = (0.3, 0.6, 0.9)
