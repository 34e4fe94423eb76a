"""Which communities are gangs: by size, by kinds of evidence, by who is banned."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import msgspec

from streams.core.gangs.community import LEAST_BITS, Ties
from streams.core.gangs.graph import Graph
from streams.core.gangs.nodes import EXPLAINED, Node, Spans, is_barred
from streams.core.gangs.one_value import share_one_value
from streams.core.gangs.region import Region
from streams.core.policy.linkage import GangModel

USUAL = 0.25
USUAL_OF_A_BURST = 0.1


class Gang(msgspec.Struct, frozen=True):
    """A community that is one. `confidence` is 0..1; `kinds` of evidence are counted, `least` is its least size.

    It is called by its earliest member: the name stays while the gang grows.
    """

    gang_id: str
    members: tuple[str, ...]
    confidence: float
    banned: int
    burst: bool
    kinds: int = 0
    least: int = 0

    def figures(self, model: GangModel) -> tuple[tuple[str, float, float | None], ...]:
        """What it stands out by, each beside what was asked for."""
        members, banned = ("gang_members", len(self.members), self.least), ("gang_banned", self.banned, None)
        return members, banned, ("gang_kinds", self.kinds, model.kinds)


def gangs_of(region: Region, graph: Graph) -> Mapping[str, Gang]:
    """Gang by account, among accounts that are connected somehow; remembered for as long as the same are banned."""
    known = region.judged
    if known is None or not known[0] <= graph.at < known[1]:
        known = region.judged = (*_span(region, graph), _gangs(region, graph))
    return known[2]


def _span(region: Region, graph: Graph) -> tuple[float, float]:
    """From when until when the same are banned."""
    ends = [until for spans in _spans(region, graph) for _, until in spans if until is not None]
    over = (end for end in ends if end <= graph.at)
    return max(over, default=float("-inf")), min((end for end in ends if end > graph.at), default=float("inf"))


def _spans(region: Region, graph: Graph) -> list[Spans]:
    nodes = graph.memory.nodes
    return [spans for name in region.nodes if (spans := nodes[name].spans)]


def _gangs(region: Region, graph: Graph) -> dict[str, Gang]:
    if len(region.nodes) < graph.policy.gangs.min_size:
        return {}
    banned = sum(is_barred(spans, graph.at) for spans in _spans(region, graph))
    if _is_harmless(region, banned, graph.policy.gangs):
        return {}
    ties, circles = region.communities(graph)
    judged = (_judged(members, graph, ties) for members in circles)
    return {name: gang for gang in judged if gang is not None for name in gang.members}


def _is_harmless(region: Region, banned: int, model: GangModel) -> bool:
    """Whether no part of a region can be a gang, whoever is tied to whom: an honest wave is judged by every opening."""
    if not banned:
        return len(region.groups) < model.kinds
    return region.is_of_one_room() and banned <= model.min_banned


def _judged(members: list[str], graph: Graph, ties: Mapping[str, Ties]) -> Gang | None:
    """Size, kinds of evidence, and somebody banned, or many that opened together by many ties."""
    model = graph.policy.gangs
    nodes = [graph.node(name) for name in members]
    banned = sum(is_barred(node.spans, graph.at) for node in nodes)
    burst = _most_within(sorted(node.opened for node in nodes if node.opened is not None), model) * 2 >= len(members)
    groups = {group for name in members for group, bits in ties[name].groups.items() if bits >= LEAST_BITS}
    kinds, least = len(groups) + bool(banned) + burst, _least(banned, len(groups), model, burst=burst)
    if kinds < model.kinds or not least <= len(members) <= model.max_size:
        return None
    is_usual = banned <= max(_usual(len(members), burst=burst), model.min_banned)
    if is_usual and (_is_of_one_room(groups, members, ties) or share_one_value(nodes, graph)):
        return None
    confidence = 1.0 - 0.5 ** (banned + burst + max(len(groups) - 1, 0) + 2 * banned / len(members))
    return Gang(_called(nodes), tuple(members), round(confidence, 3), banned, burst, kinds, least)


def _called(nodes: list[Node]) -> str:
    _, first = min((node.began(), node.account_id) for node in nodes)
    return sha256(f"gang {first}".encode()).hexdigest()[:16]


def _is_of_one_room(groups: set[str], members: list[str], ties: Mapping[str, Ties]) -> bool:
    """Whether all they share is what a front desk, a sign-up booth or a returns warehouse gives to everybody."""
    return groups.issubset(EXPLAINED) and not any(ties[name].strong for name in members)


def _usual(size: int, *, burst: bool) -> float:
    """So many banned prove nothing of so many who share a room or one value: a few of a hundred are banned anyway."""
    return size * (USUAL_OF_A_BURST if burst else USUAL)


def _least(banned: int, groups: int, model: GangModel, *, burst: bool) -> int:
    """How many a gang must have: the fewer are banned, the more. A family with one black sheep is none."""
    if banned > model.min_banned:
        return model.min_size
    if banned == model.min_banned:
        return model.lone_size
    return model.unbanned_size if burst and groups >= model.kinds else model.max_size + 1


def _most_within(opened: list[int], model: GangModel) -> int:
    most = first = 0
    for place, at in enumerate(opened):
        while at - opened[first] > model.burst:
            first += 1
        most = max(most, place - first + 1)
    return most
