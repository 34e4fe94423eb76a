"""Which communities are gangs: by size, by kinds of evidence, by who is banned."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from streams.core.gangs.community import Ties, pruned
from streams.core.gangs.graph import EXPLAINED, Graph, Node
from streams.core.gangs.joined import circles
from streams.core.policy.linkage import GangModel

USUAL = 0.25
USUAL_OF_A_BURST = 0.1


class Gang(msgspec.Struct, frozen=True):
    """A community that is one. `confidence` is 0..1; `kinds` of evidence are counted, `least` is its least size."""

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


def gangs_among(region: dict[str, Node], graph: Graph) -> list[Gang]:
    """The gangs among accounts that are connected somehow."""
    if len(region) < graph.policy.gangs.min_size or _is_harmless(region.values(), graph.policy.gangs):
        return []
    ties = pruned(region, graph)
    judged = (_judged(members, graph, ties) for members in circles(ties, graph))
    return [gang for gang in judged if gang is not None]


def _is_harmless(nodes: Collection[Node], model: GangModel) -> bool:
    """Whether no part of a region can be a gang, whoever is tied to whom: an honest wave is judged by every opening."""
    kinds = [kind for node in nodes for kind in node.tokens.values()]
    groups = {kind.group for kind in kinds}
    banned = sum(node.barred for node in nodes)
    if not banned:
        return len(groups) < model.kinds
    one_room = groups.issubset(EXPLAINED) and all(kind.strength != "strong" for kind in kinds)
    return one_room and banned <= model.min_banned


def _judged(members: list[str], graph: Graph, ties: Mapping[str, Ties]) -> Gang | None:
    """Size, kinds of evidence, and somebody banned, or many that opened together by many ties."""
    model = graph.policy.gangs
    nodes = [graph.node(name) for name in members]
    banned = sum(node.barred for node in nodes)
    burst = _most_within(sorted(node.opened for node in nodes if node.opened is not None), model) * 2 >= len(members)
    groups = {group for name in members for group in ties[name].evidence()}
    kinds, least = len(groups) + bool(banned) + burst, _least(banned, len(groups), model, burst=burst)
    if kinds < model.kinds or not least <= len(members) <= model.max_size:
        return None
    if _is_of_one_room(groups, members, ties) and banned <= max(_usual(len(members), burst=burst), model.min_banned):
        return None
    confidence = 1.0 - 0.5 ** (banned + burst + max(len(groups) - 1, 0) + 2 * banned / len(members))
    return Gang(tuple(members), round(confidence, 3), banned, burst, kinds, least)


def _is_of_one_room(groups: set[str], members: list[str], ties: Mapping[str, Ties]) -> bool:
    """Whether all they share is what a front desk, a sign-up booth or a returns warehouse gives to everybody."""
    return groups.issubset(EXPLAINED) and not any(ties[name].strong for name in members)


def _usual(size: int, *, burst: bool) -> float:
    """So many banned prove nothing of so many who were in one room: marketplaces ban a few of a hundred anyway."""
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
