"""The newest ban of ours that people took back: by event time it stood for a while, whatever was heard of first.

What was overturned, or won on appeal, is left out of a ledger's fold, so that a ban it brought leaves no trace there.
For whoever has to know that people looked into the account, the ledger is folded as it was known just before and after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice

from streams.core.ledger.points import standing_rulings
from streams.core.policy.model import Ladder, PolicySet
from streams.core.rows.facts import AppealEnded, Fact, Held, Overturned
from streams.core.rows.state import LedgerRow
from streams.core.standing.standing import Standing

BAN = "ban_account"
LOOKS = 8
"""At the last so many that may have ended a ban: a ledger may have lost half of hundreds of rulings."""
AsOf = Callable[[Sequence[Fact], int], Standing]
"""The standing of a ledger that knows these facts, at a moment."""
Span = tuple[int, int]
"""From when until when."""


def is_ban(held: Held) -> bool:
    """Whether a measure closes an account for all to see."""
    return held.measure == BAN and held.mode == "live"


def last_taken_back(facts: Sequence[Fact], row: LedgerRow, policies: PolicySet, as_of: AsOf) -> Span | None:
    """The ban that was in force when it lost its ground for the last time; None where another one went on then.

    `facts` are all of the ledger's, in order, but what came before the row's base is looked at no more.
    """
    is_based = any(map(is_ban, row.base_held))
    falls = _falls(facts, row.base_clock)
    for place in islice((one for one in falls if is_based or _may_ban(facts[:one], policies)), LOOKS):
        known, at = facts[:place], facts[place].time
        before = _ban(as_of(known, at))
        if before is not None:
            return None if _ban(as_of(facts[: place + 1], at)) is not None else (before.start, at)
    return None


def _falls(facts: Sequence[Fact], since: int) -> list[int]:
    """Where rulings lost their ground, the last first."""
    fell = [place for place, fact in enumerate(facts) if _takes_back(fact) and fact.time > since]
    return fell[::-1]


def _takes_back(fact: Fact) -> bool:
    return isinstance(fact, Overturned) or (isinstance(fact, AppealEnded) and fact.upheld)


def _ban(standing: Standing) -> Held | None:
    return min(filter(is_ban, standing.held.values()), key=lambda held: held.start, default=None)


def _may_ban(facts: Sequence[Fact], policies: PolicySet) -> bool:
    """Whether the rulings that stood then could have brought a ban, had no cap and no grace taken anything away."""
    points = Counter[str]()
    for ruling in standing_rulings(facts):
        points[ruling.violation_class] += ruling.points
    return any(count >= _least(name, policies) for name, count in points.items())


def _least(violation_class: str, policies: PolicySet) -> int:
    """The fewest points that bring a ban; none where a reminder may lapse into one."""
    found = [_least_of(policy.ladder(violation_class)) for policy in policies.versions]
    return min((least for least in found if least is not None), default=1 << 60)


def _least_of(ladder: Ladder) -> int | None:
    bans = [number for number, step in enumerate(ladder.steps) if step.measure == BAN]
    if any(number and ladder.steps[number - 1].measure == "remind" for number in bans):
        return 0
    return min((ladder.steps[number].threshold for number in bans), default=None)
