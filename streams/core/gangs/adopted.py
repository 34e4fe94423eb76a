"""Who hangs on a gang by one thing only, which hardly anybody else has.

A member who shares nothing but the return address, or the handset of fifteen others, does not belong by evidence of its
own: honest tenants of one warehouse look like that. Where nearly all who hold the thing are of one gang and opened
when this one did, it is one of them. It counts for nothing that makes the gang one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streams.core.gangs.community import LEAST_BITS, Region, reached, region
from streams.core.gangs.graph import Graph, Node
from streams.core.gangs.judged import Gang, gangs_among
from streams.core.gangs.naming import gang_id_of

LEAST = 3  # members that hold the same and opened near it
MOST_OTHERS = 0.25  # of the holders that are of no such gang
NOWHERE = Region({}, frozenset())


class Seats:
    """Gang by account, as far as it was asked for; every region is looked at once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._regions: dict[str, Region] = {}
        self._gangs: dict[str, Gang | None] = {}
        self._ids: dict[str, str] = {}

    def seat(self, name: str) -> tuple[Gang, str] | None:
        """The gang an account is of, and what that is called."""
        gang = self.gang(name)
        if gang is None:
            return None
        first = gang.members[0]
        if first not in self._ids:
            self._ids[first] = gang_id_of(gang, {member: self._graph.row(member) for member in gang.members})
        return gang, self._ids[first]

    def touched(self, seed: str) -> set[str]:
        """Everybody whose gang may be another when something about the seed is."""
        found = self._region(seed)
        if found.nodes:
            return {seed, *found.nodes, *found.around}
        names = {seed, *found.around}
        for other in reached(self._graph.node(seed), self._graph):  # it may have conducted to them until now
            if other.account_id not in names:
                beyond = self._region(other.account_id)
                names |= {other.account_id, *beyond.nodes, *beyond.around}
        return names

    def _region(self, name: str) -> Region:
        """The region an account is part of; that of one who belongs nowhere is empty."""
        known = self._regions.get(name)
        if known is None:
            known = region(name, self._graph)
            gangs = gangs_among(known.nodes, self._graph)
            names = dict.fromkeys((name, *known.nodes, *known.around))
            self._gangs |= names | {member: gang for gang in gangs for member in gang.members}
            self._regions |= dict.fromkeys(names, NOWHERE) | dict.fromkeys(known.nodes, known)
        return known

    def gang(self, name: str) -> Gang | None:
        """The gang an account is of, by evidence of its own or because it hangs on it."""
        self._region(name)
        own = self._gangs[name]
        return self._adopting(self._graph.node(name)) if own is None else own

    def _adopting(self, node: Node) -> Gang | None:
        """The gang that it shares most with."""
        found = [pair for token in node.tokens for pair in self._by(node, token)]
        best = max(found, key=lambda pair: (pair[0], pair[1].members[0]), default=None)
        return None if best is None else best[1]

    def _by(self, node: Node, token: str) -> Iterator[tuple[int, Gang]]:
        tied = self._graph.tied(node, token)
        if len(tied.near) < LEAST or node.tokens[token].agreement() < LEAST_BITS:
            return
        near = [other.account_id for other in tied.nodes if other.account_id in tied.near]
        for gang in self._cores(near):
            members = frozenset(gang.members)
            inside, together = len(tied.names & members), len(tied.near & members)
            if together >= LEAST and inside >= (1 - MOST_OTHERS) * (len(self._graph.holders(token)) - 1):
                yield inside, gang

    def _cores(self, names: Iterable[str]) -> list[Gang]:
        """The gangs that these are of by evidence of their own."""
        found: dict[str, Gang] = {}
        for name in names:
            if name not in self._regions:
                self._region(name)
            gang = self._gangs[name]
            if gang is not None:
                found[gang.members[0]] = gang
        return [found[first] for first in sorted(found)]
