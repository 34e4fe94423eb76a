"""What a report weighs: the question to its author's row, the answer, and the report that counts from then on."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from streams.core.fold.folding import remembered
from streams.core.fold.grounds import NOBODY
from streams.core.fold.work import Work
from streams.core.handlers.crowds import awaited
from streams.core.handlers.reporters import apply_activity
from streams.core.hops import Activity, Weight
from streams.core.rows.awaiting import answered, known_better, name_of, noted, overdue
from streams.core.rows.facts import RULERS, Judged, Reported
from streams.core.rows.state import ReporterRow, TargetRow
from streams.core.rows.store import row_key
from streams.core.step import Verdict


def ask(work: Work, key: str, row: TargetRow, fact: Reported) -> None:
    """Ask the reporter's partition what their word weighs; the report waits for the answer."""
    waiting = noted(row, fact.time, name_of(fact.source, fact.id))
    if waiting is not row:
        work.put(key, waiting)
    work.hops.append(
        Activity(
            time=fact.time,
            reporter=fact.reporter,
            seller_id=row.seller_id,
            report_id="",
            reason="",
            source="",
            id="",
            target_kind=row.target_kind,
            target_id=row.target_id,
            asker=work.partition,
            report=fact,
        )
    )


def acted(work: Work, hop: Activity) -> Verdict:
    """At the reporter's partition: somebody asks, or a ruling is told."""
    key = row_key("reporter", hop.reporter)
    known = work.get(key)
    row = known if isinstance(known, ReporterRow) else ReporterRow()
    moved, answers = apply_activity(row, hop, work.policies.at(hop.time))
    if moved is not known:
        work.put(key, moved)
    work.hops += answers
    return "decided"


def weighed(work: Work, hop: Weight) -> Verdict:
    """Back at the target: what the reporter's word weighs."""
    key, row = work.target(hop.seller_id, hop.target_kind, hop.target_id)
    told = hop.report
    if told is None:
        _better(work, key, row, hop)
        return "decided"
    moved, ready = answered(row, told)
    if moved is not row:
        work.put(key, moved)
    _count(work, key, moved, ready)
    return "decided"


def wait_no_longer(work: Work, key: str, row: TargetRow, at: int) -> TargetRow:
    """Time has passed: what is answered counts, whether those before it are or not."""
    if not row.awaited:
        return row
    moved, ready = overdue(row, at)
    work.put(key, moved)
    return _count(work, key, moved, ready)


def _count(work: Work, key: str, row: TargetRow, reports: Iterable[Reported]) -> TargetRow:
    """One after the other, so that what is published is what a replay publishes."""
    for fact in reports:
        if not _is_only_kept(work, key, row, fact):
            work.add(key, row, fact)
        awaited(work, key, row, fact)
        tell(work, key, fact.report_id)
        known = work.get(key)
        row = known if isinstance(known, TargetRow) else row
    return row


def _is_only_kept(work: Work, key: str, row: TargetRow, fact: Reported) -> bool:
    """The row as the fold would have it, where nothing is in force and the report brings nothing."""
    kept = remembered(row, fact, work.ticked(), work.policies)
    if kept is not None:
        work.put(key, kept)
        if row_key("ledger", row.seller_id) in work.rows:
            work.told(kept, kept.clock)
    return kept is not None


def _better(work: Work, key: str, row: TargetRow, hop: Weight) -> None:
    """A ruling that came late tells of a report that was answered before."""
    cause = (hop.source, hop.id)
    for place, fact in enumerate(row.facts):
        if isinstance(fact, Reported) and fact.cause == cause and fact.revision < hop.revision:
            told = msgspec.structs.replace(fact, record=hop.record, revision=hop.revision)
            moved = msgspec.structs.replace(row, facts=(*row.facts[:place], told, *row.facts[place + 1 :]))
            if told.record == fact.record:
                work.put(key, moved)
            else:
                work.again(key, moved, NOBODY)
            return
    for entry in row.awaited:
        if isinstance(entry, Reported) and entry.cause == cause and entry.revision < hop.revision:
            told = msgspec.structs.replace(entry, record=hop.record, revision=hop.revision)
            work.put(key, known_better(row, told))
            return


def tell(work: Work, key: str, report_id: str, named: str | None = None) -> None:
    """Tell the reporter's partition how the report was ruled, as soon as both are known here.

    A ruling that names the reporter (`named`) is told even when the report is long gone from the row.
    """
    row = work.get(key)
    if not isinstance(row, TargetRow) or (named is None and len(row.facts) < 2):  # noqa: PLR2004 - the report alone
        return
    if Judged not in map(type, row.facts):
        return
    judged = [known for known in row.facts if isinstance(known, Judged) and known.report_id == report_id]
    report = next((known for known in row.facts if isinstance(known, Reported) and known.report_id == report_id), None)
    reporter = named if report is None else report.reporter
    for fact in judged if reporter is not None else ():
        if reporter is not None and fact.ruled_by in RULERS:
            work.hops.append(
                Activity(
                    time=fact.time,
                    reporter=reporter,
                    seller_id=row.seller_id,
                    report_id=report_id,
                    reason="" if report is None else report.reason,
                    source=fact.source,
                    id=fact.id,
                    ruling=fact.ruling,
                )
            )
