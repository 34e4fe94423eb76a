"""Whether a community hangs together by one value: a host, a payment processor's account, a warehouse.

Thirty honest firms are paid through one account. That one of them is banned, and comes back twice, makes no gang of the
rest: whoever shares nothing else with anybody is a customer of the same house.
"""

from __future__ import annotations

from collections import Counter

from streams.core.gangs.community import LEAST_BITS
from streams.core.gangs.graph import Graph
from streams.core.gangs.nodes import Node


def share_one_value(nodes: list[Node], graph: Graph) -> bool:
    """Whether most of them share one and the same value, and nothing else, among each other."""
    members = frozenset(node.account_id for node in nodes)
    tokens = {token: kind for node in nodes for token, kind in node.tokens.items()}
    shared = {
        token
        for token, kind in tokens.items()
        if kind.agreement() >= LEAST_BITS and len(graph.holding(token).names & members) > 1
    }
    by_value = Counter(min(held) for node in nodes if len(held := shared.intersection(node.tokens)) == 1)
    return max(by_value.values(), default=0) * 2 > len(nodes)
