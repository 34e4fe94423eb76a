"""Reports, notices and how they were ruled: from event to facts about one target.

Steps of a notice name no target, only the report: a case row says where the notice lives, and keeps what came first.
"""

from __future__ import annotations

from typing import Any

import msgspec

from schemas.envelope import Event, type_of
from schemas.events.reports import (
    ReportData,
    ReportFiled,
    ReportRuled,
    ViewDismissed,
)
from schemas.seal import micros
from streams.core.crowd.ceiling import first_word
from streams.core.fold.work import Work
from streams.core.handlers.noticed import notice_of, opened
from streams.core.handlers.reporters import apply_activity
from streams.core.hops import Activity, Weight
from streams.core.rows.facts import RULERS, Fact, Judged, Noticed, Reported
from streams.core.rows.state import ReporterRow, TargetRow
from streams.core.rows.store import row_key
from streams.core.rows.views import hour_of, looked
from streams.core.step import Verdict
from streams.core.time import HOUR


def _of(event: Event) -> dict[str, Any]:
    recorded = event.recordedtime
    return {
        "time": micros(event.time),
        "type": type_of(event).removeprefix("marketplace."),
        "source": event.source,
        "id": event.id,
        "recorded": None if recorded is None else micros(recorded),
    }


def reported(work: Work, event: ReportFiled) -> Verdict:
    """A report counts for its target; a notice has a measure and a clock of its own."""
    data = event.data
    key, row = work.target(data.seller_id, data.target_kind, data.target_id)
    notice = notice_of(data)
    fact: Fact
    if notice is None:
        fact = _report(event)
    else:
        fact = Noticed(**_of(event), report_id=data.report_id, kind=notice, reason=data.reason)
    late = work.too_late(row, fact.time)
    if late is not None:
        return late
    if not _added(work, key, row, fact):
        return "duplicate"
    if notice is not None:
        opened(work, key, data, fact)
    elif isinstance(fact, Reported):
        _ask(work, data, fact)
        _tell(work, key, fact.report_id)
    return "decided"


def _added(work: Work, key: str, row: TargetRow, fact: Fact) -> bool:
    if isinstance(fact, Reported) and not (row.clock or row.facts or row.held):
        first = first_word(row, fact, work.ticked(), work.policies)
        if first is not None:
            work.put(key, first)
            return True
    return work.add(key, row, fact)


def _report(event: ReportFiled) -> Reported:
    data = event.data
    return Reported(
        time=micros(event.time),
        type="report.filed.v1",
        source=event.source,
        id=event.id,
        recorded=None if event.recordedtime is None else micros(event.recordedtime),
        reason=data.reason,
        reporter=data.reporter_id,
        report_id=data.report_id,
        kind=data.reporter_kind,
        cluster=data.reporter_cluster,
        since=None if data.reporter_since is None else micros(data.reporter_since),
    )


def _ask(work: Work, data: ReportData, fact: Reported) -> None:
    """Ask the reporter's partition what their word weighs."""
    work.hops.append(
        Activity(
            time=fact.time,
            reporter=fact.reporter,
            seller_id=data.seller_id,
            report_id=fact.report_id,
            reason=fact.reason,
            source=fact.source,
            id=fact.id,
            target_kind=data.target_kind,
            target_id=data.target_id,
            asker=work.partition,
        )
    )


def _tell(work: Work, key: str, report_id: str, named: str | None = None) -> None:
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


def viewed(work: Work, event: ViewDismissed) -> Verdict:
    """A contrary vote: the same person looked and did not report."""
    data = event.data
    key, row = work.target(data.seller_id, data.target_kind, data.target_id)
    start = micros(event.time)
    late = work.too_late(row, start)
    if late is not None:
        return late
    views = looked(row.views, data.reporter_id, start)
    if views is row.views and start <= row.clock:
        return "duplicate"
    told = msgspec.structs.replace(row, views=views)
    over = (hour_of(start) + 1) * HOUR
    if views is not row.views and any(isinstance(fact, Reported) and fact.start >= over for fact in row.facts):
        work.again(key, told, (event.source, event.id), start)
    else:
        work.move(key, told, [], start)
    return "decided"


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
    cause = (hop.source, hop.id)
    for number, fact in enumerate(row.facts):
        if isinstance(fact, Reported) and fact.cause == cause and fact.revision < hop.revision:
            told = msgspec.structs.replace(fact, record=hop.record, revision=hop.revision)
            facts = (*row.facts[:number], told, *row.facts[number + 1 :])
            work.again(key, msgspec.structs.replace(row, facts=facts), told.cause)
    return "decided"


def ruled(work: Work, event: ReportRuled) -> Verdict:
    """A ruling on a report or notice."""
    data = event.data
    key, row = work.target(data.seller_id, data.target_kind, data.target_id)
    fact = Judged(**_of(event), report_id=data.report_id, ruling=data.ruling, ruled_by=data.ruled_by)
    late = work.too_late(row, fact.time)
    if late is not None:
        return late
    if not work.add(key, row, fact):
        return "duplicate"
    _tell(work, key, fact.report_id, data.reporter_id)
    return "decided"
