"""The gang partition's work: ties and bans come in, communities are looked at again, and members are told.

Nothing is counted: rows keep who holds what since when, and a gang is a function of them, whatever came first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from streams.core.gangs.community import Gang, Node, gangs_among
from streams.core.gangs.naming import gang_id_of, paths_of
from streams.core.gangs.solid import is_solid
from streams.core.hops import Barred, Seat, Tie
from streams.core.policy.model import Policy
from streams.core.retention import kept_tie
from streams.core.rows import row_key
from streams.core.state_gangs import MAX_POSTING, MAX_TIES, GangAccountRow, GangTokenRow
from streams.core.work import Work

MAX_REGION = 1_000  # accounts looked at together; more are connected by something that is no evidence


def tied(work: Work, tie: Tie) -> None:
    """An account holds a shared token."""
    seeds = _tie(work, tie)
    if seeds:
        _look(work, seeds, tie.time)


def barred(work: Work, claim: Barred) -> None:
    """An account is barred, or no longer."""
    key = row_key("gangaccount", claim.account_id)
    row = _account(work, claim.account_id)
    if row.spans_revision < claim.revision:
        changed = msgspec.structs.replace(row, to=claim.asker, spans=claim.spans, spans_revision=claim.revision)
        due = kept_tie(claim.time, changed, work.policies)
        work.put(key, msgspec.structs.replace(changed, due=due))
        _look(work, [claim.account_id], claim.time)


def _tie(work: Work, tie: Tie) -> list[str]:
    """Write the tie down; the accounts whose community it changes."""
    account = _account(work, tie.account_id)
    opened = min((at for at in (account.opened, tie.opened) if at is not None), default=None)
    tokens = {**account.tokens, tie.token.value: tie.token.kind}
    if len(tokens) > MAX_TIES:
        return []
    agencies = tuple(sorted({*account.agencies, *([tie.agency] if tie.agency else [])}))
    changed = msgspec.structs.replace(account, to=tie.asker, opened=opened, tokens=tokens, agencies=agencies)
    is_new = changed != account
    if is_new:
        due = kept_tie(tie.time, changed, work.policies)
        work.put(row_key("gangaccount", tie.account_id), msgspec.structs.replace(changed, due=due))
    if account.opened not in (None, opened):  # who opened near it may not have
        return [tie.account_id, *(other for _, other in _sharing(work, changed)), *_post(work, tie)]
    return _post(work, tie) or ([tie.account_id] if is_new else [])


def _post(work: Work, tie: Tie) -> list[str]:
    key = row_key("gangtoken", tie.token.value)
    known = work.get(key)
    row = known if isinstance(known, GangTokenRow) else GangTokenRow(token_kind=tie.token.kind, masked=tie.token.masked)
    since = min(tie.since, row.members.get(tie.account_id, tie.since))
    if row.hub or row.members.get(tie.account_id) == since:
        return []
    members = {**row.members, tie.account_id: since}
    due = kept_tie(tie.time, row, work.policies)
    if len(members) > MAX_POSTING:
        work.put(key, msgspec.structs.replace(row, members={}, hub=True, due=due))
        return sorted(members)
    work.put(key, msgspec.structs.replace(row, members=members, due=due))
    return [tie.account_id]


def _account(work: Work, account_id: str) -> GangAccountRow:
    row = work.get(row_key("gangaccount", account_id))
    return row if isinstance(row, GangAccountRow) else GangAccountRow(account_id=account_id, revision=work.ticked())


def _look(work: Work, seeds: Iterable[str], at: int) -> None:
    """Look at everything connected to the seeds again, and tell those whose gang is another now."""
    seen: set[str] = set()
    policy = work.policies.at(at)
    for seed in seeds:
        if seed not in seen:
            region = _region(work, seed, policy)
            seen |= region.keys()
            nodes = {} if len(region) > MAX_REGION else {name: _node(row, at) for name, row in region.items()}
            _tell(work, region, gangs_among(nodes, policy) if len(nodes) >= policy.gangs.min_size else [], at, policy)


def _region(work: Work, seed: str, policy: Policy) -> dict[str, GangAccountRow]:
    """Everybody connected to the seed by solid ties."""
    region: dict[str, GangAccountRow] = {}
    waiting = [seed]
    while waiting and len(region) <= MAX_REGION:
        name = waiting.pop()
        if name in region:
            continue
        row = region[name] = _account(work, name)
        for token, other in _sharing(work, row):
            if other not in region and is_solid(row, _account(work, other), row.tokens[token], policy):
                waiting.append(other)
    return region


def _sharing(work: Work, row: GangAccountRow) -> Iterator[tuple[str, str]]:
    """(token, other account) of everything that the account shares."""
    for token in row.tokens:
        posting = work.get(row_key("gangtoken", token))
        if isinstance(posting, GangTokenRow):
            yield from ((token, other) for other in posting.members if other != row.account_id)


def _node(row: GangAccountRow, at: int) -> Node:
    return Node(
        account_id=row.account_id,
        tokens=row.tokens,
        opened=row.opened,
        barred=any(until is None or until > at for _, until in row.spans),
        agencies=frozenset(row.agencies),
    )


def _tell(work: Work, region: dict[str, GangAccountRow], gangs: list[Gang], at: int, policy: Policy) -> None:
    seats = {name: gang for gang in gangs for name in gang.members}
    for name in sorted(region):
        row, gang = region[name], seats.get(name)
        gang_id = None if gang is None else gang_id_of(gang, region)
        if gang_id == row.gang_id:
            continue
        told = msgspec.structs.replace(row, gang_id=gang_id, revision=row.revision + 1)
        work.put(row_key("gangaccount", name), told)
        seat = Seat(time=at, account_id=name, to=row.to, revision=told.revision, gang_id=gang_id)
        if gang is not None:
            paths = paths_of(work, row, frozenset(gang.members), policy)
            seat = msgspec.structs.replace(seat, confidence=gang.confidence, paths=paths)
        work.hops.append(seat)
