"""What people of one home share: a surname, an address, a network, a tablet. It says little of any one of them.

Relatives of an offender open shops too. A person may look where a handset is shared beside the home; nobody is refused
for what a home gives to everybody in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from streams.core.identity.compare import COMPARERS

if TYPE_CHECKING:
    from streams.core.identity.alike import Sketches
    from streams.core.identity.weigh import Item
    from streams.core.policy.linkage import LinkageModel

SAME_PLACE = 1
WHOLE_NAME, SAME_BIRTH = 1, 1  # up to these levels of likeness one of them is enough
LIKE_NAME, LIKE_BIRTH = 2, 2  # and up to these both
NAMES = frozenset({"name", "legal_person"})
PLACE, HANDSET, DEVICE, PAYEE = "place", "handset", "device", "payee_name"
ADDRESS, RETURNS = "address", "return_address"
FIRM = "~company"
_SHARED = ("name", "postcode", "birth_place")
"""What relatives share beside the home itself."""
_ORIGIN = ("postcode", "birth_place")
"""Both say where somebody is from, and in one town they come together."""
HOUSEHOLD, LIVED_IN, HOME = "household", "lived_in", "home"
"""Two caps of a policy: of what relatives share, of a home of another person. And the group of what is in it."""


def is_the_person(levels: Mapping[str, int]) -> bool:
    """Whether anything speaks for this person and not for a relative: the whole name, the birth date, most of both."""
    name, birth = min(levels.get(kind, LIKE_NAME + 1) for kind in NAMES), levels.get("birth", LIKE_BIRTH + 1)
    return name <= WHOLE_NAME or birth <= SAME_BIRTH or (name <= LIKE_NAME and birth <= LIKE_BIRTH)


def at_most(alike: list[Item], model: LinkageModel) -> list[Item]:
    """What relatives share has a cap of its own, for it comes together."""
    total = sum(item.bits for item in alike if item.kind in _SHARED)
    cap = model.caps.get(HOUSEHOLD, total)
    if total <= cap:
        return alike
    return [
        msgspec.structs.replace(item, bits=item.bits * cap / total) if item.kind in _SHARED else item for item in alike
    ]


def of_one_origin(alike: list[Item]) -> list[Item]:
    """Of postcode and place of birth only what says more."""
    homes = sorted((item for item in alike if item.kind in _ORIGIN), key=lambda item: item.bits)
    return [item for item in alike if item not in homes[:-1]]


def is_told(mine: Sketches, theirs: Sketches, levels: Mapping[str, int]) -> bool:
    """Whether homes of two people are compared, who are not one; of firms where both say who stands behind them.

    Many a firm is registered in a flat, and a spouse's or a parent's beside it.
    """
    are_people = FIRM not in mine and FIRM not in theirs
    return not is_the_person(levels) and (are_people or not levels.keys().isdisjoint(NAMES))


def is_sent_elsewhere(mine: Sketches, theirs: Sketches) -> bool:
    """Whether both send returns to one place that is not the other's home: to name home and returns is to name two."""
    alike = COMPARERS["~address"]
    own, homes = mine.get("~return_address", ()), theirs.get("~address", ())
    common = [
        back for back in theirs.get("~return_address", ()) if any(0 <= alike(back, one) <= SAME_PLACE for one in own)
    ]
    return bool(common) and not any(0 <= alike(back, home) <= SAME_PLACE for back in common for home in homes)


def _are_firms_alone(items: list[Item], mine: Sketches, theirs: Sketches) -> bool:
    """Whether two firms share no handset beside their places: an office and its warehouse go together."""
    return FIRM in mine and FIRM in theirs and not any(item.kind == DEVICE for item in items)


def _are_of_one_home(mine: Sketches, theirs: Sketches) -> bool:
    """Whether both homes are one place; else the address only says again where the other's returns go."""
    alike, homes = COMPARERS["~address"], theirs.get("~address", ())
    return any(0 <= alike(own, home) <= SAME_PLACE for own in mine.get("~address", ()) for home in homes)


def of_one_town(items: list[Item]) -> list[Item]:
    """Beside a place or a handset what a town shares is no second thing: a handset is sold on to the neighbour."""
    if not any(item.group in (PLACE, HANDSET) and item.strength for item in items):
        return items
    return [msgspec.structs.replace(item, strength="") if item.kind in _SHARED else item for item in items]


def in_a_home(items: list[Item], mine: Sketches, theirs: Sketches, model: LinkageModel) -> list[Item]:
    """What is left where another person shares a place: beside it surname and postcode say nothing more.

    Whoever lives there has the home, sends returns there, and has the handset that lies about in it: one thing.
    """
    elsewhere = (RETURNS,) if is_sent_elsewhere(mine, theirs) else ()
    told = (*_SHARED, ADDRESS) if elsewhere and not _are_of_one_home(mine, theirs) else _SHARED
    items = [item for item in items if item.kind not in told]
    home = [item for item in items if item.group == PLACE and item.kind not in elsewhere]
    if not any(item.strength for item in home) or (elsewhere and _are_firms_alone(items, mine, theirs)):
        return items
    total = sum(item.bits for item in home)
    share = min(1.0, model.caps.get(LIVED_IN, total) / total)
    return [
        msgspec.structs.replace(item, group=HOME, bits=item.bits * (share if item in home else 1.0))
        if item in home or item.kind == DEVICE
        else item
        for item in items
    ]


def name_once(items: list[Item], levels: Mapping[str, int], exact: set[str]) -> list[Item]:
    """Without the payee's name, which is the person's on one of the forms: who bears a name is paid under it."""
    if not any(levels.get(kind, WHOLE_NAME + 1) <= WHOLE_NAME for kind in NAMES - exact):
        return items
    return [item for item in items if item.kind != PAYEE]
