"""What joins an applicant to one other account, weighed: a probabilistic model (Fellegi and Sunter) in bits.

Every agreement adds the logarithm of how much likelier it is between two accounts of one person than between
strangers, less what honest holders, rarity and age take away. Kinds of one group lean on the same thing, so that a
group of weak ones has a cap. The guard of strengths and groups stands in the policy's rules, and only lowers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import log2

import msgspec

from schemas.sealed import Token
from streams.core.identity import household
from streams.core.identity.alike import Likenesses, Written, likenesses
from streams.core.identity.blocks import BLOCK
from streams.core.identity.desk import NONE, SURE, THIN
from streams.core.identity.facts import AGENCY
from streams.core.identity.sketch import OWN_PAYEE
from streams.core.identity.total import total
from streams.core.identity.worth import EXPLAINED, MOST_BY_PEERS, Shared, strength_of, worth_of
from streams.core.policy.linkage import Likeness, LinkageModel
from streams.core.policy.model import Policy

UNHEARD_OF = 99
FULL_NAME = 16  # pieces of a name that says all it can; a short one is shared by more people

_PLACES = ("address", "return_address")
_PLACED = ("~address", "~return_address", "~public_place")
_AT_HOME = (household.PLACE, household.HOME)
_OF_SHOPS = ("company", "money", "place", "handset")
ADDRESS = "+address"
_MEETS = {ADDRESS: ("address", "return_address", "public_place"), "+company": ("company",)}
"""Which likeness a blocking key says the crowd of."""
BEARERS = "full_name"
"""The token that says how many bear a name."""
HOMES = {"+postcode": "postcode"}
"""Blocking keys that say how common a town is, and the likeness that loses by it. Everybody counts who comes by them,
young accounts and the barred too: nobody hides by naming a large town, and all of it is on somebody's list."""
_SLIPS = {"postcode": 1, "birth": 2}
"""From this level on a likeness is a slip, and a slip is nobody's whose name is another; of sellers from the first."""
Levels = Mapping[str, int]
NOWHERE: Mapping[str, int] = {}
_FAMILY = {
    "~name": ("full_name", "name_dob"),
    "~legal_person": ("legal_person",),
    "~birth": ("name_dob",),
    "~company": ("company_name",),
    "~address": ("address", "return_address"),
    "~return_address": ("address", "return_address"),
    "~public_place": ("address", "return_address", "public_place"),
    "~licence_phash": ("licence_phash",),
}


class Item(msgspec.Struct, frozen=True):
    """One agreement. With an empty strength it is too little to stand on, and only adds its bits.

    `is_own` says that the kind is strong until many share the value: it leans on nothing else of its group.
    """

    kind: str
    group: str
    strength: str
    weight: float
    bits: float
    token: Token | None = None
    is_own: bool = False


class Weighed(msgspec.Struct, frozen=True):
    """All that joins two accounts. `bits` is the total, with what speaks against it."""

    items: tuple[Item, ...]
    bits: float

    def groups(self) -> frozenset[str]:
        """The independent groups that agree."""
        return frozenset(item.group for item in self.items if item.strength)

    def count(self, strength: str) -> int:
        """How many agreements of this strength."""
        return sum(item.strength == strength for item in self.items)


def probability(bits: float, model: LinkageModel) -> float:
    """That the same people stand behind both, from the model's prior."""
    odds = min(max(model.prior + bits, -60.0), 60.0)
    return 1.0 / (1.0 + float(2.0**-odds))


def is_hopeless(shared: Iterable[Shared], policy: Policy) -> bool:
    """Whether all that is shared are identifiers and none of them counts: common names bring thousands together."""
    for one in shared:
        kind = policy.identifiers.get(one.token.kind)
        if kind is None:
            if one.token.domain == BLOCK:
                return False
        elif worth_of(kind, one, policy.linkage).strength is not None:
            return False
    return True


def weigh(
    shared: Iterable[Shared], mine: Written, theirs: Written, policy: Policy, town: Mapping[str, int] = NOWHERE
) -> Weighed:
    """The agreements of two accounts and their total; `town` is how many come by the applicant's own home.

    Who shares a home besides is joined by no less than without it.
    """
    them = list(shared)
    found = _weighed(them, mine, theirs, policy, town)
    if not any(item.group in _AT_HOME for item in found.items) or not _are_homes(mine, theirs):
        return found
    others = [one for one in them if not _is_of_a_place(one.token.kind, policy)]
    without = _weighed(others, tuple(one for one in mine if one[0] not in _PLACED), theirs, policy, town)
    return msgspec.structs.replace(found, bits=max(found.bits, without.bits))


def _are_homes(mine: Written, theirs: Written) -> bool:
    levels = {kind: level for kind, (level, _) in likenesses(mine, theirs).items()}
    return household.is_told(dict(mine), dict(theirs), levels)


def _is_of_a_place(kind: str, policy: Policy) -> bool:
    return kind in policy.identifiers and policy.identifiers[kind].group == household.PLACE


def _weighed(them: list[Shared], mine: Written, theirs: Written, policy: Policy, town: Mapping[str, int]) -> Weighed:
    explained = any(one.token.kind == AGENCY for one in them)
    found = likenesses(mine, theirs)
    levels = {kind: level for kind, (level, _) in found.items()}
    counted = list(_exact(them, policy, explained=explained))
    is_shop = any(kind == "~company" for kind, _ in (*mine, *theirs)) or _are_of_shops(counted, levels, policy)
    desk = SURE if explained else _desk(them)
    alike, unlike = _likeness(found, desk, _common(them, town), policy.linkage, is_shop=is_shop)
    is_person = household.is_the_person(levels)
    if not is_person:
        alike = household.at_most(alike, policy.linkage)
    exact = {one.token.kind for one in them if one.token.kind in policy.identifiers}
    if {"name", "birth"} <= {item.kind for item in alike}:
        exact.discard("name_dob")  # two fields say more than both in one, and where they differ
    items = [item for item in counted if item.kind in exact]
    items += [item for item in alike if exact.isdisjoint(_FAMILY.get(f"~{item.kind}", ()))]
    if any(kind == OWN_PAYEE for kind, _ in (*mine, *theirs)):
        items = household.name_once(items, levels, exact)
    if any(item.group == household.PLACE and item.strength for item in items) and household.is_told(
        dict(mine), dict(theirs), levels
    ):
        items = household.in_a_home(items, dict(mine), dict(theirs), policy.linkage)
    if not is_person:
        items = household.of_one_town(items)
    return Weighed(tuple(items), total(items, unlike, policy.linkage, is_shop=is_shop))


def _are_of_shops(counted: list[Item], levels: Levels, policy: Policy) -> bool:
    """Whether two share what shops leave behind, and not only what people of one name, age or town do."""
    if any(levels.get(kind, UNHEARD_OF) <= household.SAME_PLACE for kind in _PLACES):
        return True
    return any((item.is_own or item.group in _OF_SHOPS) and not policy.identifiers[item.kind].rare for item in counted)


def _exact(shared: list[Shared], policy: Policy, *, explained: bool) -> Iterator[Item]:
    """Agreements of identifiers, the best of each kind: one device more is not one more thing in common."""
    best: dict[str, Item] = {}
    for one in shared:
        kind = policy.identifiers.get(one.token.kind)
        if kind is None:
            continue
        bits, strength = worth_of(kind, one, policy.linkage, explained=explained)
        if strength is not None and (one.token.kind not in best or bits > best[one.token.kind].bits):
            best[one.token.kind] = Item(
                one.token.kind,
                _group(kind.group, one.desk),
                strength,
                kind.weight,
                bits,
                one.token,
                is_own=kind.strength == "strong",
            )
    yield from best.values()


def _of_a_seller(kind: str, likeness: Likeness, model: LinkageModel) -> Likeness:
    """A seller's name says what a legal person's does: half of the people of a town sell something."""
    return model.likeness.get("legal_person", likeness) if kind == "name" else likeness


def _common(shared: list[Shared], town: Mapping[str, int]) -> dict[str, float]:
    """Bits that a likeness loses by how many honest others meet under the same key, however they write it: a hub's."""
    found = {HOMES[kind]: log2(1 + others) for kind, others in town.items()}
    for one in shared:
        if one.token.kind == BEARERS:  # young ones too, as of all that is rare
            found["name"] = log2(1 + one.peers)
        for kind in _MEETS.get(one.token.kind, ()):
            lost = int(log2(1 + one.elders)) + min(MOST_BY_PEERS, log2(1 + one.peers) / 2)
            found[kind] = min(lost, found.get(kind, lost))
    return found


def _group(group: str, desk: int) -> str:
    """Of what may be an agency's desk room and handset are one thing, as in a home."""
    return household.HOME if desk == THIN and group in EXPLAINED else group


def _desk(shared: list[Shared]) -> int:
    """Whether the place that both write in their own way is the desk of an agency."""
    return min((one.desk for one in shared if one.token.kind == ADDRESS), default=NONE)


def _likeness(
    found: Likenesses, desk: int, common: Mapping[str, float], model: LinkageModel, *, is_shop: bool
) -> tuple[list[Item], dict[str, float]]:
    """What is alike, and by group what is unlike. People keep their name; a shop can find another legal person."""
    alike: list[Item] = []
    unlike: dict[str, float] = {}
    is_another = "name" in found and found["name"][0] > household.LIKE_NAME
    for kind, likeness in model.likeness.items():
        if kind not in found:
            continue
        level, pieces = found[kind]
        bits = (_of_a_seller(kind, likeness, model) if is_shop else likeness).bits[level]
        if is_another and kind in _SLIPS and level >= (1 if is_shop else _SLIPS[kind]):
            bits = min(bits, 0.0)
        if kind in household.NAMES and bits > 0:
            bits *= min(1.0, pieces / FULL_NAME)
        if bits > 0:
            bits = max(bits - common.get(kind, 0.0), 0.0) * (
                model.explained if desk == SURE and likeness.group in EXPLAINED else 1.0
            )
        if bits < 0:
            unlike[likeness.group] = unlike.get(likeness.group, 0.0) + bits
        else:
            strength = strength_of(likeness.strength, bits)
            alike += [Item(kind, _group(likeness.group, desk), strength or "", bits / 20, bits)]
    return household.of_one_origin(alike), unlike
