"""Rulings and corrections: from event to facts in a seller's ledger, and in the row of their target."""

from __future__ import annotations

from schemas.deadletter import DeadLetter
from schemas.events.violations import (
    ViolationAcknowledged,
    ViolationConfirmed,
    ViolationCorrected,
    ViolationOverturned,
)
from schemas.seal import micros
from streams.core.fold.scratch import Guaranteed
from streams.core.fold.work import Work
from streams.core.handlers.appeals import awaited
from streams.core.handlers.happened import happened_and_recorded
from streams.core.handlers.noticed import address_corrected
from streams.core.ledger.mending import mended
from streams.core.policy.model import PolicySet
from streams.core.rows.facts import Acknowledged, Corrected, Fact, Overturned, Ruled, Shown
from streams.core.step import Verdict
from streams.core.time import DAY, year_end, year_of

AHEAD = DAY  # the end of the day, and a time of Shanghai that was written as UTC's, are what people mean by "now"


def confirmed(work: Work, event: ViolationConfirmed) -> Verdict:
    """A ruling gives the points of the policy in force when the violation occurred."""
    if micros(event.data.occurred_at) > micros(event.time) + AHEAD:
        return _before_it_occurred()
    seller_id = event.data.seller_id
    fact = _ruling(event, work.policies)
    clean = _clean_versions(work, fact, seller_id)
    verdict = _to_ledger(work, seller_id, fact, *_already_mended(fact, clean))
    if verdict != "decided":
        return verdict
    key, row = work.ledger(seller_id)
    if clean and clean[-1].time > row.clock:
        work.move(key, row, [], clean[-1].time)
    if fact.guaranteed:
        work.guaranteed.append(Guaranteed(seller_id, fact, event.data.orders))
    awaited(work, seller_id, fact)
    return verdict


def _before_it_occurred() -> DeadLetter:
    """Its points would be a later policy's, and would count long after they should: its sender must put it right."""
    message = "the violation occurred more than a day after its ruling's own time, at $.data.occurred_at"
    return DeadLetter(stage="validate", reason="out_of_bounds", message=message)


def _ruling(event: ViolationConfirmed, policies: PolicySet) -> Ruled:
    data = event.data
    occurred = min(micros(data.occurred_at), micros(event.time))
    policy = policies.at(occurred)
    ladder = policy.ladder(data.violation_class)
    counted = year_of(max(occurred, micros(event.time)))  # ruled in January, December's fake would go free otherwise
    return Ruled(
        **happened_and_recorded(event),
        violation_id=data.violation_id,
        occurred_at=occurred,
        violation_class=data.violation_class,
        severity=data.severity,
        target_kind=data.target_kind,
        target_id=data.target_id,
        policy_version=policy.version,
        points=ladder.points_for(data.severity),
        valid_until=occurred + ladder.validity if ladder.reset == "rolling" else year_end(counted),
        case_id=data.case_id,
        guaranteed=bool(data.orders) and data.under_guarantee and data.violation_class in policy.guarantee_classes,
        carried_until=None if ladder.carry_over is None else year_end(counted + 1),
    )


def _clean_versions(work: Work, fact: Ruled, seller_id: str) -> list[Shown]:
    """Clean versions of the ruled listing that were here first: the ledger has to know them whatever the order."""
    if fact.target_kind != "listing":
        return []
    _, row = work.target(seller_id, "listing", fact.target_id)
    return [known for known in row.facts if isinstance(known, Shown) and not known.hits]


def _already_mended(fact: Ruled, clean: list[Shown]) -> list[Corrected]:
    """The last clean version before the ruling and the first after it; what lies further corrects nothing more."""
    before = [known for known in clean if known.order() < fact.order()][-1:]
    after = [known for known in clean if known.order() > fact.order()][:1]
    return [mended(known, fact.target_id) for known in (*before, *after)]


def overturned(work: Work, event: ViolationOverturned) -> Verdict:
    """A ruling that no longer stands, whether it is here yet or not."""
    return _to_ledger(
        work, event.data.seller_id, Overturned(**happened_and_recorded(event), violation_id=event.data.violation_id)
    )


def corrected(work: Work, event: ViolationCorrected) -> Verdict:
    """The host fixed it: closes reminders of the ledger and of the target."""
    data = event.data
    fact = Corrected(**happened_and_recorded(event), target_kind=data.target_kind, target_id=data.target_id)
    verdict = _to_both(work, data.seller_id, data.target_kind, data.target_id, fact)
    if data.target_kind == "account" and verdict == "decided":
        address_corrected(work, data.seller_id, fact)
    return verdict


def acknowledged(work: Work, event: ViolationAcknowledged) -> Verdict:
    """The host has seen it."""
    data = event.data
    fact = Acknowledged(**happened_and_recorded(event), target_kind=data.target_kind, target_id=data.target_id)
    return _to_both(work, data.seller_id, data.target_kind, data.target_id, fact)


def _to_ledger(work: Work, seller_id: str, *facts: Fact) -> Verdict:
    key, row = work.ledger(seller_id)
    late = work.too_late(row, facts[0].time)
    if late is not None:
        return late
    if any(known.cause == facts[0].cause for known in row.facts):
        return "duplicate"
    work.add(key, row, *facts)
    return "decided"


def _to_both(work: Work, seller_id: str, kind: str, target_id: str, fact: Fact) -> Verdict:
    verdict = _to_ledger(work, seller_id, fact)
    key, row = work.target(seller_id, kind, target_id)
    if verdict == "decided" and work.too_late(row, fact.time) is None:
        work.add(key, row, fact)
    return verdict
