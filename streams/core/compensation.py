"""Proof under guarantee: a confirmed fake sold with a promise to pay for fakes is owed to its buyers, once per order.

Each ruling owes the orders that no earlier standing ruling owes already. When an earlier one is overturned, its orders
pass on to the next that names them: the difference lifts the one compensation and takes the other anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import msgspec

from schemas.enforcement import NumberEvidence
from streams.core.facts import Held, Ruled
from streams.core.policy.model import PolicySet


def compensation(fact: Ruled, earlier: Iterable[Ruled], policies: PolicySet, points: tuple[int, int]) -> Held | None:
    """What a ruling owes, or None."""
    known = {order for ruling in earlier for order in ruling.orders}
    orders = tuple(dict.fromkeys(order for order in fact.orders if order not in known))
    if not orders:
        return None
    policy = policies.at(fact.occurred_at)
    return Held(
        target_kind=fact.target_kind,
        target_id=fact.target_id,
        measure="compensate",
        violation_class=fact.violation_class,
        mode="live",
        start=fact.time,
        rule_id=f"guarantee.{fact.violation_class}",
        policy_version=fact.policy_version,
        cause=fact.cause,
        basis="guarantee",
        expires_at=fact.start + policy.guarantee_term,
        legal_basis=tuple(law.text for law in policy.guarantee_basis if law.holds(fact.occurred_at)),
        evidence=(NumberEvidence(name="orders", value=len(orders)),),
        content=blake2b("\x1f".join(orders).encode(), digest_size=8).hexdigest(),
        points=points,
        orders=orders,
    )


def bare(held: Held) -> Held:
    """As a row keeps it: the digest of the orders stands for them, a thousand ids would fill the row."""
    return msgspec.structs.replace(held, orders=()) if held.orders else held
