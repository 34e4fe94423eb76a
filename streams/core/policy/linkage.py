"""What a policy says of identity: how much each identifier and each likeness is worth, and when accounts are a gang."""

from __future__ import annotations

from typing import Literal

import msgspec

BITS = {"strong": 16.0, "medium": 9.0, "weak": 6.0}


class IdentifierKind(msgspec.Struct, frozen=True, kw_only=True):
    """How much an identifier says. Independent groups: company, person, money, place, handset.

    `bits` is the logarithm to base 2 of how much likelier an agreement is between two accounts of one person than
    between strangers; None takes the strength's. `half_life` halves that odds ratio by the age of what is known.
    `rare` names lose weight by how many others bear them, young ones too. From `shared` doublings of the honest
    accounts that share a value on a strong kind is a medium one; from `hub` on whoever names it is no likelier the
    barred one than one of those, and every doubling more halves that.
    """

    strength: Literal["strong", "medium", "weak"]
    group: str
    weight: float
    bits: float | None = None
    half_life: int | None = None
    rare: bool = False
    shared: int | None = None
    hub: int | None = None

    def agreement(self) -> float:
        """Bits of an agreement before any discount."""
        return BITS[self.strength] if self.bits is None else self.bits


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """How much the likeness of two sketches says, in bits by level, the most alike first, the last one: unlike."""

    strength: Literal["strong", "medium", "weak"]
    group: str
    bits: tuple[float, ...]


class LinkageModel(msgspec.Struct, frozen=True, kw_only=True):
    """The probabilistic model of linkage: prior log-odds, caps of the groups' bits, likeness by kind of sketch.

    `hop` is what a step over another applicant costs, `explained` what is left of an agreement in a handset or place
    that a shared agency explains. `natural` is added to the prior where neither is a company, for such candidates come
    by many more keys. `unlike_shop` scales what unlike names say where a straw person is as likely, divided by how many
    groups agree.
    """

    prior: float = -9.0
    natural: float = 0.0
    caps: dict[str, float] = {}
    hop: float = 2.0
    explained: float = 0.25
    unlike_shop: float = 0.25
    likeness: dict[str, Likeness] = {}


class GangModel(msgspec.Struct, frozen=True, kw_only=True):
    """When a community is a gang: sizes, how many banned, kinds of evidence; ties in bits and what opens together.

    `burst` is a span in microseconds; `near` is how many of those tied must have opened within it. Without anybody
    banned it takes `unbanned_size` members. Above `max_size` it is no gang but a hub that was missed.
    """

    min_size: int = 5
    max_size: int = 400
    min_banned: int = 1
    lone_size: int = 8
    unbanned_size: int = 10
    kinds: int = 3
    bits: float = 11.0
    near: int = 2
    burst: int = 14 * 24 * 3600 * 1_000_000
