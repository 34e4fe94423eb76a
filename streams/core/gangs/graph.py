"""Accounts and what they share, as one look sees them: every row is read once."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import msgspec

from streams.core.fold.work import Work
from streams.core.policy.linkage import GangModel, IdentifierKind
from streams.core.policy.model import Policy, PolicySet
from streams.core.rows.state_gangs import GangAccountRow, GangTokenRow
from streams.core.rows.store import row_key

EXPLAINED = ("place", "handset")
"""Groups that a common agency explains: it files its clients' forms at its desk."""
DESK_LEAST = 3  # clients who name the agency, before what they share is taken for its desk's


class Node(msgspec.Struct, frozen=True):
    """An account as the graph sees it: tokens that may tie (value -> kind), when it opened, whether it is barred."""

    account_id: str
    tokens: dict[str, IdentifierKind]
    opened: int | None
    barred: bool
    agencies: frozenset[str]


class Tied(NamedTuple):
    """Whom a token ties to an account, by name too, and which of them opened near it."""

    nodes: list[Node]
    names: frozenset[str]
    near: frozenset[str]


class Graph:
    """Reads the rows of the gang partition, lazily."""

    def __init__(self, work: Work, at: int, policy: Policy) -> None:
        self._work = work
        self._at = at
        self.policy = policy
        self._nodes: dict[str, Node] = {}
        self._holders: dict[str, tuple[Node, ...]] = {}
        self._tied: dict[tuple[str, str], Tied] = {}
        self._desks: dict[str, bool] = {}

    def row(self, name: str) -> GangAccountRow:
        """The account's row, a new one where there is none."""
        return account_row(self._work, name)

    def node(self, name: str) -> Node:
        """The account. Whom people cleared of a ban ties nobody: what it shares has been looked into."""
        known = self._nodes.get(name)
        if known is None:
            known = self._nodes[name] = self._read(name)
        return known

    def _read(self, name: str) -> Node:
        row = self.row(name)
        kinds = {} if row.cleared else {token: tying(kind, self.policy) for token, kind in row.tokens.items()}
        return Node(
            account_id=name,
            tokens={token: kind for token, kind in kinds.items() if kind is not None},
            opened=row.opened,
            barred=any(until is None or until > self._at for _, until in row.spans),
            agencies=frozenset(row.agencies),
        )

    def holders(self, token: str) -> tuple[Node, ...]:
        """Everybody who holds the token; nobody where it is a hub."""
        known = self._holders.get(token)
        if known is None:
            row = self._work.get(row_key("gangtoken", token))
            names = sorted(row.members) if isinstance(row, GangTokenRow) else []
            nodes = (self.node(name) for name in names)
            known = self._holders[token] = tuple(node for node in nodes if token in node.tokens)
        return known

    def others(self, node: Node, token: str) -> list[Node]:
        """Whom the token ties to this account: not those with whom it has the agency in common that explains it."""
        explained = node.tokens[token].group in EXPLAINED
        if explained and self._is_desk(token):
            return []
        if not (explained and node.agencies):
            return [other for other in self.holders(token) if other is not node]
        return [
            other for other in self.holders(token) if other is not node and node.agencies.isdisjoint(other.agencies)
        ]

    def tied(self, node: Node, token: str) -> Tied:
        """The same, with their names and who opened near; a look asks for it several times."""
        key = (node.account_id, token)
        known = self._tied.get(key)
        if known is None:
            known = self._tied[key] = _with_near(node, self.others(node, token), self.policy.gangs)
        return known

    def _is_desk(self, token: str) -> bool:
        """Whether most of its holders name one agency: then it is the agency's, for those too who do not say so."""
        known = self._desks.get(token)
        if known is None:
            holders = self.holders(token)
            named = Counter(agency for node in holders for agency in node.agencies)
            most = max(named.values(), default=0)
            known = self._desks[token] = most >= DESK_LEAST and most * 2 > len(holders)
        return known


def tying(kind: str, policy: Policy) -> IdentifierKind | None:
    """What a kind of token is worth as a tie; None where it ties nobody, as a name."""
    known = policy.identifiers.get(kind)
    return None if known is None or known.rare else known


def could_tie(kind: str, policies: PolicySet) -> bool:
    """Whether a kind of token ties anybody by any version of the policy."""
    return any(tying(kind, policy) is not None for policy in policies.versions)


def _with_near(node: Node, others: list[Node], model: GangModel) -> Tied:
    first, last = (1, 0) if node.opened is None else (node.opened - model.burst, node.opened + model.burst)
    near = [other.account_id for other in others if other.opened is not None and first <= other.opened <= last]
    return Tied(others, frozenset(other.account_id for other in others), frozenset(near))


def account_row(work: Work, name: str) -> GangAccountRow:
    """The account's row, a new one where there is none."""
    row = work.get(row_key("gangaccount", name))
    return row if isinstance(row, GangAccountRow) else GangAccountRow(account_id=name, revision=work.ticked())
