"""Proof under guarantee: a confirmed fake sold with a promise to pay for fakes is owed to its buyers.

How one compensation looks; which ruling owes which orders is said in `guarantee`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from schemas.enforcement import NumberEvidence
from streams.core.policy.model import PolicySet
from streams.core.policy.notice import in_force
from streams.core.rows.facts import Held, Ruled


def compensation(fact: Ruled, policies: PolicySet, points: tuple[int, int]) -> Held:
    """What a ruling brings its buyers, without their orders. The violation stands as `content`: appeals find it so."""
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
        legal_basis=in_force(policy.guarantee_basis, fact.occurred_at),
        content=fact.violation_id,
        points=points,
    )


def owing(held: Held, orders: Sequence[str], since: int) -> Held:
    """The compensation of these orders, in force since this moment."""
    counted = (NumberEvidence(name="orders", value=len(orders)),)
    return msgspec.structs.replace(held, orders=tuple(orders), start=since, evidence=counted)
