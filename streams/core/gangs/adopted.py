"""Who hangs on a gang by one thing only, which hardly anybody else has.

A member who shares nothing but the return address, or the handset of fifteen others, does not belong by evidence of its
own: honest tenants of one warehouse look like that. Where nearly all who hold the thing are of one gang and opened
when this one did, it is one of them. It counts for nothing that makes the gang one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from streams.core.gangs.community import LEAST_BITS, PLACE
from streams.core.gangs.graph import Graph
from streams.core.gangs.judged import Gang, gangs_of
from streams.core.gangs.nodes import Node
from streams.core.gangs.region import Region, conducts, region

LEAST = 3  # members that hold the same and opened near it
MOST_OTHERS = 0.25  # of the holders that are of no such gang


class Seats:
    """Gang by account, as far as it was asked for."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._nowhere: dict[str, Region] = {}  # those who are of no region that could be a gang
        self._among: dict[str, list[Gang]] = {}
        self._looked: list[tuple[Region, bool]] = []

    def touched(self, seeds: Collection[str]) -> set[str]:
        """Everybody whose gang may be another when something about the seeds is."""
        conducting = [seed for seed in seeds if conducts(seed, self._graph)]  # all are asked before any is followed
        regions = {self._region(seed) for seed in (*conducting, *seeds)}
        names = set(seeds)
        for seed in seeds:
            if not self._region(seed).nodes and self._graph.memory.conducted.get(seed, True):
                beyond = set(self._reached(seed))  # it may have conducted to them until now
                names |= beyond
                regions |= {self._region(other) for other in beyond}
        for one in regions:
            quiet = bool(one.nodes) and not gangs_of(one, self._graph)
            names |= one.added if quiet and one.quiet is not False else one.nodes.keys() | one.around
            self._looked.append((one, quiet))
        return names

    def told(self) -> None:
        """Everybody who was touched knows."""
        for one, quiet in self._looked:
            one.quiet = quiet

    def _reached(self, seed: str) -> Iterable[str]:
        node = self._graph.node(seed)
        for token, kind in node.tokens.items():
            tied = self._graph.tied(node, token)
            yield from tied.near if kind.group == PLACE else tied.names

    def _region(self, name: str) -> Region:
        known = self._nowhere.get(name)
        if known is None:
            known = region(name, self._graph)
            if not known.nodes:
                self._nowhere |= dict.fromkeys(known.around, known)
        return known

    def seat(self, name: str) -> Gang | None:
        """The gang an account is of, by evidence of its own or because it hangs on it."""
        found = self._region(name)
        gangs = gangs_of(found, self._graph)
        if name in gangs:
            return gangs[name]
        if not gangs and conducts(name, self._graph):  # whom it opened near and is tied to is of the same region
            return None
        return self._adopting(self._graph.node(name))

    def _adopting(self, node: Node) -> Gang | None:
        """The gang that it shares most with."""
        found = [pair for token in node.tokens for pair in self._by(node, token)]
        best = max(found, key=lambda pair: (pair[0], pair[1].members[0]), default=None)
        return None if best is None else best[1]

    def _by(self, node: Node, token: str) -> Iterator[tuple[int, Gang]]:
        if node.tokens[token].agreement() < LEAST_BITS or self._graph.met(node, token)[1] < LEAST:
            return
        gangs = self._gangs_among(token)
        if not gangs:
            return
        tied = self._graph.tied(node, token)
        for gang in gangs:
            inside, together = len(tied.names.intersection(gang.members)), len(tied.near.intersection(gang.members))
            if together >= LEAST and inside >= (1 - MOST_OTHERS) * (len(self._graph.holding(token).names) - 1):
                yield inside, gang

    def _gangs_among(self, token: str) -> list[Gang]:
        """The gangs that holders of a token are of by evidence of their own."""
        known = self._among.get(token)
        if known is None:
            found: dict[str, Gang] = {}
            for name in self._graph.holding(token).names:
                gang = gangs_of(self._region(name), self._graph).get(name)
                if gang is not None:
                    found[gang.members[0]] = gang
            known = self._among[token] = [found[first] for first in sorted(found)]
        return known
