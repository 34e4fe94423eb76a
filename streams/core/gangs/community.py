"""Who belongs to a community of accounts, and what ties them.

A tie is a token that two accounts share and that few others do. An account belongs where its ties to the others are of
two independent groups, or strong, or where it also opened together with them; whoever does not is taken out, and the
rest looked at again. What one agency's clients share by way of the agency ties nobody, nor does a place alone, nor
a name.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from math import log2

import msgspec

from streams.core.gangs.graph import Graph
from streams.core.gangs.nodes import Node
from streams.core.policy.linkage import IdentifierKind
from streams.core.policy.model import Policy

LEAST_BITS = 3.0  # of a group that counts as one kind of evidence: a network alone is none
PLACE = "place"


class Ties(msgspec.Struct, frozen=True):
    """What ties one account to a community: bits by group, whether strongly, whether it is enough."""

    groups: dict[str, float]
    strong: bool
    enough: bool


class _Sum:
    """Adds up what tokens say."""

    __slots__ = ("_policy", "groups", "strong")

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.groups: dict[str, float] = {}
        self.strong = False

    def add(self, kind: IdentifierKind, apart: int) -> None:
        """One token, which so many hold who are no part of one and the same wave: they say that it is common.

        Strong kinds say what the strongest says; the others add up to their group's cap.
        """
        bits = kind.agreement() - log2(max(apart, 1))
        known = self.groups.get(kind.group, 0.0)
        if kind.strength == "strong":
            self.groups[kind.group] = max(known, bits)
            self.strong = True
        else:
            self.groups[kind.group] = max(known, min(known + bits, self._policy.linkage.caps.get(kind.group, bits)))

    def ties(self, *, near: bool) -> Ties:
        """All of it; `near`: enough of those it is tied to opened near it."""
        groups = {group for group, bits in self.groups.items() if bits >= LEAST_BITS}
        several = self.strong or len(groups) + near > 1
        enough = several and sum(self.groups.values()) >= self._policy.gangs.bits and groups != {PLACE}
        return Ties(self.groups, self.strong, enough)


def ties_of(node: Node, graph: Graph) -> Ties:
    """An account's ties to everybody; remembered."""
    known = graph.memory.ties.get(node.account_id)
    if known is None:
        known = graph.memory.ties[node.account_id] = _ties(node, graph)
    return known


def _ties(node: Node, graph: Graph) -> Ties:
    total, most = _Sum(graph.policy), 0
    for token, kind in node.tokens.items():
        others, near = graph.met(node, token)
        if others:
            total.add(kind, len(graph.holding(token).names) - 1 - near)
            most = max(most, near)
    least = graph.policy.gangs.near
    return total.ties(near=most >= least or (most > 0 and len(_near(node, graph)) >= least))


def _ties_among(node: Node, graph: Graph, members: AbstractSet[str], shared: AbstractSet[str]) -> Ties:
    """An account's ties to these alone; `shared` are the tokens that somebody else holds too."""
    total, most = _Sum(graph.policy), 0
    for token, kind in node.tokens.items():
        if token in shared:
            tied = graph.tied(node, token)
            others, near = len(tied.names & members), len(tied.near & members)
        else:
            others, near = graph.met(node, token)
        if others:
            total.add(kind, len(graph.holding(token).names) - 1 - near)
            most = max(most, near)
    least = graph.policy.gangs.near
    return total.ties(near=most >= least or (most > 0 and len(_near(node, graph) & members) >= least))


def _near(node: Node, graph: Graph) -> frozenset[str]:
    return frozenset[str]().union(*(graph.tied(node, token).near for token in node.tokens))


def pruned(nodes: dict[str, Node], graph: Graph) -> dict[str, Ties]:
    """Those of a region who belong among each other, with their ties: whoever does not goes, until nobody has to.

    Who holds nothing together with anybody outside has the ties it has to everybody, and need not be looked at.
    """
    ties = {name: ties_of(node, graph) for name, node in nodes.items()}
    tokens = {token for node in nodes.values() for token in node.tokens}
    shared = fresh = {token for token in tokens if not graph.holding(token).names <= ties.keys()}
    while fresh:
        touched = ties.keys() & frozenset[str]().union(*(graph.holding(token).names for token in fresh))
        ties |= {name: _ties_among(nodes[name], graph, ties.keys(), shared) for name in touched}
        loose = [name for name in touched if not ties[name].enough]
        for name in loose:
            del ties[name]
        fresh = {token for name in loose for token in nodes[name].tokens}
        shared |= fresh
    return ties
