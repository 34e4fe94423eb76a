"""How a member is joined to the others of its gang."""

from __future__ import annotations

from collections.abc import Iterator

from streams.core.fold.work import Work
from streams.core.identity.fields import LABELS
from streams.core.policy.model import Policy
from streams.core.rows.state_gangs import GangAccountRow, GangTokenRow
from streams.core.rows.store import row_key

MAX_PATHS = 12
Path = tuple[str, str, str, str]
"""(kind, masked, the other account, in words)."""


def paths_of(work: Work, row: GangAccountRow, members: frozenset[str], policy: Policy) -> tuple[Path, ...]:
    """The weightiest tokens that the account shares with other members, one path for each of those."""
    weights = [
        (policy.identifiers[kind].weight, token) for token, kind in row.tokens.items() if kind in policy.identifiers
    ]
    found: dict[str, tuple[float, Path]] = {}
    last = None
    for weight, token in sorted(weights, reverse=True):
        if weight != last and len(found) >= MAX_PATHS:  # what is lighter displaces nothing
            break
        last = weight
        for path in _paths(work, row, token, members):
            known = found.get(path[2])
            if known is None or known < (weight, path):
                found[path[2]] = (weight, path)
    best = sorted(found.values(), key=lambda pair: (-pair[0], pair[1]))
    return tuple(path for _, path in best[:MAX_PATHS])


def _paths(work: Work, row: GangAccountRow, token: str, members: frozenset[str]) -> Iterator[Path]:
    posting = work.get(row_key("gangtoken", token))
    if isinstance(posting, GangTokenRow):
        kind = row.tokens[token]
        words = f"{LABELS.get(kind, kind)} {posting.masked}".rstrip()
        for other in posting.members:
            if other in members and other != row.account_id:
                yield kind, posting.masked, other, f"{words} → account {other}"
