"""All bits of what joins two accounts: strong kinds by themselves, the weaker of one group together and capped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streams.core.identity.weigh import Item
    from streams.core.policy.linkage import LinkageModel

MOST_UNLIKE = -10.0


def total(items: list[Item], unlike: Mapping[str, float], model: LinkageModel, *, is_shop: bool) -> float:
    """All bits. One thing in common is a chance until something else agrees; two are not made one by a straw person."""
    agreeing = len({item.group for item in items if item.strength})
    scale = model.unlike_shop / max(agreeing, 1) if is_shop else 1.0
    groups: dict[str, float] = {group: max(bits * scale, MOST_UNLIKE) for group, bits in unlike.items()}
    strong: dict[str, float] = {}
    for item in items:
        if item.strength == "strong" or item.is_own:
            strong[item.group] = max(strong.get(item.group, 0.0), item.bits)
        else:
            groups[item.group] = groups.get(item.group, 0.0) + item.bits
    capped = {group: min(bits, model.caps.get(group, bits)) for group, bits in groups.items()}
    return sum(strong.values()) + sum(capped.values()) + (0.0 if is_shop else model.natural)
