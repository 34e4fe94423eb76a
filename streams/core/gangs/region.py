"""Everybody connected over accounts that could belong somewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from streams.core.gangs.community import PLACE, Ties, pruned, ties_of
from streams.core.gangs.graph import Graph
from streams.core.gangs.joined import circles
from streams.core.gangs.nodes import EXPLAINED, Holding, Node, window

if TYPE_CHECKING:
    from streams.core.gangs.judged import Gang

MAX_REGION = 1_000  # accounts looked at together; more are connected by something that is no evidence


class Region:
    """Accounts that are connected, and those around: they share something with them and belong nowhere themselves.

    Too many are all around. What is shared in it: `groups` of evidence, and whether anything `strong`. It is `stale`
    when somebody in or beside it is tied to fewer than before, or when it became part of another; of who is `doubted`
    the ties are others. It is `quiet` when nobody of it is of a gang, and all of them know (None: nobody was told yet);
    `added` are those in and around it who were of no such one before.
    """

    __slots__ = (
        "_communities",
        "added",
        "around",
        "doubted",
        "groups",
        "judged",
        "nodes",
        "quiet",
        "stale",
        "strong",
    )

    def __init__(self, walk: Walk | None = None, around: Iterable[str] = ()) -> None:
        self.nodes: dict[str, Node] = {} if walk is None else walk.found
        self.added: frozenset[str] = frozenset() if walk is None else frozenset(walk.added)
        self.groups: frozenset[str] = frozenset() if walk is None else frozenset(walk.groups)
        self.strong = walk is not None and walk.strong
        self.around = frozenset(around)
        self.doubted: set[str] = set()
        self.stale = False
        self.quiet: bool | None = None
        self.judged: tuple[float, float, Mapping[str, Gang]] | None = None  # from when, until when, gang by account
        self._communities: tuple[dict[str, Ties], list[list[str]]] | None = None

    def is_of_one_room(self) -> bool:
        """Whether all that is shared in it is what one room gives to everybody."""
        return self.groups.issubset(EXPLAINED) and not self.strong

    def communities(self, graph: Graph) -> tuple[dict[str, Ties], list[list[str]]]:
        """Who belongs among each other by which ties, and the circles into which they fall."""
        if self._communities is None:
            ties = pruned(self.nodes, graph)
            self._communities = ties, circles(ties, graph)
        return self._communities


def region(seed: str, graph: Graph) -> Region:
    """Everybody connected to the seed over accounts that could belong somewhere; remembered.

    Only those conduct: a recycled phone here and a second-hand handset there would else join half the marketplace.
    """
    known = graph.memory.regions.get(seed)
    if known is not None and not known.stale and not known.doubted:
        return known
    if not conducts(seed, graph) or seed in graph.memory.solid:
        return Region(around=[seed])
    walk = Walk(graph)
    walk.go(seed)
    return _found(walk, graph)


def conducts(name: str, graph: Graph) -> bool:
    """Whether an account could belong somewhere. Where one of too many cannot any more, they may be few now."""
    enough = ties_of(graph.node(name), graph).enough
    if not enough:
        graph.memory.lost(name)
    return enough


def _found(walk: Walk, graph: Graph) -> Region:
    crowd, solid = graph.memory.crowd, graph.memory.solid
    if walk.crowded or len(walk.found) > MAX_REGION:
        crowd.update(walk.found)
        solid.update(walk.found)
        return Region(around=(*walk.found, *walk.refused))
    crowd.difference_update(walk.found)
    found = Region(walk, walk.refused)
    graph.memory.keep(found)
    return found


class Walk:
    """From account to account. A token is walked once; of a place, whoever was reached is not looked at again.

    A region that is known is taken as it is, but for those of it whose ties are others now. `added` are those who were
    in or around no region that was quiet. It is `crowded` where it met too many.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.found: dict[str, Node] = {}
        self.refused: set[str] = set()
        self.added: set[str] = set()
        self.groups: set[str] = set()
        self.strong = self.crowded = False
        self._waiting: list[Node] = []
        self._walked: set[str] = set()
        self._places: dict[str, tuple[list[int], list[str]]] = {}

    def go(self, seed: str) -> None:
        """Until nobody waits. Of too many, those are passed over who were so before: everybody behind them knows."""
        self._meet([seed])
        crowd = self._graph.memory.crowd
        while self._waiting:
            node = self._waiting.pop()
            if len(self.found) > MAX_REGION and node.account_id in crowd:
                continue
            for token in node.tokens:
                self._meet(self._reached(node, token))

    def _meet(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self.found or name in self.refused:
                continue
            if not conducts(name, self._graph):
                self.refused.add(name)
                self.added.add(name)
            elif name in self._graph.memory.solid:
                self.crowded = True
                self.found[name] = self._graph.node(name)
            elif not self._took_over(name):
                self._find(name)

    def _find(self, name: str) -> None:
        self.added.add(name)
        self._go_from(name)

    def _go_from(self, name: str) -> None:
        node = self.found[name] = self._graph.node(name)
        self._waiting.append(node)
        self.groups.update(kind.group for kind in node.tokens.values())
        self.strong = self.strong or any(kind.strength == "strong" for kind in node.tokens.values())

    def _took_over(self, name: str) -> bool:
        """Find the whole region of an account, if it has only grown."""
        known = self._graph.memory.regions.get(name)
        if known is None or known.stale:
            return False
        doubted = [one for one in known.doubted if one in known.nodes]
        grown = all(conducts(one, self._graph) for one in doubted)
        known.stale = True
        if grown:
            self.found |= known.nodes
            for one in doubted:
                self._go_from(one)
            self._take(known)
        return grown

    def _take(self, known: Region) -> None:
        self.groups |= known.groups
        self.strong = self.strong or known.strong
        around = known.around - known.doubted
        self.refused |= around
        if not known.quiet:
            self.added |= known.nodes.keys() | around
        self._meet(known.around & known.doubted)

    def _reached(self, node: Node, token: str) -> Collection[str]:
        """Whom a token ties to the account; a place reaches those only who opened near it."""
        held, is_place = self._graph.held_plainly(node, token), node.tokens[token].group == PLACE
        if held is None:
            tied = self._graph.tied(node, token)
            return tied.near if is_place else tied.names
        if is_place:
            return self._near(node, token, held)
        if token in self._walked:
            return ()
        self._walked.add(token)
        return held.names

    def _near(self, node: Node, token: str, held: Holding) -> Collection[str]:
        if node.opened is None:
            return ()
        times, who = self._places.setdefault(token, (held.times, held.who))
        first, last = window(times, node.opened, self._graph.policy.gangs.burst)
        if first == last:
            return ()
        self._places[token] = times[:first] + times[last:], who[:first] + who[last:]
        return who[first:last]
