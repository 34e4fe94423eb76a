"""One community of accounts: who belongs to it, and whether it is a gang.

A tie is a token that two accounts share and that few others do. An account belongs where its ties to the others are of
two independent groups, or strong, or where it also opened together with them; whoever does not is taken out, and the
rest looked at again. What one agency's clients share by way of the agency ties nobody, nor does a place alone, nor
a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log2

import msgspec

from streams.core.policy.linkage import GangModel, IdentifierKind
from streams.core.policy.model import Policy

EXPLAINED = ("place", "handset")
LEAST_BITS = 3.0  # of a group that counts as one kind of evidence: a network alone is none


class Node(msgspec.Struct, frozen=True):
    """An account as the graph sees it: tokens by value, when it opened, whether it is barred, its agencies."""

    account_id: str
    tokens: dict[str, str]
    opened: int | None
    barred: bool
    agencies: frozenset[str]


class Ties(msgspec.Struct, frozen=True):
    """What ties one account to the rest of a community: bits by group, and the tokens by falling weight."""

    groups: dict[str, float]
    strong: bool
    near: int
    tokens: tuple[str, ...]

    def bits(self) -> float:
        """All groups together."""
        return sum(self.groups.values())


class Gang(msgspec.Struct, frozen=True):
    """A community that is one. `confidence` is 0..1."""

    members: tuple[str, ...]
    confidence: float
    banned: int
    burst: bool


Posting = Mapping[str, frozenset[str]]
"""Token value -> the accounts of the community that hold it."""


def gangs_among(nodes: Mapping[str, Node], policy: Policy) -> list[Gang]:
    """The gangs among accounts that are connected somehow."""
    found = []
    left = dict(nodes)
    while True:
        ties = _all_ties(left, policy)
        loose = [name for name, tie in ties.items() if not _belongs(tie, policy.gangs)]
        if not loose:
            break
        left = {name: node for name, node in left.items() if name not in loose}
    for members in _components(left, policy):
        gang = _judged(members, left, ties, policy.gangs)
        if gang is not None:
            found.append(gang)
    return found


def _all_ties(nodes: Mapping[str, Node], policy: Policy) -> dict[str, Ties]:
    holders = _holders(nodes)
    return {name: _ties(node, nodes, holders, policy) for name, node in nodes.items()}


def _holders(nodes: Mapping[str, Node]) -> dict[str, list[str]]:
    holders: dict[str, list[str]] = {}
    for name in sorted(nodes):
        for token in nodes[name].tokens:
            holders.setdefault(token, []).append(name)
    return holders


def _ties(node: Node, nodes: Mapping[str, Node], holders: Mapping[str, list[str]], policy: Policy) -> Ties:
    groups: dict[str, float] = {}
    weights: dict[str, float] = {}
    near: set[str] = set()
    strong = False
    for token, kind in node.tokens.items():
        identifier = policy.identifiers.get(kind)
        if identifier is None or identifier.rare:
            continue
        others = [nodes[name] for name in holders[token] if _ties_by(node, nodes[name], identifier.group)]
        if others:
            weights[token] = bits = identifier.agreement() - log2(len(others))
            _add(groups, identifier, bits, policy)
            strong = strong or identifier.strength == "strong"
            near |= {other.account_id for other in others if _opened_near(node, other, policy.gangs)}
    tokens = tuple(sorted(weights, key=lambda token: (-weights[token], token)))
    return Ties(groups, strong, len(near), tokens)


def _add(groups: dict[str, float], kind: IdentifierKind, bits: float, policy: Policy) -> None:
    """Strong kinds say what the strongest says; the others add up to their group's cap."""
    known = groups.get(kind.group, 0.0)
    if kind.strength == "strong":
        groups[kind.group] = max(known, bits)
    else:
        groups[kind.group] = max(known, min(known + bits, policy.linkage.caps.get(kind.group, bits)))


def _ties_by(one: Node, other: Node, group: str) -> bool:
    """Two accounts, and not by what a common agency explains."""
    if one.account_id == other.account_id:
        return False
    return group not in EXPLAINED or one.agencies.isdisjoint(other.agencies)


def _opened_near(one: Node, other: Node, model: GangModel) -> bool:
    return one.opened is not None and other.opened is not None and abs(one.opened - other.opened) <= model.burst


def _belongs(ties: Ties, model: GangModel) -> bool:
    groups = {group for group, bits in ties.groups.items() if bits >= LEAST_BITS}
    kinds = len(groups) + (ties.near >= model.near)
    return ties.bits() >= model.bits and (ties.strong or kinds > 1) and groups != {"place"}


def _components(nodes: Mapping[str, Node], policy: Policy) -> list[list[str]]:
    """Connected by what ties; a place alone connects nobody."""
    holders = _holders(nodes)
    left, found = set(nodes), []
    while left:
        waiting, members = [min(left)], set[str]()
        while waiting:
            name = waiting.pop()
            if name in members:
                continue
            members.add(name)
            waiting += [other for other in _neighbours(nodes[name], nodes, holders, policy) if other not in members]
        left -= members
        found.append(sorted(members))
    return found


def _neighbours(
    node: Node, nodes: Mapping[str, Node], holders: Mapping[str, list[str]], policy: Policy
) -> Iterable[str]:
    for token, kind in node.tokens.items():
        identifier = policy.identifiers.get(kind)
        if identifier is not None and not identifier.rare and identifier.group != "place":
            for name in holders[token]:
                if _ties_by(node, nodes[name], identifier.group):
                    yield name


def _judged(members: list[str], nodes: Mapping[str, Node], ties: Mapping[str, Ties], model: GangModel) -> Gang | None:
    """Size, at least two kinds of evidence, and somebody banned, or many that opened together by many ties."""
    banned = sum(nodes[name].barred for name in members)
    opened = sorted(at for name in members if (at := nodes[name].opened) is not None)
    burst = _most_within(opened, model.burst) * 2 >= len(members)
    groups = {group for name in members for group in ties[name].groups}
    kinds = len(groups) + bool(banned) + burst
    if not model.min_size <= len(members) <= model.max_size or kinds < model.kinds:
        return None
    share = banned / len(members)
    if banned < model.min_banned and not (burst and len(groups) >= model.kinds and len(members) >= model.unbanned_size):
        return None
    confidence = 1.0 - 0.5 ** (banned + burst + max(len(groups) - 1, 0) + 2 * share)
    return Gang(tuple(members), round(confidence, 3), banned, burst)


def _most_within(opened: list[int], span: int) -> int:
    most = first = 0
    for place, at in enumerate(opened):
        while at - opened[first] > span:
            first += 1
        most = max(most, place - first + 1)
    return most
