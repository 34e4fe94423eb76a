"""Accounts and what ties them, as one look sees them."""

from __future__ import annotations

from typing import NamedTuple

from streams.core.fold.work import Work
from streams.core.gangs.memory import account_row, memory_of
from streams.core.gangs.nodes import EXPLAINED, Holding, Node, window
from streams.core.policy.model import Policy
from streams.core.rows.state_gangs import GangAccountRow


class Tied(NamedTuple):
    """Whom a token ties to an account, and which of them opened near it."""

    names: frozenset[str]
    near: frozenset[str]


NOBODY = Tied(frozenset(), frozenset())


class Graph:
    """Reads the rows of the gang partition, lazily, and what is remembered of them."""

    def __init__(self, work: Work, at: int, policy: Policy) -> None:
        self._work = work
        self.at = at
        self.policy = policy
        self.memory = memory_of(work)
        self.memory.catch_up(work, policy)

    def row(self, name: str) -> GangAccountRow:
        """The account's row, a new one where there is none."""
        return account_row(self._work, name)

    def node(self, name: str) -> Node:
        """The account."""
        return self.memory.nodes.get(name) or self.memory.node(name, self._work, self.policy)

    def holding(self, token: str) -> Holding:
        """Who holds the token; nobody where it is a hub."""
        return self.memory.holdings.get(token) or self.memory.holding(token, self._work, self.policy)

    def held_plainly(self, node: Node, token: str) -> Holding | None:
        """Who holds a token that ties the account to all of them; None where an agency explains some of it."""
        held = self.holding(token)
        if node.account_id not in held.names:
            return None
        if node.tokens[token].group not in EXPLAINED:
            return held
        return None if held.is_desk or not node.agencies.isdisjoint(held.agencies) else held

    def tied(self, node: Node, token: str) -> Tied:
        """Whom a token ties to the account: not those with whom it has the agency in common that explains it."""
        held = self.holding(token)
        names = held.names
        if node.account_id not in names:  # forgotten since, or a hub
            return NOBODY
        if node.tokens[token].group in EXPLAINED:
            if held.is_desk:
                return NOBODY
            if not node.agencies.isdisjoint(held.agencies):
                names = frozenset(name for name in names if node.agencies.isdisjoint(self.node(name).agencies))
        names -= {node.account_id}
        return Tied(names, names.intersection(held.within(node.opened, self.policy.gangs.burst)))

    def met(self, node: Node, token: str) -> tuple[int, int]:
        """How many a token ties to the account, and how many of them opened near it."""
        held = self.held_plainly(node, token)
        if held is None:
            tied = self.tied(node, token)
            return len(tied.names), len(tied.near)
        if node.opened is None:
            return len(held.names) - 1, 0
        first, last = window(held.times, node.opened, self.policy.gangs.burst)
        return len(held.names) - 1, last - first - 1
