"""Accounts as the gangs see them, and who holds a shared token."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection

import msgspec

from streams.core.policy.linkage import IdentifierKind
from streams.core.policy.model import Policy, PolicySet
from streams.core.rows.state_gangs import GangAccountRow

EXPLAINED = ("place", "handset")
"""Groups that a common agency explains: it files its clients' forms at its desk."""
DESK_LEAST = 3  # clients who name the agency, before what they share is taken for its desk's
Spans = tuple[tuple[int, int | None], ...]
"""Bars: since, until."""


class Node(msgspec.Struct, frozen=True):
    """An account: tokens that may tie (value -> kind), when it opened, its agencies, and when it is barred."""

    account_id: str
    tokens: dict[str, IdentifierKind]
    opened: int | None
    agencies: frozenset[str]
    spans: Spans

    def began(self) -> float:
        """The first that is known of it; infinite where nothing is."""
        times = [since for since, _ in self.spans]
        return min(times if self.opened is None else (*times, self.opened), default=float("inf"))


def node_of(row: GangAccountRow, policy: Policy) -> Node:
    """The account. Whom people cleared of a ban ties nobody: what it shares has been looked into."""
    kinds = {} if row.cleared else {token: tying(kind, policy) for token, kind in row.tokens.items()}
    return Node(
        account_id=row.account_id,
        tokens={token: kind for token, kind in kinds.items() if kind is not None},
        opened=row.opened,
        agencies=frozenset(row.agencies),
        spans=row.spans,
    )


def is_barred(spans: Spans, at: int) -> bool:
    """Whether a bar is not over by then."""
    return any(until is None or until > at for _, until in spans)


def tying(kind: str, policy: Policy) -> IdentifierKind | None:
    """What a kind of token is worth as a tie; None where it ties nobody, as a name."""
    known = policy.identifiers.get(kind)
    return None if known is None or known.rare else known


def could_tie(kind: str, policies: PolicySet) -> bool:
    """Whether a kind of token ties anybody by any version of the policy."""
    return any(tying(kind, policy) is not None for policy in policies.versions)


class Holding:
    """Who holds a token, in the order in which they opened; nobody where it is a hub.

    `agencies` are those that several of them name. A `desk` token is one agency's, for those too who do not name it:
    most of its holders do.
    """

    __slots__ = ("agencies", "is_desk", "names", "times", "who")

    def __init__(self, nodes: Collection[Node]) -> None:
        self.names = frozenset(node.account_id for node in nodes)
        opened = sorted((node.opened, node.account_id) for node in nodes if node.opened is not None)
        self.times = [at for at, _ in opened]
        self.who = [name for _, name in opened]
        named = Counter(agency for node in nodes for agency in node.agencies)
        most = max(named.values(), default=0)
        self.is_desk = most >= DESK_LEAST and most * 2 > len(nodes)
        self.agencies = frozenset(agency for agency, count in named.items() if count > 1)

    def within(self, opened: int | None, burst: int) -> list[str]:
        """Who of them opened near that moment, whoever opened then among them."""
        return [] if opened is None else self.who[slice(*window(self.times, opened, burst))]


def window(times: list[int], opened: int, burst: int) -> tuple[int, int]:
    """The places in a sorted list of what is near a moment."""
    return bisect_left(times, opened - burst), bisect_right(times, opened + burst)
