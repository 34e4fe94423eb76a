"""Rules of a crowd by bars so low that every record matters, for lives in any order."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.enforcement import Measure
from streams.core.policy.model import Hit, SignalValue


class CrowdRules:
    """Each measure from its bar of one signal on."""

    def __init__(self, signal: str, bars: tuple[tuple[float, Measure], ...]) -> None:
        self.signal = signal
        self.bars = bars

    def hits(self, signals: Mapping[str, SignalValue], at: int) -> tuple[Hit, ...]:
        """Those whose bar is reached."""
        del at
        return tuple(
            hit for (bar, _), hit in zip(self.bars, self.possible(), strict=True) if signals[self.signal] >= bar
        )

    def possible(self) -> tuple[Hit, ...]:
        """All of them."""
        return tuple(
            Hit(rule_id=measure, policy_version="x", violation_class="other", measure=measure, mode="live", score=0.5)
            for _, measure in self.bars
        )
