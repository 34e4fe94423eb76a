"""The scratch of one step: changed rows over the untouched store, and what is to be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from schemas.deadletter import DeadLetter
from schemas.enforcement import ApplicationDecided, Enforcement
from streams.core.fold.publish import enforcement
from streams.core.hops import AnyHop
from streams.core.identity.outcome import OwnBans
from streams.core.policy.model import PolicySet
from streams.core.rows.facts import AppealEnded, Held, Key, Overturned, Ruled
from streams.core.rows.state import AnyRow, ClockRow, FactsRow, LedgerRow, TargetRow
from streams.core.rows.state_identity import AccountRow, Admission
from streams.core.rows.store import CLOCK_KEY, row_key
from streams.core.standing.difference import Change
from streams.core.step import Step, Verdict
from streams.core.time import DAY

NONE_JOINED: Mapping[Key, Held] = {}


class Guaranteed(NamedTuple):
    """A ruling that names orders sold under a promise to pay for fakes."""

    seller_id: str
    ruling: Ruled
    orders: tuple[str, ...]


class Voided(NamedTuple):
    """What takes a seller's ruling away."""

    seller_id: str
    fact: Overturned | AppealEnded


class Scratch:
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

    def say(self, seller_id: str, changes: Iterable[Change], joined: Mapping[Key, Held] = NONE_JOINED) -> None:
        """Publish changes; `joined` are reminders whose grounds a new one of the same key bears as well."""
        for change in changes:
            self.enforcements.append(enforcement(seller_id, change, self.policies, joined.get(change.held.key())))
