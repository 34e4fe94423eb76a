"""What a gang is called, and how a member is joined to the others."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from streams.core.fold.work import Work
from streams.core.gangs.judged import Gang
from streams.core.identity.fields import LABELS
from streams.core.policy.model import Policy
from streams.core.rows.state_gangs import GangAccountRow, GangTokenRow
from streams.core.rows.store import row_key

MAX_PATHS = 12
Path = tuple[str, str, str, str]
"""(kind, masked, the other account, in words)."""


def gang_id_of(gang: Gang, rows: Mapping[str, GangAccountRow]) -> str:
    """A digest of the earliest member: it stays while the gang grows."""
    first = min(gang.members, key=lambda name: (_began(rows[name]), name))
    return sha256(f"gang {first}".encode()).hexdigest()[:16]


def _began(row: GangAccountRow) -> float:
    times = [at for at in (row.opened, *(since for since, _ in row.spans)) if at is not None]
    return min(times, default=float("inf"))


def paths_of(work: Work, row: GangAccountRow, members: frozenset[str], policy: Policy) -> tuple[Path, ...]:
    """The weightiest tokens that the account shares with other members, one path for each of those."""
    found: dict[str, tuple[float, Path]] = {}
    for token, kind in row.tokens.items():
        posting = work.get(row_key("gangtoken", token))
        identifier = policy.identifiers.get(kind)
        if isinstance(posting, GangTokenRow) and identifier is not None:
            for other in posting.members:
                if other in members and other != row.account_id:
                    words = f"{LABELS.get(kind, kind)} {posting.masked}".rstrip() + f" → account {other}"
                    path = (identifier.weight, (kind, posting.masked, other, words))
                    found[other] = max(found.get(other, path), path)
    best = sorted(found.values(), key=lambda pair: (-pair[0], pair[1]))
    return tuple(path for _, path in best[:MAX_PATHS])
