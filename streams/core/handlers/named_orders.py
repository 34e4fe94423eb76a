"""The orders that rulings name, in rows of their own: pages of a ruling's orders, and a row for each order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

import msgspec

from streams.core.fold.work import Work
from streams.core.rows.facts import Held
from streams.core.rows.state_guarantee import NAMED_MAX, PAGE, Claim, GuaranteeRow, OrderRow, OrdersRow
from streams.core.rows.store import row_key

Cause = tuple[str, str]


def name_of(*ids: str) -> str:
    """A short name for what has long ids."""
    return blake2b("\x1f".join(ids).encode(), digest_size=12).hexdigest()


def claim_of(row: GuaranteeRow, cause: Cause) -> Claim | None:
    """A violation's claim by this ruling."""
    return next((claim for claim in row.claims if claim.held.cause == cause), None)


def kept_until(work: Work, held: Held) -> int:
    """So long an event may come that makes the order somebody else's."""
    return (held.expires_at or held.start) + work.policies.at(held.start).ledger_horizon


class Orders:
    """One seller's named orders."""

    def __init__(self, work: Work, seller_id: str) -> None:
        self._work, self._seller_id = work, seller_id

    def write(self, held: Held, orders: Sequence[str]) -> int:
        """Keep what a ruling names, each order once; how many pages that took."""
        named, due = list(dict.fromkeys(orders)), kept_until(self._work, held)
        pages = [tuple(named[at : at + PAGE]) for at in range(0, len(named), PAGE)]
        for number, page in enumerate(pages):
            self._work.put(self._page_key(held, number), OrdersRow(due=due, orders=page, parts=(0,) * len(page)))
        return len(pages)

    def of(self, claim: Claim) -> Iterator[str]:
        """Every order that a ruling names."""
        for _, page in self._pages(claim):
            yield from page.orders

    def owner(self, order: str) -> str | None:
        """The short name of the violation that owes an order."""
        row = self._work.get(self._order_key(order))
        return row.claims[0][1] if isinstance(row, OrderRow) and row.claims else None

    def release(self, claim: Claim, name: str) -> None:
        """A ruling that fell names nothing."""
        for order in self.of(claim):
            key = self._order_key(order)
            row = self._work.get(key)
            if isinstance(row, OrderRow):
                left = tuple(one for one in row.claims if one[1] != name)
                self._work.put(key, msgspec.structs.replace(row, claims=left))

    def claim(self, claim: Claim, name: str) -> None:
        """A standing ruling claims what it names."""
        due, mine = kept_until(self._work, claim.held), (claim.held.start, name)
        for order in self.of(claim):
            key = self._order_key(order)
            known = self._work.get(key)
            row = known if isinstance(known, OrderRow) else OrderRow()
            claims = tuple(sorted({*row.claims, mine})[:NAMED_MAX])
            self._work.put(key, OrderRow(due=max(due, row.due or 0), claims=claims))

    def taken_out(self, claim: Claim, orders: set[str]) -> tuple[set[int], list[str]]:
        """Take orders out of the compensations they are in: which those are, and what else was in them."""
        pages = list(self._pages(claim))
        gone = {part for _, page in pages for order, part in _each(page) if order in orders} - {0}
        rest = [order for _, page in pages for order, part in _each(page) if part in gone and order not in orders]
        for key, page in pages:
            parts = tuple(0 if part in gone else part for part in page.parts)
            self._work.put(key, msgspec.structs.replace(page, parts=parts))
        return gone, rest

    def put_in(self, claim: Claim, orders: set[str], number: int) -> list[str]:
        """Let a compensation hold these orders; they are told in the ruling's own order."""
        for key, page in self._pages(claim):
            parts = tuple(number if order in orders else part for order, part in _each(page))
            self._work.put(key, msgspec.structs.replace(page, parts=parts))
        return [order for order in self.of(claim) if order in orders]

    def _pages(self, claim: Claim) -> Iterator[tuple[str, OrdersRow]]:
        for number in range(claim.pages):
            key = self._page_key(claim.held, number)
            page = self._work.get(key)
            if isinstance(page, OrdersRow):
                yield key, page

    def _page_key(self, held: Held, number: int) -> str:
        return row_key("orders", self._seller_id, name_of(*held.cause), str(number))

    def _order_key(self, order: str) -> str:
        return row_key("order", self._seller_id, order)


def _each(page: OrdersRow) -> Iterable[tuple[str, int]]:
    return zip(page.orders, page.parts, strict=True)
