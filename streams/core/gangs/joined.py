"""Which of those who belong somewhere are one community.

Two are firmly tied by something strong, by two kinds of things, or by anything but a place when they opened near each
other. What is firmly tied is one; between two such circles a single weak thing, a phone number given out again, is not
enough, and a place counts only between circles that opened together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import pairwise

from streams.core.gangs.community import PLACE
from streams.core.gangs.graph import Graph, Node

Circles = dict[str, list[str]]
"""The first name of a circle -> its members in order."""
Pair = tuple[str, str]


def circles(names: Collection[str], graph: Graph) -> list[list[str]]:
    """The communities among these accounts, in the order of their first names."""
    found = _firm({name: graph.node(name) for name in names}, graph)
    while True:
        merged = _with_links(found, graph)
        if len(merged) == len(found):
            return [found[first] for first in sorted(found)]
        found = merged


class _Union:
    """Sets of names, each called by its first."""

    def __init__(self, names: Collection[str]) -> None:
        self._of = {name: name for name in names}

    def find(self, name: str) -> str:
        while self._of[name] != name:
            self._of[name] = name = self._of[self._of[name]]
        return name

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._of[second] = first

    def circles(self) -> Circles:
        found: Circles = {}
        for name in sorted(self._of):
            found.setdefault(self.find(name), []).append(name)
        return found


def _tokens(nodes: Collection[Node]) -> list[str]:
    return sorted({token for node in nodes for token in node.tokens})


def _firm(nodes: dict[str, Node], graph: Graph) -> Circles:
    """Pairs of one circle are not looked at again: nothing that they share could take them apart."""
    union = _Union(nodes)
    groups: dict[Pair, set[str]] = {}
    tokens = _tokens(nodes.values())
    for token in tokens:
        _join_waves(token, nodes, graph, union)
    for token in tokens:
        for one, other in _pairs(token, nodes, graph, union.find):
            kind = one.tokens[token]
            pair = (one.account_id, other.account_id)
            shared = groups.setdefault(pair, set())
            shared.add(kind.group)
            near = kind.group != PLACE and other.account_id in graph.tied(one, token).near
            if kind.strength == "strong" or len(shared) > 1 or near:
                union.join(*pair)
    return union.circles()


def _join_waves(token: str, nodes: dict[str, Node], graph: Graph, union: _Union) -> None:
    """Each with the next that opened near it: of a wave that leaves one circle, and few pairs to look at."""
    inside = [node for node in graph.holders(token) if node.account_id in nodes and node.opened is not None]
    inside.sort(key=lambda node: node.opened or 0)
    for one, other in pairwise(inside):
        if one.tokens[token].group != PLACE and other.account_id in graph.tied(one, token).near:
            union.join(one.account_id, other.account_id)


def _pairs(
    token: str, nodes: dict[str, Node], graph: Graph, circle: Callable[[str], str]
) -> Iterator[tuple[Node, Node]]:
    """The members of different circles whom a token ties to each other."""
    inside = [node for node in graph.holders(token) if node.account_id in nodes]
    if len({circle(node.account_id) for node in inside}) < 2:  # noqa: PLR2004 - nobody to pair with
        return
    for one in inside:
        tied = graph.tied(one, token).names
        for other in inside:
            if (
                one.account_id < other.account_id
                and other.account_id in tied
                and circle(one.account_id) != circle(other.account_id)
            ):
                yield one, other


def _with_links(found: Circles, graph: Graph) -> Circles:
    """Circles joined by the weaker things they share; a small one goes to the circle it shares most with."""
    links = _links(found, graph)
    least = graph.policy.gangs.min_size
    union = _Union(found)
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


def _links(found: Circles, graph: Graph) -> dict[Pair, set[str]]:
    """What ties two circles: the tokens, and of a place each holder that opened near one of the other circle."""
    circle = {name: first for first, members in found.items() for name in members}
    nodes = {name: graph.node(name) for name in circle}
    links: dict[Pair, set[str]] = {}
    for token in _tokens(nodes.values()):
        for one, other in _pairs(token, nodes, graph, circle.__getitem__):
            first, second = sorted((circle[one.account_id], circle[other.account_id]))
            if one.tokens[token].group != PLACE:
                links.setdefault((first, second), set()).add(token)
            elif _both_count(found[first], found[second], graph) and other.account_id in graph.tied(one, token).near:
                links.setdefault((first, second), set()).update(
                    f"{token} {node.account_id}" for node in (one, other) if circle[node.account_id] == first
                )
    return links


def _both_count(one: list[str], other: list[str], graph: Graph) -> bool:
    return min(len(one), len(other)) >= graph.policy.gangs.min_size
