"""Who asked about a token: every account by a few of its forms, and a crowd beyond the cap by its months only.

An account that applies ten thousand times is one account: its middle forms go, and count nowhere.
"""

from __future__ import annotations

from streams.core.rows.state_identity import MAX_ASKS, MAX_FORMS, Ask, Asker

Asks = dict[Asker, Ask]
ROOM = MAX_ASKS // 8  # made at once: to sort for each would cost
ENDS = 2


def with_ask(asks: Asks, asker: Asker, ask: Ask) -> tuple[Asks, list[int]]:
    """The asks with one more, and when the accounts first asked that had to go for it."""
    known = {**asks, asker: ask}
    if len(known) > MAX_FORMS:
        known = _without(known, _middle([one for one in known if one[0] == asker[0]], MAX_FORMS))
    return (known, []) if len(known) <= MAX_ASKS else _crowded(known)


def _crowded(asks: Asks) -> tuple[Asks, list[int]]:
    """First whatever is neither an account's first ask nor its last goes, then the accounts that asked long ago."""
    by_account: dict[str, list[Asker]] = {}
    for asker in asks:
        by_account.setdefault(asker[0], []).append(asker)
    asks = _without(asks, [one for own in by_account.values() for one in _middle(own, ENDS)])
    surplus, gone = len(asks) - (MAX_ASKS - ROOM), list[int]()
    for name in sorted(by_account, key=lambda name: (max(map(_when, by_account[name])), name)):
        if surplus <= 0:
            break
        surplus -= min(len(by_account[name]), ENDS)
        gone.append(min(map(_when, by_account.pop(name))))
    return {asker: ask for asker, ask in asks.items() if asker[0] in by_account}, gone


def _middle(own: list[Asker], most: int) -> list[Asker]:
    """What of one account's asks is neither among the first nor among the last."""
    return sorted(own, key=lambda asker: (asker[2], asker[1]))[most // 2 : len(own) - most // 2] if own[most:] else []


def _without(asks: Asks, gone: list[Asker]) -> Asks:
    out = set(gone)
    return {asker: ask for asker, ask in asks.items() if asker not in out} if out else asks


def _when(asker: Asker) -> int:
    return asker[2]
