"""When each partition last answered a fetch.

A broker that hangs refuses nothing: connections stay up, and what it said last looks true for ever. So what was
confirmed long ago is not known any more.
"""

from __future__ import annotations

from collections.abc import Iterable

from faust.types import TP


class Hearing:
    """Remembers when the answer of each partition last changed, and when it was last looked at.

    Ages are those of the last look: an event loop that stood still is not the broker's silence.
    """

    def __init__(self) -> None:
        self._heard: dict[TP, tuple[int | None, float]] = {}
        self._looked = 0.0

    def note(self, answers: Iterable[tuple[TP, int | None]], now: float) -> None:
        """The last answer of each partition held; None: it owes none, for nobody asks while records are in hand."""
        before, self._heard = self._heard, {}
        self._looked = now
        for tp, answer in answers:
            old = before.get(tp)
            self._heard[tp] = (answer, now) if old is None or answer is None or old[0] != answer else old

    def age(self, tp: TP) -> float:
        """Seconds for which it has owed an answer."""
        heard = self._heard.get(tp)
        return 0.0 if heard is None else self._looked - heard[1]

    def longest(self) -> float:
        """Seconds since the partition that was heard of longest ago answered."""
        return max(map(self.age, self._heard), default=0.0)

    def shortest(self) -> float:
        """Seconds since any partition answered."""
        return min(map(self.age, self._heard), default=0.0)
