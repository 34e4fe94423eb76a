"""Who belongs to a community of accounts, and what ties them.

A tie is a token that two accounts share and that few others do. An account belongs where its ties to the others are of
two independent groups, or strong, or where it also opened together with them; whoever does not is taken out, and the
rest looked at again. What one agency's clients share by way of the agency ties nobody, nor does a place alone, nor
a name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from math import log2

import msgspec

from streams.core.gangs.graph import Graph, Node
from streams.core.policy.linkage import GangModel, IdentifierKind
from streams.core.policy.model import Policy

LEAST_BITS = 3.0  # of a group that counts as one kind of evidence: a network alone is none
MAX_REGION = 1_000  # accounts looked at together; more are connected by something that is no evidence
PLACE = "place"


class Ties(msgspec.Struct, frozen=True):
    """What ties one account to a community: bits by group, whether strongly, and how many opened near it."""

    groups: dict[str, float]
    strong: bool
    near: int

    def evidence(self) -> frozenset[str]:
        """The groups that count."""
        return frozenset(group for group, bits in self.groups.items() if bits >= LEAST_BITS)


def ties_of(node: Node, graph: Graph, members: Collection[str] | None = None) -> Ties:
    """An account's ties to these members, or to everybody."""
    groups: dict[str, float] = {}
    near: set[str] = set()
    strong = False
    for token, kind in node.tokens.items():
        tied = graph.tied(node, token)
        if tied.names if members is None else not tied.names.isdisjoint(members):
            together = tied.near if members is None else {name for name in tied.near if name in members}
            # Whoever holds it and is no part of one and the same wave says that it is common.
            apart = len(graph.holders(token)) - 1 - len(together)
            _add(groups, kind, kind.agreement() - log2(max(apart, 1)), graph.policy)
            strong = strong or kind.strength == "strong"
            near |= together
    return Ties(groups, strong, len(near))


def _add(groups: dict[str, float], kind: IdentifierKind, bits: float, policy: Policy) -> None:
    """Strong kinds say what the strongest says; the others add up to their group's cap."""
    known = groups.get(kind.group, 0.0)
    if kind.strength == "strong":
        groups[kind.group] = max(known, bits)
    else:
        groups[kind.group] = max(known, min(known + bits, policy.linkage.caps.get(kind.group, bits)))


def belongs(ties: Ties, model: GangModel) -> bool:
    """Whether these ties are enough to be one of a community."""
    groups = ties.evidence()
    kinds = len(groups) + (ties.near >= model.near)
    return sum(ties.groups.values()) >= model.bits and (ties.strong or kinds > 1) and groups != {PLACE}


class Region(msgspec.Struct, frozen=True):
    """Accounts that are connected, and those around: they share something with them and belong nowhere themselves.

    Too many are all around.
    """

    nodes: dict[str, Node]
    around: frozenset[str]


def region(seed: str, graph: Graph) -> Region:
    """Everybody connected to the seed over accounts that could belong somewhere.

    Only those conduct: a recycled phone here and a second-hand handset there would else join half the marketplace.
    """
    found: dict[str, Node] = {}
    refused: set[str] = set()
    waiting = [graph.node(seed)]
    while waiting:
        node = waiting.pop()
        if node.account_id in found or node.account_id in refused:
            continue
        if not belongs(ties_of(node, graph), graph.policy.gangs):
            refused.add(node.account_id)
            continue
        found[node.account_id] = node
        if len(found) > MAX_REGION:
            return Region({}, frozenset({*found, *refused}))
        waiting += [
            one for one in reached(node, graph) if one.account_id not in found and one.account_id not in refused
        ]
    return Region(found, frozenset(refused))


def reached(node: Node, graph: Graph) -> Iterable[Node]:
    """Whom an account is tied to; a place reaches those only who opened near it."""
    for token, kind in node.tokens.items():
        tied = graph.tied(node, token)
        for other in tied.nodes:
            if kind.group != PLACE or other.account_id in tied.near:
                yield other


def pruned(nodes: dict[str, Node], graph: Graph) -> dict[str, Ties]:
    """Those of a region who belong among each other, with their ties: whoever does not goes, until nobody has to."""
    left = dict(nodes)
    while True:
        ties = {name: ties_of(node, graph, left) for name, node in left.items()}
        loose = [name for name, tie in ties.items() if not belongs(tie, graph.policy.gangs)]
        if not loose:
            return ties
        for name in loose:
            del left[name]
