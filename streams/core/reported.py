"""Reports, notices and how they were ruled: from event to facts about one target.

Steps of a notice name no target, only the report: a case row says where the notice lives, and keeps what came first.
"""

from __future__ import annotations

from typing import Any

import msgspec

from schemas.envelope import Event, type_of
from schemas.events.reports import NoticeCountered, NoticeEscalated, ReportData, ReportFiled, ReportRuled
from schemas.seal import micros
from streams.core.facts import Fact, Judged, Noticed, NoticeStep, Reported
from streams.core.rows import row_key
from streams.core.state import CaseRow, TargetRow
from streams.core.step import Verdict
from streams.core.work import Work

CROWD_KINDS = ("viewer", "buyer")
NOTICE_OF = {"brand_owner": "rights_notice", "regulator": "regulator_notice", "staff": "staff_notice"}
WAITING_MAX = 16
OWNERS_MAX = 64


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
    notice = data.notice_kind or NOTICE_OF.get(data.reporter_kind)
    fact: Fact
    if notice is None:
        crowd = data.reporter_kind in CROWD_KINDS
        fact = Reported(**_of(event), reason=data.reason, reporter=data.reporter_id, crowd=crowd)
    else:
        fact = Noticed(**_of(event), report_id=data.report_id, kind=notice, reason=data.reason)
    late = work.too_late(row, fact.time)
    if late is not None:
        return late
    if not work.add(key, row, fact):
        return "duplicate"
    if notice is not None:
        _opened(work, key, data, fact)
    return "decided"


def ruled(work: Work, event: ReportRuled) -> Verdict:
    """A ruling on a report or notice."""
    data = event.data
    key, row = work.target(data.seller_id, data.target_kind, data.target_id)
    fact = Judged(**_of(event), report_id=data.report_id, ruling=data.ruling, ruled_by=data.ruled_by)
    late = work.too_late(row, fact.time)
    if late is not None:
        return late
    return "decided" if work.add(key, row, fact) else "duplicate"


def stepped(work: Work, event: NoticeCountered | NoticeEscalated) -> Verdict:
    """A step of a notice goes to every target that the notice is about; those yet to come find it waiting."""
    data = event.data
    fact = NoticeStep(**_of(event), report_id=data.report_id, escalated=isinstance(event, NoticeEscalated))
    key = row_key("notice", data.seller_id, data.report_id)
    case = _case(work, key, fact.time)
    rows = [(owner, row) for owner in case.owners if isinstance(row := work.get(owner), TargetRow)]
    late = next((late for _, row in rows if (late := work.too_late(row, fact.time)) is not None), None)
    if late is not None:
        return late
    if any(known.cause == fact.cause for known in case.waiting):
        return "duplicate"
    waiting = (*case.waiting, fact)[-WAITING_MAX:]
    work.put(key, msgspec.structs.replace(case, clock=max(case.clock, fact.time), waiting=waiting))
    for owner, row in rows:
        work.add(owner, row, fact)
    return "decided"


def _opened(work: Work, owner: str, data: ReportData, notice: Fact) -> None:
    """Remember where the notice lives; steps that were here first take effect now."""
    key = row_key("notice", data.seller_id, data.report_id)
    case = _case(work, key, notice.time)
    owners = tuple(dict.fromkeys((*case.owners, owner)))[:OWNERS_MAX]
    work.put(key, msgspec.structs.replace(case, owners=owners, clock=max(case.clock, notice.time)))
    row = work.get(owner)
    if case.waiting and isinstance(row, TargetRow):
        work.add(owner, row, *case.waiting)


def _case(work: Work, key: str, time: int) -> CaseRow:
    known = work.get(key)
    return known if isinstance(known, CaseRow) else CaseRow(due=time + work.policies.at(time).ledger_horizon)
