"""What an agency explains over an applicant who stands between: its barred client's desk is everybody's of its clients.

One client is banned, and the next, who leaves the agency out, is refused for the desk. Whoever names the agency shares
with that one nothing but the desk, and the desk with the banned one, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from streams.core.identity.blocks import BLOCK
from streams.core.identity.facts import AGENCY

if TYPE_CHECKING:
    from streams.core.identity.candidates import Pair


def explained_by(met: Mapping[str, list[Pair]], grounds: Iterable[Pair]) -> frozenset[str]:
    """What whoever is barred in the end, and came by the applicant's agency, shares with it as well.

    Values, and of blocking keys the kinds: which of several keys of one kind names somebody says nothing.
    """
    roots = {"" if taint.via is None else taint.via.account_id for _, taint in grounds}
    if not all(any(one.token.kind == AGENCY for one, _ in met.get(root, ())) for root in roots):
        return frozenset()
    return frozenset.intersection(*(frozenset(_named(met[root])) for root in roots))


def _named(pairs: Iterable[Pair]) -> Iterator[str]:
    return (one.token.kind if one.token.domain == BLOCK else one.token.value for one, _ in pairs)
