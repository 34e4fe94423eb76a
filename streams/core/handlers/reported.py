"""Reports, notices and how they were ruled: from event to facts about one target.

Steps of a notice name no target, only the report: a case row says where the notice lives, and keeps what came first.
"""

from __future__ import annotations

import msgspec

from schemas.events.reports import ReportFiled, ReportRuled, ViewDismissed
from schemas.seal import micros
from streams.core.fold.folding import holds
from streams.core.fold.grounds import NOBODY
from streams.core.fold.work import Work
from streams.core.handlers.happened import happened_and_recorded
from streams.core.handlers.noticed import notice_of, opened
from streams.core.handlers.weighing import ask, tell
from streams.core.rows.awaiting import is_awaited
from streams.core.rows.facts import Judged, Noticed, Reported
from streams.core.rows.state import TargetRow
from streams.core.rows.views import hour_of, looked
from streams.core.step import Verdict
from streams.core.time import HOUR


def reported(work: Work, event: ReportFiled) -> Verdict:
    """A report counts for its target when its author's row has answered; a notice has a clock of its own."""
    data = event.data
    key, row = work.target(data.seller_id, data.target_kind, data.target_id)
    notice = notice_of(data)
    late = work.too_late(row, micros(event.time))
    if late is not None:
        return late
    if notice is None:
        if holds(row, event.id, event.source):
            return "duplicate"
        if row.awaited and is_awaited(row, micros(event.time), event.source, event.id):
            return "duplicate"
        ask(work, key, row, _report(event))
        return "decided"
    fact = Noticed(**happened_and_recorded(event), report_id=data.report_id, kind=notice, reason=data.reason)
    if not work.add(key, row, fact):
        return "duplicate"
    opened(work, key, data, fact)
    return "decided"


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
    if views is not row.views and _is_counted_by(row, over):
        work.again(key, told, NOBODY, start)
    else:
        work.move(key, told, [], start)
    return "decided"


def _is_counted_by(row: TargetRow, over: int) -> bool:
    """Whether a report was counted after this moment."""
    late = [fact for fact in row.facts if fact.time >= over or fact.recorded]  # most often none
    return any(isinstance(fact, Reported) and fact.start >= over for fact in late)


def ruled(work: Work, event: ReportRuled) -> Verdict:
    """A ruling on a report or notice."""
    data = event.data
    key, row = work.target(data.seller_id, data.target_kind, data.target_id)
    fact = Judged(**happened_and_recorded(event), report_id=data.report_id, ruling=data.ruling, ruled_by=data.ruled_by)
    late = work.too_late(row, fact.time)
    if late is not None:
        return late
    if not work.add(key, row, fact):
        return "duplicate"
    tell(work, key, fact.report_id, data.reporter_id)
    return "decided"
