"""Who was refused and applies again: an applicant is the same person as himself, whatever else is on the new form.

A bank account of an offender's may have been a slip of the pen, so what the earlier form was refused for calls for a
person, and refuses only where the new form gives cause for it by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from streams.core.identity.joining import OVER, REFUSE, Joined
from streams.core.rows.state_identity import Applied


def over_earlier_forms(
    found: Iterable[Joined], form: Applied, openings: Iterable[tuple[Applied, tuple[Joined, ...]]]
) -> Iterator[Joined]:
    """For a person: the roots that forms of before were refused for, while their bars last, and this one names not."""
    named = {one.account_id for one in found if one.ruled()}
    for earlier, roots in openings:
        for one in roots if earlier.at < form.at else ():
            until = one.taint.until
            if one.rank() == REFUSE and one.account_id not in named and (until is None or form.at < until):
                named.add(one.account_id)
                yield _for_a_person(one)


def _for_a_person(one: Joined) -> Joined:
    """Not passed on, for this form says nothing of it: the one that was refused has done so."""
    live = None if one.live is None else msgspec.structs.replace(one.live, measure="review")
    tail = f" → own refused application{one.tail}"
    return msgspec.structs.replace(one, live=live, shadow=(), signals={**one.signals, "hops": OVER}, tail=tail)
