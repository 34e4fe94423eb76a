"""The scratch of one step: changed rows over the untouched store, and what is to be published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from schemas.deadletter import DeadLetter
from schemas.enforcement import ApplicationDecided, Enforcement
from streams.core.fold.folding import advance, holds
from streams.core.fold.publish import INTERNAL, enforcement
from streams.core.hops import AnyHop
from streams.core.identity.outcome import OwnBans
from streams.core.policy.model import PolicySet
from streams.core.rows.bounds import as_of_base
from streams.core.rows.facts import Appealed, AppealEnded, Fact, Overturned, Ruled
from streams.core.rows.state import AnyRow, CaseRow, ClockRow, FactsRow, LedgerRow, TargetRow
from streams.core.rows.state_identity import AccountRow, Admission
from streams.core.rows.store import CLOCK_KEY, row_key
from streams.core.standing.difference import Change, Difference
from streams.core.step import Step, Verdict
from streams.core.time import DAY

APPEAL_DECISION = 60 * DAY  # how long after the appeal term a decision may still come


class Guaranteed(NamedTuple):
    """A ruling that names orders sold under a promise to pay for fakes."""

    seller_id: str
    ruling: Ruled
    orders: tuple[str, ...]


class Voided(NamedTuple):
    """What takes a seller's ruling away."""

    seller_id: str
    fact: Overturned | AppealEnded


class Work:
    """Reads through to the rows; writes stay here until the step is done."""

    def __init__(self, rows: Mapping[str, AnyRow], policies: PolicySet, partition: int) -> None:
        self.rows = rows
        self.policies = policies
        self.partition = partition
        self.changed: dict[str, AnyRow | None] = {}
        self.enforcements: list[Enforcement] = []
        self.applications: list[ApplicationDecided] = []
        self.hops: list[AnyHop] = []
        self.bans: list[OwnBans] = []
        self.admitted: list[tuple[str, Admission]] = []
        self.guaranteed: list[Guaranteed] = []
        self.voided: list[Voided] = []

    def get(self, key: str) -> AnyRow | None:
        """The row as it is now."""
        return self.changed[key] if key in self.changed else self.rows.get(key)

    def put(self, key: str, row: AnyRow | None) -> None:
        """Change a row."""
        self.changed[key] = row

    def ticked(self) -> int:
        """The partition's last tick, microseconds; 0 when there was none."""
        clock = self.get(CLOCK_KEY)
        return clock.ticked if isinstance(clock, ClockRow) else 0

    def step(self, verdict: Verdict = "decided") -> Step:
        """Everything as a value."""
        return Step(
            verdict=verdict,
            rows=self.changed,
            enforcements=tuple(self.enforcements),
            applications=tuple(self.applications),
            hops=tuple(self.hops),
        )

    def target(self, seller_id: str, kind: str, target_id: str) -> tuple[str, TargetRow]:
        """Key and row of a target, new when unknown."""
        key = row_key("target", seller_id, kind, target_id)
        row = self.get(key)
        if isinstance(row, TargetRow):
            return key, row
        return key, TargetRow(seller_id=seller_id, target_kind=kind, target_id=target_id)

    def ledger(self, seller_id: str) -> tuple[str, LedgerRow]:
        """Key and row of a seller's ledger, new when unknown."""
        key = row_key("ledger", seller_id)
        row = self.get(key)
        return key, row if isinstance(row, LedgerRow) else LedgerRow(seller_id=seller_id)

    def too_late(self, row: FactsRow | AccountRow | None, time: int) -> DeadLetter | None:
        """A dead letter when an event is older than the row's clock less the ledger horizon."""
        clock = max(self.ticked(), row.clock if row is not None else 0)
        if time >= clock:
            return None
        horizon = self.policies.at(clock).ledger_horizon
        if time >= clock - horizon:
            return None
        days = horizon // DAY
        return DeadLetter(
            stage="late",
            reason="older_than_horizon",
            message=f"event time is more than the ledger horizon ({days} days) before the row's clock",
        )

    def add(self, key: str, row: TargetRow | LedgerRow, *facts: Fact) -> bool:
        """Add facts to a row, fold, publish the difference; False when the row has them all already."""
        new = [fact for fact in facts if not holds(row, fact.id, fact.source)]
        if not new:
            return False
        self._note_admitted(row, new)
        if row.base_clock:
            new = [moved for fact in new if (moved := as_of_base(row, fact)) is not None]
            if not new:
                self.put(key, msgspec.structs.replace(row, evicted=row.evicted + 1))
                return True
        self.move(key, row, new, self.ticked())
        if isinstance(row, LedgerRow):
            self._note_voided(row.seller_id, new)
        return True

    def _note_voided(self, seller_id: str, facts: list[Fact]) -> None:
        for fact in facts:
            if isinstance(fact, Overturned) or (isinstance(fact, AppealEnded) and fact.upheld):
                self.voided.append(Voided(seller_id, fact))

    def _note_admitted(self, row: TargetRow | LedgerRow, facts: list[Fact]) -> None:
        """Appeals that were right about an application: its account is to be looked at anew."""
        if isinstance(row, TargetRow) and row.target_kind == "application":
            for fact in facts:
                if isinstance(fact, AppealEnded) and fact.upheld:
                    admission = Admission(fact.time, fact.source, fact.id, fact.against, fact.violation_class)
                    self.admitted.append((row.seller_id, admission))

    def move(self, key: str, row: TargetRow | LedgerRow, facts: list[Fact], until: int) -> None:
        """Fold a row on to `until`, with new facts or none."""
        moved: TargetRow | LedgerRow
        if isinstance(row, TargetRow):
            moved, changed = advance(row, facts, until, self.policies)
        else:
            moved, changed = advance(row, facts, until, self.policies)
        self.put(key, moved)
        self.publish(key, row.seller_id, changed)

    def again(self, key: str, row: TargetRow, cause: tuple[str, str], at: int = 0) -> None:
        """Fold a target's facts again, for something in them became known better by this event."""
        moved, changed = advance(row, [], max(at, self.ticked()), self.policies, again=cause)
        self.put(key, moved)
        self.publish(key, row.seller_id, changed)

    def publish(self, key: str, seller_id: str, changed: Difference) -> None:
        """Say what changed, open a case for each measure a host may appeal against, note what our own bans are."""
        if changed.bans is not None:
            self.bans.append(changed.bans)
        for change in changed.changes:
            self.enforcements.append(enforcement(seller_id, change, self.policies))
        for change in changed.changes:
            if change.what == "taken" and change.held.measure not in INTERNAL:
                self.open_case(key, seller_id, change)
        for change in changed.untold:
            known = self.get(row_key("case", seller_id, change.id))
            if known is None and self._case_due(change) <= self.ticked():
                continue  # its time to appeal is over: the next tick would only remove it again
            if change.held.measure not in INTERNAL and not (isinstance(known, CaseRow) and known.owner):
                self.open_case(key, seller_id, change)

    def _case_due(self, change: Change) -> int:
        return change.at + self.policies.at(change.at).appeal_term + APPEAL_DECISION

    def open_case(self, owner: str, seller_id: str, change: Change) -> None:
        """Remember where an enforcement lives; appeals that were here first take effect now."""
        key = row_key("case", seller_id, change.id)
        known = self.get(key)
        waiting = known.waiting if isinstance(known, CaseRow) else ()
        held = change.held
        case = CaseRow(
            owner=owner,
            clock=change.at,
            due=self._case_due(change),
            measure=held.measure,
            violation_class=held.violation_class,
            mode=held.mode,
            target_kind=held.target_kind,
            target_id=held.target_id,
            against=held.cause,
            content=held.content,
        )
        self.put(key, case)
        row = self.holder(owner, seller_id, case)
        if waiting and row is not None:
            self.add(owner, row, *(named(case, fact) for fact in waiting))

    def holder(self, key: str, seller_id: str, case: CaseRow) -> TargetRow | LedgerRow | None:
        """The row a case belongs to; of an application a new one, for it may not have been refused in this order."""
        row = self.get(key)
        if isinstance(row, TargetRow | LedgerRow):
            return row
        if case.target_kind != "application":
            return None
        return TargetRow(seller_id=seller_id, target_kind=case.target_kind, target_id=case.target_id)


def named(case: CaseRow, fact: Fact) -> Fact:
    """An appeal with what it is about, from its case."""
    if not isinstance(fact, Appealed | AppealEnded):
        return fact
    about = msgspec.structs.replace(
        fact,
        measure=case.measure,
        violation_class=case.violation_class,
        mode=case.mode,
        target_kind=case.target_kind,
        target_id=case.target_id,
        against=case.against,
    )
    return msgspec.structs.replace(about, content=case.content) if isinstance(about, AppealEnded) else about
