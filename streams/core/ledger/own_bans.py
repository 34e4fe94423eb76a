"""Our own bans of an account, as its ledger's fold sees them: linkage bars by these, and not by what was published."""

from __future__ import annotations

from collections.abc import Sequence

from streams.core.identity.outcome import OwnBan, OwnBans
from streams.core.ledger.taken_back import Span, is_ban
from streams.core.rows.facts import Fact
from streams.core.rows.state import LedgerRow
from streams.core.standing.standing import Ended, Standing


def bans_of(
    row: LedgerRow, facts: Sequence[Fact], standing: Standing, at: int, fell: Span | None, *, in_order: bool
) -> OwnBans | None:
    """The bans at `at` of a fold of these facts; None where one in order has nothing to say about any.

    `fell` is the last that people took back. What comes in order takes none back, and says nothing of those before it.
    """
    bans = [_ended(ended) for ended in standing.ended if is_ban(ended.held) and ended.at > ended.held.start]
    bans += [
        OwnBan(at=held.start, until=held.expires_at, by=held.cause) for held in standing.held.values() if is_ban(held)
    ]
    if not bans and in_order:
        return None
    since = row.clock if in_order else row.base_clock
    if not row.clock and facts:  # known for the first time, or again: what was forgotten was over
        since = facts[0].time
    bans = sorted(set(bans), key=_by_time)
    return OwnBans(account_id=row.seller_id, bans=tuple(bans), since=since, at=at, fell=fell)


def _ended(ended: Ended) -> OwnBan:
    """One that ran out, or that an appeal lifted."""
    is_over = ended.reason in ("expired", "lapsed")
    held = ended.held
    return OwnBan(at=held.start, until=held.expires_at, lifted=None if is_over else ended.at, by=held.cause)


def _by_time(ban: OwnBan) -> tuple[int, int, int, tuple[str, str]]:
    ends = [-1 if end is None else end for end in (ban.until, ban.lifted)]
    return (ban.at, ends[0], ends[1], ban.by)
