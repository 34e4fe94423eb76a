"""The rows of proof under guarantee: which orders a ruling names, and which rulings name an order.

They stand beside the ledger, for a fake sold to thousands live names more orders than one row may hold.
"""

from __future__ import annotations

import msgspec

from streams.core.rows.facts import Held

PAGE = 64  # ids of 128 characters of any script: 24 KiB
CLAIMS_MAX = 8  # rulings with one violation id; a second one is a mistake of the sender
NAMED_MAX = 64  # rulings that name one order; the earliest are kept, whatever the order they came in


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, gc=False):
    """What one ruling owes, if it stands: the compensation without its orders, which are on `pages` of their own.

    `taken` counts how often compensation was published for it.
    """

    held: Held
    pages: int
    taken: int = 0


class GuaranteeRow(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="t",
    tag="guarantee.1",
):
    """A violation with orders under guarantee. `standing` is the ruling whose orders are claimed, None = none stands.

    `parts` are what is in force, as (which of the ruling's compensations, since when): what an overturned ruling owed
    is owed by the next that names it, as a further one. `cleared` are rulings that an upheld appeal took away.
    """

    due: int | None = None
    seller_id: str
    claims: tuple[Claim, ...] = ()
    standing: tuple[str, str] | None = None
    parts: tuple[tuple[int, int], ...] = ()
    overturned: bool = False
    cleared: tuple[tuple[str, str], ...] = ()

    def kind(self) -> str:
        """The row's kind."""
        return "guarantee"


class OrdersRow(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="t",
    tag="orders.1",
):
    """One page of the orders that a ruling names; `parts` says by which compensation each is owed (0 = by none)."""

    due: int | None = None
    orders: tuple[str, ...]
    parts: tuple[int, ...]

    def kind(self) -> str:
        """The row's kind."""
        return "orders"


class OrderRow(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="t",
    tag="order.1",
):
    """The standing rulings that name an order, as (time, short name of the violation): the first of them owes it."""

    due: int | None = None
    claims: tuple[tuple[int, str], ...] = ()

    def kind(self) -> str:
        """The row's kind."""
        return "order"
