"""Appeals against what a crowd brought: which report tipped the scale hangs on which had arrived.

A reminder is published as the report's that was the last to be needed. A service that heard of them in another order
names another one, and so another id. An appeal finds the target by the id of any report that is still in its row.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from streams.core.fold.work import Work
from streams.core.ids import taken_ids
from streams.core.policy.model import Hit, Policy
from streams.core.rows.facts import Reported
from streams.core.rows.state import CaseRow, TargetRow
from streams.core.rows.store import Rows, row_key
from streams.core.standing.answers import CROWD
from streams.core.standing.difference import Change
from streams.core.standing.holding import from_hit

AGAIN = 3  # so often a crowd may have reminded anew with the same report


class Names:
    """The ids that reminders of a report may have been told under; lives for one look."""

    def __init__(self, work: Work) -> None:
        self._policies = work.policies
        self._rules: dict[str, list[Hit]] = {}

    def of(self, row: TargetRow, fact: Reported) -> Iterator[tuple[Hit, list[str]]]:
        """By every rule that reminds, and of its shadow while operations only observe."""
        for hit in self._reminders(self._policies.at(fact.time)):
            about = (row.seller_id, row.target_kind, row.target_id, "remind", fact.reason, hit.mode, hit.rule_id)
            yield hit, taken_ids(about, fact.cause, AGAIN)

    def _reminders(self, policy: Policy) -> list[Hit]:
        known = self._rules.get(policy.version)
        if known is None:
            known = [hit for hit in policy.possible("report") if hit.measure == "remind"]
            if self._policies.controls:
                live = [hit for hit in known if hit.mode == "live"]
                known += [msgspec.structs.replace(hit, mode="shadow") for hit in live]
            self._rules[policy.version] = known
        return known


def found(work: Work, seller_id: str, name: str) -> tuple[str, Change] | None:
    """The reminder of this id, of those that a report on the seller's targets could have tipped; and its row's key."""
    names = Names(work)
    for key in work.rows.crowded(seller_id) if isinstance(work.rows, Rows) else ():
        row = work.get(key)
        for fact in row.facts if isinstance(row, TargetRow) else ():
            if isinstance(fact, Reported) and isinstance(row, TargetRow):
                for hit, ids in names.of(row, fact):
                    if name in ids:
                        return key, _reminder(row, fact, hit, name)
    return None


def awaited(work: Work, key: str, row: TargetRow, fact: Reported) -> None:
    """Appeals that were here before the report they are about take effect now."""
    if not isinstance(work.rows, Rows) or not work.rows.is_appealing(row.seller_id):
        return
    for hit, names in Names(work).of(row, fact):
        for name in names:
            known = work.get(row_key("case", row.seller_id, name))
            if isinstance(known, CaseRow) and known.owner is None:
                work.open_case(key, row.seller_id, _reminder(row, fact, hit, name))


def _reminder(row: TargetRow, fact: Reported, hit: Hit, name: str) -> Change:
    own = {"basis": CROWD, "content": CROWD, "violation_class": fact.reason, "id": name}
    held = from_hit(hit, (row.target_kind, row.target_id), fact.time, fact.cause, **own)
    return Change(what="taken", id=name, at=fact.time, held=held, cause=fact.cause)
