"""What people of one home share: a surname, an address, a network, a tablet. It says little of any one of them.

Relatives of an offender open shops too. A person may look where a handset is shared beside the home; nobody is refused
for what a home gives to everybody in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from streams.core.identity.weigh import Item
    from streams.core.policy.linkage import LinkageModel

SAME_PLACE = 1
WHOLE_NAME, SAME_BIRTH = 1, 1  # up to these levels of likeness one of them is enough
LIKE_NAME, LIKE_BIRTH = 2, 2  # and up to these both
NAMES = frozenset({"name", "legal_person"})
PLACE, DEVICE = "place", "device"
_SHARED = ("name", "postcode", "birth_place")
"""What relatives share beside the home itself."""
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


def in_a_home(items: list[Item], levels: Mapping[str, int], model: LinkageModel) -> list[Item]:
    """What is left where another person shares a place: beside it surname and postcode say nothing more.

    Whoever lives there has the home, sends returns there, and has the handset that lies about in it: one thing.
    """
    if not any(item.group == PLACE and item.strength for item in items):
        return items
    items = [item for item in items if item.kind not in _SHARED]
    if levels.get("address", SAME_PLACE + 1) > SAME_PLACE:
        return items
    total = sum(item.bits for item in items if item.group == PLACE)
    share = min(1.0, model.caps.get(LIVED_IN, total) / total)
    return [
        msgspec.structs.replace(item, group=HOME, bits=item.bits * (share if item.group == PLACE else 1.0))
        if item.group == PLACE or item.kind == DEVICE
        else item
        for item in items
    ]
