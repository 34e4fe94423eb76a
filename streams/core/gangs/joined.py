"""Which of those who belong somewhere are one community.

Two are firmly tied by something strong, by two kinds of things, or by anything but a place when they opened near each
other. What is firmly tied is one; between two such circles a single weak thing, a phone number given out again, is not
enough, and a place counts only between circles that opened together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations, pairwise

from streams.core.gangs.community import PLACE
from streams.core.gangs.graph import Graph
from streams.core.gangs.nodes import EXPLAINED, Node
from streams.core.gangs.union import Circles, Union

Pair = tuple[str, str]


def circles(names: Collection[str], graph: Graph) -> list[list[str]]:
    """The communities among these accounts, in the order of their first names."""
    held = _held({name: graph.node(name) for name in names}, graph)
    found = _firm(names, held, graph)
    while True:
        merged = _with_links(found, held, graph)
        if len(merged) == len(found):
            return [found[first] for first in sorted(found)]
        found = merged


class _Inside:
    """A token and those inside who hold it. `plain`: it ties each of them to all the others."""

    __slots__ = ("group", "names", "nodes", "plain", "strong", "token")

    def __init__(self, token: str, nodes: list[Node], graph: Graph) -> None:
        self.token = token
        self.nodes = sorted(nodes, key=lambda node: (node.opened or 0, node.account_id))
        self.names = frozenset(node.account_id for node in nodes)
        kinds = [node.tokens[token] for node in nodes]
        self.group = kinds[0].group
        self.strong = any(kind.strength == "strong" for kind in kinds)
        held = graph.holding(token)
        explained = self.group in EXPLAINED
        self.plain = not explained or (
            not held.is_desk and all(node.agencies.isdisjoint(held.agencies) for node in nodes)
        )

    def pairs(self, graph: Graph) -> Iterator[Pair]:
        """Everybody whom it ties to each other."""
        for one in self.nodes:
            for other in graph.tied(one, self.token).names & self.names:
                if one.account_id < other:
                    yield one.account_id, other


def _held(nodes: dict[str, Node], graph: Graph) -> list[_Inside]:
    """What at least two of these hold."""
    by_token: dict[str, list[Node]] = {}
    for node in nodes.values():
        for token in node.tokens:
            if node.account_id in graph.holding(token).names:
                by_token.setdefault(token, []).append(node)
    return [_Inside(token, holders, graph) for token, holders in sorted(by_token.items()) if len(holders) > 1]


def _firm(names: Collection[str], held: list[_Inside], graph: Graph) -> Circles:
    """What could not take two of one circle apart is not looked at."""
    union = Union(names)
    burst = graph.policy.gangs.burst
    for inside in held:
        if not inside.plain:
            _join_pairs(inside, graph, union)
        elif inside.strong:
            union.join_all(inside.names)
        elif inside.group != PLACE:
            for one, other in pairwise(inside.nodes):
                if one.opened is not None and other.opened is not None and other.opened - one.opened <= burst:
                    union.join(one.account_id, other.account_id)
    if union.count > 1:
        _join_by_two(held, graph, union)
    return union.circles()


def _join_pairs(inside: _Inside, graph: Graph, union: Union) -> None:
    """The same, pair by pair, where an agency explains some of them."""
    for one, other in inside.pairs(graph):
        near = inside.group != PLACE and other in graph.tied(graph.node(one), inside.token).near
        if inside.strong or near:
            union.join(one, other)


def _join_by_two(held: list[_Inside], graph: Graph, union: Union) -> None:
    """Join who holds two things of two groups together."""
    of: dict[str, list[int]] = {}
    for place, inside in enumerate(held):
        if not _is_split(inside, union):
            continue
        if not inside.plain:
            _join_by_another(inside, graph, union)
            continue
        for name in inside.names:
            of.setdefault(name, []).append(place)
    for one, other in {pair for places in of.values() for pair in combinations(places, 2)}:
        if held[one].group != held[other].group:
            union.join_all(held[one].names & held[other].names)


def _is_split(inside: _Inside, union: Union) -> bool:
    return len({union.find(name) for name in inside.names}) > 1


def _join_by_another(inside: _Inside, graph: Graph, union: Union) -> None:
    for one, other in inside.pairs(graph):
        node = graph.node(one)
        if union.find(one) != union.find(other) and any(
            kind.group != inside.group and other in graph.tied(node, token).names for token, kind in node.tokens.items()
        ):
            union.join(one, other)


def _with_links(found: Circles, held: list[_Inside], graph: Graph) -> Circles:
    """Circles joined by the weaker things they share; a small one goes to the circle it shares most with."""
    links = _links(found, held, graph)
    least = graph.policy.gangs.min_size
    union = Union(found)
    best: dict[str, tuple[int, int, str]] = {}
    for (one, other), tokens in sorted(links.items()):
        if min(len(found[one]), len(found[other])) >= least:
            if len(tokens) > 1:
                union.join(one, other)
            continue
        for small, large in ((one, other), (other, one)):
            if len(found[small]) < least:
                worth = (-len(tokens), -len(found[large]), large)
                best[small] = min(best.get(small, worth), worth)
    for small, (_, _, large) in sorted(best.items()):
        union.join(small, large)
    return {first: sorted(name for one in joined for name in found[one]) for first, joined in union.circles().items()}


def _links(found: Circles, held: list[_Inside], graph: Graph) -> dict[Pair, set[str]]:
    """What ties two circles: the tokens, and of a place each holder that opened near one of the other circle."""
    links: dict[Pair, set[str]] = {}
    if len(found) > 1:
        circle = {name: first for first, members in found.items() for name in members}
        large = {first for first, members in found.items() if len(members) >= graph.policy.gangs.min_size}
        for inside in held:
            firsts = {circle[name] for name in inside.names}
            if inside.group == PLACE:
                found_links = _beside(inside, circle, firsts & large, graph)
            else:
                found_links = _between(inside, circle, firsts, graph)
            for pair, what in found_links:
                links.setdefault(pair, set()).add(what)
    return links


def _between(inside: _Inside, circle: dict[str, str], firsts: set[str], graph: Graph) -> Iterator[tuple[Pair, str]]:
    if inside.plain:
        return ((pair, inside.token) for pair in combinations(sorted(firsts), 2))
    pairs = (tuple(sorted((circle[one], circle[other]))) for one, other in inside.pairs(graph))
    return (((one, other), inside.token) for one, other in pairs if one != other)


def _beside(inside: _Inside, circle: dict[str, str], large: set[str], graph: Graph) -> Iterator[tuple[Pair, str]]:
    """Of two large circles: whoever of the first holds a place together with one of the other that opened near it."""
    if len(large) > 1:
        for node in inside.nodes:
            first = circle[node.account_id]
            if first in large:
                near = graph.tied(node, inside.token).near & inside.names
                for second in {circle[name] for name in near} & large:
                    if first < second:
                        yield (first, second), f"{inside.token} {node.account_id}"
