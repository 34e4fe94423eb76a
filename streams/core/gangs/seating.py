"""The gang partition's work: ties and bans come in, communities are looked at again, and members are told.

Nothing is counted: rows keep who holds what since when, and a gang is a function of them, whatever came first.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from schemas.enforcement import LiftReason
from streams.core.fold.work import Work
from streams.core.gangs.adopted import Seats
from streams.core.gangs.graph import Graph
from streams.core.gangs.judged import Gang
from streams.core.gangs.memory import account_row, memory_of
from streams.core.gangs.naming import paths_of
from streams.core.gangs.nodes import could_tie
from streams.core.gangs.slight import have_nothing_else
from streams.core.hops import Barred, Seat, Tie
from streams.core.rows.retention import kept_posting, kept_seat
from streams.core.rows.state_gangs import MAX_POSTING, MAX_TIES, GangAccountRow, GangTokenRow
from streams.core.rows.store import row_key


def tied(work: Work, tie: Tie) -> None:
    """An account holds a shared token."""
    before = account_row(work, tie.account_id)
    after = _with_tie(before, tie)
    if after is None:
        return
    holders = _post(work, tie)
    if after != before:
        _put(work, after, tie.time)
        holders.add(tie.account_id)
    seeds = holders if could_tie(tie.token.kind, work.policies) else set()  # else it is written down, and moves nobody
    if (after.opened, after.agencies) != (before.opened, before.agencies):  # what was near or explained may not be
        seeds |= _sharers(work, after)
    if not have_nothing_else(work, seeds):
        look(work, seeds, tie.time)


def barred(work: Work, claim: Barred) -> None:
    """An account is barred, or no longer."""
    row = account_row(work, claim.account_id)
    if row.spans_revision < claim.revision:
        changed = msgspec.structs.replace(
            row, to=claim.asker, spans=claim.spans, spans_revision=claim.revision, cleared=claim.cleared
        )
        _put(work, changed, claim.time)
        sharers = _sharers(work, row) if row.cleared != claim.cleared else set()
        is_taken_back = claim.cleared or not claim.spans
        look(work, {claim.account_id} | sharers, claim.time, "overturned" if is_taken_back else "recomputed")


def passed(work: Work, key: str, row: GangTokenRow | GangAccountRow, at: int) -> None:
    """A row of the gang partition is due: a ban or a tie runs out, or nobody needs the row any more."""
    if isinstance(row, GangTokenRow):
        _write(work, key, None)
        look(work, set(row.members), at, "expired")
        return
    ends = [until for _, until in row.spans if until is not None and until > at]
    if row.kept > at:
        _write(work, key, msgspec.structs.replace(row, due=min([row.kept, *ends])))
        look(work, {row.account_id}, at, "expired")
        return
    sharers = _sharers(work, row)
    for token in row.tokens:
        _without(work, token, row.account_id)
    seat = None if row.gang_id is None else _seat(row, row.revision + 1, at, "expired")
    _write(work, key, None)
    work.hops += [] if seat is None else [seat]
    look(work, sharers, at, "expired")


def _without(work: Work, token: str, name: str) -> None:
    key = row_key("gangtoken", token)
    posting = work.get(key)
    if isinstance(posting, GangTokenRow) and name in posting.members:
        left = {member: since for member, since in posting.members.items() if member != name}
        _write(work, key, msgspec.structs.replace(posting, members=left))


def _put(work: Work, row: GangAccountRow, at: int) -> None:
    _write(work, row_key("gangaccount", row.account_id), kept_seat(at, row, work.policies, work.ticked()))


def _write(work: Work, key: str, row: GangAccountRow | GangTokenRow | None) -> None:
    memory_of(work).wrote(key, row)
    work.put(key, row)


def _with_tie(account: GangAccountRow, tie: Tie) -> GangAccountRow | None:
    """The account's row with the tie in it; None when it has too many."""
    opened = min((at for at in (account.opened, tie.opened) if at is not None), default=None)
    tokens = {**account.tokens, tie.token.value: tie.token.kind}
    if len(tokens) > MAX_TIES:
        return None
    agencies = tuple(sorted({*account.agencies, *([tie.agency] if tie.agency else [])}))
    return msgspec.structs.replace(account, to=tie.asker, opened=opened, tokens=tokens, agencies=agencies)


def _post(work: Work, tie: Tie) -> set[str]:
    """Write the holder down; everybody whose ties are others now."""
    key = row_key("gangtoken", tie.token.value)
    known = work.get(key)
    row = known if isinstance(known, GangTokenRow) else GangTokenRow(token_kind=tie.token.kind, masked=tie.token.masked)
    since = min(tie.since, row.members.get(tie.account_id, tie.since))
    if row.hub or row.members.get(tie.account_id) == since:
        return set()
    members = {**row.members, tie.account_id: since}
    due = kept_posting(tie.time, row, work.policies)
    is_hub = len(members) > MAX_POSTING
    _write(work, key, msgspec.structs.replace(row, members={} if is_hub else members, hub=is_hub, due=due))
    return set(members)


def _sharers(work: Work, row: GangAccountRow) -> set[str]:
    """Everybody who shares anything with the account that may tie."""
    tokens = (token for token, kind in row.tokens.items() if could_tie(kind, work.policies))
    postings = (work.get(row_key("gangtoken", token)) for token in tokens)
    return {name for posting in postings if isinstance(posting, GangTokenRow) for name in posting.members}


def look(work: Work, seeds: Collection[str], at: int, why: LiftReason = "recomputed") -> None:
    """Look at everything connected to the seeds again, and tell those whose gang is another now, and why."""
    if not seeds:
        return
    at = max([at, work.ticked(), *(account_row(work, name).clock for name in seeds)])
    graph = Graph(work, at, work.policies.at(at))
    seats = Seats(graph)
    for name in sorted(seats.touched(seeds)):
        _tell(work, graph, name, seats.seat(name), at, why)
    seats.told()


def _tell(work: Work, graph: Graph, name: str, gang: Gang | None, at: int, why: LiftReason) -> None:
    row = account_row(work, name)
    gang_id = None if gang is None else gang.gang_id
    if gang_id == row.gang_id:
        return
    told = msgspec.structs.replace(row, gang_id=gang_id, revision=row.revision + 1)
    _write(work, row_key("gangaccount", name), told)
    seat = _seat(told, told.revision, at, why)
    if gang is not None:
        paths = paths_of(work, row, frozenset(gang.members), graph.policy)
        figures = gang.figures(graph.policy.gangs)
        seat = msgspec.structs.replace(seat, gang_id=gang_id, confidence=gang.confidence, paths=paths, figures=figures)
    work.hops.append(seat)


def _seat(row: GangAccountRow, revision: int, at: int, why: LiftReason) -> Seat:
    """No gang any more."""
    return Seat(time=at, account_id=row.account_id, to=row.to, revision=revision, why=why)
