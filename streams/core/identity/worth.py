"""What one shared value is worth: the bits of its kind, less what honest holders, rarity and age take away.

A host who stands before forty shops, or the account that a processor of payments settles to, is as exact as any other
and joins nobody: whoever names it is likelier one of the forty than the one of them who is barred.
"""

from __future__ import annotations

from math import log2
from typing import NamedTuple

import msgspec

from schemas.sealed import Token
from streams.core.identity.desk import NONE, SURE
from streams.core.policy.linkage import IdentifierKind, LinkageModel

FLOOR = {"strong": 10.0, "medium": 6.0, "weak": 3.0}
"""Bits that an agreement must keep to count as that strong; below the last it does not count at all."""
MOST_BY_PEERS = 2.0
EXPLAINED = ("place", "handset")
"""Groups that clients of one agency share because of it."""


class Shared(msgspec.Struct, frozen=True):
    """A token that both hold: how many honest others do, and for how long nobody saw the other with it.

    `desk` says whether it is an agency's own, which explains a place and a handset.
    """

    token: Token
    elders: int = 0
    peers: int = 0
    desk: int = NONE
    age: int = 0


class Worth(NamedTuple):
    """The bits that are left, and of what strength they are; None where they do not count."""

    bits: float
    strength: str | None


def worth_of(kind: IdentifierKind, shared: Shared, model: LinkageModel, *, explained: bool = False) -> Worth:
    """What sharing a value is worth; `explained` where both came by one agency."""
    scale = model.explained if kind.group in EXPLAINED and (explained or shared.desk == SURE) else 1.0
    doublings = int(log2(1 + shared.elders))
    bits = _discounted(kind, shared, doublings)
    if kind.hub is not None and doublings >= kind.hub:
        bits = min(bits, kind.hub - doublings - model.prior)
    is_common = kind.shared is not None and doublings >= kind.shared
    declared = "medium" if is_common and kind.strength == "strong" else kind.strength
    return Worth(bits * scale, strength_of(declared, bits * scale))


def _discounted(kind: IdentifierKind, shared: Shared, doublings: int) -> float:
    bits = kind.agreement() - doublings
    if kind.rare:
        bits -= int(log2(1 + max(shared.peers - shared.elders, 0)))
    elif (
        kind.strength != "strong"
    ):  # young ones too, but little: whoever wants a value to look shared can open accounts
        bits -= min(MOST_BY_PEERS, log2(1 + shared.peers) / 2)
    if kind.half_life is not None:
        bits -= max(shared.age, 0) / kind.half_life
    return bits


def strength_of(declared: str, bits: float) -> str | None:
    """The strength that is left of the declared one."""
    ranks = tuple(FLOOR)
    for strength in ranks[ranks.index(declared) :]:
        if bits >= FLOOR[strength]:
            return strength
    return None
