"""Ties that are nothing by themselves: a network is shared with whoever is near, by thousands among a million.

They count beside others. Whoever has no other belongs nowhere and hangs on nothing, so that nobody is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

from streams.core.fold.work import Work
from streams.core.gangs.community import LEAST_BITS, PLACE
from streams.core.gangs.memory import account_row
from streams.core.gangs.nodes import tying
from streams.core.policy.model import Policy


def have_nothing_else(work: Work, names: Iterable[str]) -> bool:
    """Whether all that ties any of these accounts is slight, by every version of the policy."""
    kinds = {kind for name in names for kind in account_row(work, name).tokens.values()}
    return all(_is_slight(kind, policy) for kind in kinds for policy in work.policies.versions)


def _is_slight(kind: str, policy: Policy) -> bool:
    known = tying(kind, policy)
    return known is None or (known.group == PLACE and known.agreement() < LEAST_BITS)
