"""What a token's row tells the gang partition: who holds a token that a few share. Hubs and the lone tell nothing."""

from __future__ import annotations

from collections.abc import Iterator

from streams.core.hops import Claim, Tie
from streams.core.identity.blocks import BLOCK
from streams.core.rows.state_gangs import MAX_POSTING
from streams.core.rows.state_identity import LATER, TokenRow

AGENCY = "agency"
MANY = 3 * MAX_POSTING  # asks: by then the gang partition has long been told that this is a hub


def ties(before: TokenRow, after: TokenRow, claim: Claim) -> Iterator[Tie]:
    """A tie for whoever is new; when two meet for the first time, one for the other too."""
    if claim.token.domain == BLOCK or claim.token.kind == AGENCY or len(after.asks) > MANY:
        return
    old, new = _open(before), _open(after)
    if claim.account_id not in new or new.get(claim.account_id) == old.get(claim.account_id):
        return
    if not 1 < len(new) <= MAX_POSTING + 1:
        return
    for name in new if len(new) == 2 else (claim.account_id,):  # noqa: PLR2004 - the second brings the first
        to, since, opened, agency = new[name]
        yield Tie(
            time=claim.time, token=claim.token, account_id=name, asker=to, since=since, opened=opened, agency=agency
        )


Open = tuple[int, int, int | None, str]


def _open(row: TokenRow) -> dict[str, Open]:
    """Account -> its partition, since when it holds the token, when it applied, and by which agency."""
    found: dict[str, Open] = {}
    for (name, application, asked), ask in row.asks.items():
        opened = None if application == LATER else asked
        known = found.get(name)
        if known is None or asked < known[1]:
            found[name] = (ask.to, asked, opened, ask.agency)
    for name, holder in row.holders.items():
        own = [span.since for span in holder.spans if span.via is None]
        if own and name not in found:
            found[name] = (holder.to, min(own), None, holder.agency)
    return found
