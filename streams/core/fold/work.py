"""Moving rows on: facts are folded, what changed is said, and an appeal finds the row that holds its measure.

A target and its seller's ledger are in one partition. The ledger tells the target of its reminders, and of two open
reminders of one thing none is ever published: what ends is said first, then the ledger's, then what goes on.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from schemas.enforcement import LiftReason
from streams.core.fold.folding import Again, advance, holds
from streams.core.fold.publish import INTERNAL
from streams.core.fold.scratch import Scratch, Voided
from streams.core.ledger.reminding import Told, targets_of, to_be_told, told_of
from streams.core.rows.bounds import as_of_base
from streams.core.rows.facts import Appealed, AppealEnded, Fact, Held, Key, Overturned
from streams.core.rows.state import CaseRow, LedgerRow, TargetRow
from streams.core.rows.state_identity import Admission
from streams.core.rows.store import row_key
from streams.core.standing.difference import Change, Difference, parted
from streams.core.time import DAY

APPEAL_DECISION = 60 * DAY  # how long after the appeal term a decision may still come


class Work(Scratch):
    """The scratch, and what moves the rows in it on."""

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
        if isinstance(row, LedgerRow):
            self._move_ledger(key, row, facts, until)
            return
        told = self.told(row, max(row.clock, until, *(fact.time for fact in facts)) if facts else max(row.clock, until))
        moved, changed = advance(row, facts, until, self.policies, told=told)
        self.put(key, moved)
        self.publish(key, row.seller_id, changed)

    def again(
        self, key: str, row: TargetRow, cause: tuple[str, str], at: int = 0, why: LiftReason = "recomputed"
    ) -> None:
        """Fold a target's facts again, for something in them became known better by this event."""
        until = max(at, self.ticked())
        told = self.told(row, max(row.clock, until))
        moved, changed = advance(row, [], until, self.policies, again=(cause, why), told=told)
        self.put(key, moved)
        self.publish(key, row.seller_id, changed)

    def told(self, row: TargetRow, at: int) -> Told:
        """What the ledger of its seller has to say to a target; what is due there by `at` is done first."""
        key = row_key("ledger", row.seller_id)
        ledger = self.get(key)
        told = told_of(ledger, row.target_kind, row.target_id, self.policies)
        if told.clock and isinstance(ledger, LedgerRow) and ledger.due is not None and ledger.due <= at:
            self._move_ledger(key, ledger, [], at)
            told = told_of(self.get(key), row.target_kind, row.target_id, self.policies)
        return told

    def _move_ledger(self, key: str, row: LedgerRow, facts: list[Fact], until: int) -> None:
        """A ledger goes on with the targets that its rulings name, and they stand back behind its reminders."""
        clocks = self._clocks((*row.facts, *facts), row.seller_id) if facts else [0]
        ledger, changed = advance(row, facts, until, self.policies, told=Told(clock=max(clocks)))
        self.put(key, ledger)
        joined = self._stood_for(row.seller_id, changed)
        followed = self._tell_targets(row, ledger, facts) if facts else {}
        ends, further = parted(change for one in followed.values() for change in one.changes)
        self.say(row.seller_id, ends)
        self.say(row.seller_id, changed.changes, joined)
        self.say(row.seller_id, further)
        if changed.bans is not None:
            self.bans.append(changed.bans)
        for owner, one in {key: changed, **followed}.items():
            self._open_cases(owner, row.seller_id, one)

    def _clocks(self, facts: Iterable[Fact], seller_id: str) -> list[int]:
        rows = (self.get(row_key("target", seller_id, *target)) for target in targets_of(facts, seller_id))
        return [0, *(row.clock for row in rows if isinstance(row, TargetRow))]

    def _stood_for(self, seller_id: str, changed: Difference) -> dict[Key, Held]:
        """The open reminders of targets whose place the ledger's take now."""
        found: dict[Key, Held] = {}
        for change in changed.changes:
            if change.what == "taken" and change.held.measure == "remind":
                row = self.get(row_key("target", seller_id, change.held.target_kind, change.held.target_id))
                held = row.held if isinstance(row, TargetRow) else ()
                found |= {one.key(): one for one in held if one.key() == change.held.key()}
        return found

    def _tell_targets(self, before: LedgerRow, after: LedgerRow, facts: list[Fact]) -> dict[str, Difference]:
        """What changes for the targets of a ledger that has new facts, by row."""
        changes = {}
        for target, is_told_anew in to_be_told(before, after, facts, self.policies).items():
            key = row_key("target", after.seller_id, *target)
            row = self.get(key)
            if isinstance(row, TargetRow):
                again: Again | None = (facts[-1].cause, "recomputed") if is_told_anew else None
                moved, changes[key] = advance(
                    row, [], self.ticked(), self.policies, again=again, told=told_of(after, *target, self.policies)
                )
                self.put(key, moved)
        return changes

    def publish(self, key: str, seller_id: str, changed: Difference) -> None:
        """Say what changed, open a case for each measure a host may appeal against, note what our own bans are."""
        if changed.bans is not None:
            self.bans.append(changed.bans)
        self.say(seller_id, changed.changes)
        self._open_cases(key, seller_id, changed)

    def _open_cases(self, key: str, seller_id: str, changed: Difference) -> None:
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

    def is_open(self, case: CaseRow) -> bool:
        """Whether the very measure is in force, or was appealed against and a person looks: it may still be decided.

        An appeal against a ruling's step, or a refusal, finds what it is about without a case.
        """
        row = None if case.owner is None else self.get(case.owner)
        if not isinstance(row, TargetRow) or case.target_kind == "application":
            return False
        key = (case.target_kind, case.target_id, case.measure, case.violation_class, case.mode)
        if any(held.key() == key and held.cause == case.against for held in row.held):
            return True
        asked = any(isinstance(fact, Appealed) and fact.against == case.against for fact in row.facts)
        return asked and any(
            held.basis == "appeal" and held.violation_class == case.violation_class for held in row.held
        )

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
