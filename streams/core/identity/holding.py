"""How much a token's row keeps of who is barred: bytes, beside the number of holders.

A common name brings hundreds of offenders together, each with its spellings. Those are what weighs, and what an answer
can do without: every other token that the same two share brings them, too.
"""

from __future__ import annotations

import msgspec

from streams.core.rows.state_identity import Holder

MAX_HOLDER_BYTES = 144 * 1024  # those who asked need room, too
FEW = 12
"""So many fit in any case, however long their ids and spellings are."""
_SPAN, _VIA, _REST = 24, 40, 32


def within(holders: dict[str, Holder]) -> dict[str, Holder]:
    """The holders, the earliest barred first, without the spellings of the last ones where all together are too much.

    Where that is not enough, the last ones go.
    """
    if len(holders) <= FEW:
        return holders
    over = sum(_bytes(name) + weight(holder) for name, holder in holders.items()) - MAX_HOLDER_BYTES
    if over <= 0:
        return holders
    kept = dict(holders)
    for name, holder in reversed([*holders.items()][FEW:]):
        if over > 0 and holder.sketches:
            kept[name] = msgspec.structs.replace(holder, sketches={})
            over -= weight(holder) - weight(kept[name])
    while over > 0 and len(kept) > FEW:
        name, holder = kept.popitem()
        over -= _bytes(name) + weight(holder)
    return kept


def weight(holder: Holder) -> int:
    """About how many bytes a holder takes in the row."""
    spelt = sum(len(kind) + sum(map(len, values)) + 2 * len(values) for kind, values in holder.sketches.items())
    barred = 0
    for span in holder.spans:
        barred += _SPAN + _bytes(span.offender_id or "") + sum(map(_bytes, span.by))
        if span.via is not None:
            via = span.via
            barred += _VIA + _bytes(via.account_id) + _bytes(via.path) + sum(map(len, via.groups))
    return _REST + spelt + barred + len(holder.agency)


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
