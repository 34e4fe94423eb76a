"""What an applicant passes on to whoever shares something with it: the roots it is joined to itself."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from streams.core.identity.decide import Looked, by_weight
from streams.core.identity.facts import said_at
from streams.core.identity.joining import REFUSE, REVIEW, Joined
from streams.core.rows.state_identity import AccountRow
from streams.core.rows.taint import UNKNOWN, Taint, Via

MAX_DERIVED = 4
WORTH_TELLING = 0.075
"""From this probability on a weak match is kept as evidence for others."""


class Passed(NamedTuple):
    """A root, since when it is known, what it may count for at most, and when people let the applicant in."""

    one: Joined
    since: int
    most: int
    cleared: int | None


def derived(row: AccountRow, looked: Looked) -> tuple[Taint, ...]:
    """The roots it is joined to directly, refused or not. Nothing that rests on another applicant is passed on.

    For each root what is worth most, and what was known first if that is another: a later form that says more must not
    take back what was said in the meantime.
    """
    found: dict[tuple[str, str], list[Taint]] = {}
    for passed in _roots(looked):
        if _is_told(row, passed.one):
            taint = _taint(row, passed)
            if _is_ever(taint):
                found.setdefault((passed.one.account_id, passed.one.offender_id or ""), []).append(taint)
    best = sorted((min(taints, key=_by_worth) for taints in found.values()), key=_by_worth)[:MAX_DERIVED]
    first = [min(taints, key=_by_time) for taints in found.values()]
    roots = {(_root(taint), taint.offender_id) for taint in best}
    told = [*best, *(taint for taint in first if taint not in best and (_root(taint), taint.offender_id) in roots)]
    return tuple(sorted(told, key=_by_time))


def _roots(looked: Looked) -> list[Passed]:
    """At the openings, and what became known later: an account that is open was not refused for that."""
    found = [Passed(one, application.at, REFUSE, one.cleared) for application, ones in looked.openings for one in ones]
    cleared = {passed.one.account_id: passed.cleared for passed in found if passed.cleared is not None}
    for one in looked.direct:
        at = cleared.get(one.account_id)
        found.append(Passed(one, one.known, REVIEW, at if at is not None and one.known <= at else None))
    return found


def _is_told(row: AccountRow, one: Joined) -> bool:
    return one.is_direct() and one.account_id != row.account_id and float(one.signals["match"]) >= WORTH_TELLING


def _taint(row: AccountRow, passed: Passed) -> Taint:
    """Whom people let in passes on no more from then on, and what rests on it goes to a person."""
    one, cleared = passed.one, passed.cleared
    path = min(one.links, key=by_weight).path
    via = Via(one.account_id, min(one.ruled(), passed.most), tuple(sorted(one.groups)), round(one.bits, 3), path)
    since = max(passed.since, one.taint.since)
    by = one.taint.by if since == one.taint.since else said_at(row.facts, since) or UNKNOWN
    taint = Taint(
        account_id=row.account_id, since=since, until=one.taint.until, offender_id=one.offender_id, via=via, by=by
    )
    ends_early = cleared is not None and (taint.until is None or cleared < taint.until)
    if ends_early:
        taint = msgspec.structs.replace(taint, until=cleared)
    return msgspec.structs.replace(taint, undone=one.taint.undone or ends_early)


def _is_ever(taint: Taint) -> bool:
    return taint.until is None or taint.since < taint.until


def _root(taint: Taint) -> str:
    return "" if taint.via is None else taint.via.account_id


def _by_time(taint: Taint) -> tuple[int, str, str, float, float]:
    return (taint.since, taint.offender_id or "", _root(taint), *_by_worth(taint)[:2])


def _by_worth(taint: Taint) -> tuple[float, float, int, str, str]:
    rank, bits = (0, 0.0) if taint.via is None else (taint.via.rank, taint.via.bits)
    return (-rank, -bits, taint.since, _root(taint), taint.offender_id or "")
