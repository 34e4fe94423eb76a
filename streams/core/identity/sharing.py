"""What a token's row tells the gang partition: who shares it with a few. Hubs, names and the lone tell nothing."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from schemas.sealed import Token
from streams.core.hops import Claim, Tie
from streams.core.identity.blocks import BLOCK
from streams.core.identity.facts import AGENCY
from streams.core.rows.state_gangs import MAX_POSTING
from streams.core.rows.state_identity import LATER, TokenRow

NAMES = frozenset({"name", "name_dob"})
"""Domains of names. They tie nobody, and were nearly nine of ten ties told among 300,000 accounts."""
MANY = 3 * MAX_POSTING  # asks: by then the gang partition has long been told that this is a hub


def ties(before: TokenRow, after: TokenRow, claim: Claim) -> Iterator[Tie]:
    """A tie for whoever is new; when two meet for the first time, one for the other too."""
    if len(after.asks) > MANY or not _may_tie(claim.token):
        return
    new = _open(after, claim.account_id)
    if new is None or new == _open(before, claim.account_id):
        return
    names = _names(after)
    if not 1 < len(names) <= MAX_POSTING + 1:
        return
    for name in names if len(names) == 2 else (claim.account_id,):  # noqa: PLR2004 - the second brings the first
        known = _open(after, name)
        if known is not None:
            to, since, opened, agency = known
            # The row bears the token as the first who came told it, which may be another kind: where one does business
            # another has returns sent to.
            token = claim.token if name == claim.account_id else after.token or claim.token
            yield Tie(
                time=claim.time, token=token, account_id=name, asker=to, since=since, opened=opened, agency=agency
            )


def _may_tie(token: Token) -> bool:
    return token.domain != BLOCK and token.domain not in NAMES and token.kind != AGENCY


Open = tuple[int, int, int | None, str]


def _names(row: TokenRow) -> dict[str, None]:
    """Everybody who asked, then whoever is barred and did not."""
    names = {asker[0]: None for asker in row.asks}
    names |= {name: None for name, holder in row.holders.items() if any(span.via is None for span in holder.spans)}
    return names


def _open(row: TokenRow, account_id: str) -> Open | None:
    """An account's partition, since when it holds the token, when it applied, and by which agency."""
    asked = [asker for asker in row.asks if asker[0] == account_id]
    if asked:
        asker = min(asked, key=itemgetter(2))  # of equal times the first that came
        ask = row.asks[asker]
        return ask.to, asker[2], None if asker[1] == LATER else asker[2], ask.agency
    holder = row.holders.get(account_id)
    own = [] if holder is None else [span.since for span in holder.spans if span.via is None]
    return None if holder is None or not own else (holder.to, min(own), None, holder.agency)
