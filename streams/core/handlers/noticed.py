"""Notices: which reports are one, and how the steps of one find every target that it is about.

Steps name no target, only the report: a case row says where the notice lives, and keeps what came first. One complaint
may be about hundreds of listings; their rows are named in pages, so that no row grows without bound.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from schemas.events.reports import NoticeCountered, NoticeEscalated, ReportData
from schemas.seal import micros
from streams.core.fold.work import Work
from streams.core.rows.facts import Corrected, Fact, NoticeStep
from streams.core.rows.state import CaseRow, TargetRow
from streams.core.rows.store import row_key
from streams.core.step import Verdict

NOTICE_OF = {"brand_owner": "rights_notice", "regulator": "regulator_notice", "staff": "staff_notice"}
MAY_SEND = {
    "rights_notice": ("brand_owner", "regulator", "staff"),
    "regulator_notice": ("regulator", "staff"),
    "address_notice": ("regulator", "staff"),
}
WAITING_MAX = 16
PAGE = 192  # keys that hold two ids of 128 characters of any script


def notice_of(data: ReportData) -> str | None:
    """The kind of notice a report is, None when it is one of a crowd.

    `notice_kind` alone makes nobody a regulator: who has no standing to give it gives what they may, and a viewer,
    a buyer or a competitor is one of a crowd. Else one account could have people look at whom it likes, without end.
    """
    if data.notice_kind is not None and data.reporter_kind in MAY_SEND[data.notice_kind]:
        return data.notice_kind
    return NOTICE_OF.get(data.reporter_kind)


def stepped(work: Work, event: NoticeCountered | NoticeEscalated) -> Verdict:
    """A step of a notice goes to every target that the notice is about; those yet to come find it waiting."""
    data = event.data
    fact = NoticeStep(
        time=micros(event.time),
        type="notice.escalated.v1" if isinstance(event, NoticeEscalated) else "notice.countered.v1",
        source=event.source,
        id=event.id,
        recorded=None if event.recordedtime is None else micros(event.recordedtime),
        report_id=data.report_id,
        escalated=isinstance(event, NoticeEscalated),
    )
    return to_owners(work, row_key("notice", data.seller_id, data.report_id), fact)


def opened(work: Work, owner: str, data: ReportData, notice: Fact) -> None:
    """Remember where a notice lives; steps that were here first take effect now."""
    remember(work, row_key("notice", data.seller_id, data.report_id), owner, notice.time)
    if notice_of(data) == "address_notice" and data.target_kind != "account":
        remember(work, row_key("address", data.seller_id), owner, notice.time)


def address_corrected(work: Work, seller_id: str, fact: Corrected) -> None:
    """An address is the account's: put right there, it is put right for the shop that a notice named."""
    to_owners(work, row_key("address", seller_id), fact)


def to_owners(work: Work, key: str, fact: NoticeStep | Corrected) -> Verdict:
    """Give a fact to every row that a case names, and keep it for those to come."""
    case = _case(work, key, fact.time)
    rows = [(owner, row) for owner in _owners(work, key, case) if isinstance(row := work.get(owner), TargetRow)]
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


def remember(work: Work, key: str, owner: str, time: int) -> None:
    """Name a row in a case; what waited there goes to it."""
    case = _case(work, key, time)
    if owner not in _owners(work, key, case):
        case = _named(work, key, case, owner, time)
    work.put(key, msgspec.structs.replace(case, clock=max(case.clock, time)))
    row = work.get(owner)
    if case.waiting and isinstance(row, TargetRow):
        work.add(owner, row, *case.waiting)


def _named(work: Work, key: str, case: CaseRow, owner: str, time: int) -> CaseRow:
    """The case with one more owner: on its own page while that has room, then on the last further one."""
    if len(case.owners) < PAGE:
        return msgspec.structs.replace(case, owners=(*case.owners, owner))
    last = _page(key, case.pages)
    page = _case(work, last, time)
    if not case.pages or len(page.owners) >= PAGE:
        case = msgspec.structs.replace(case, pages=case.pages + 1)
        last, page = _page(key, case.pages), _case(work, _page(key, case.pages), time)
    work.put(last, msgspec.structs.replace(page, owners=(*page.owners, owner), due=case.due))
    return case


def _owners(work: Work, key: str, case: CaseRow) -> Iterator[str]:
    yield from case.owners
    for number in range(1, case.pages + 1):
        page = work.get(_page(key, number))
        if isinstance(page, CaseRow):
            yield from page.owners


def _page(key: str, number: int) -> str:
    return f"{key}/page-{number}"


def _case(work: Work, key: str, time: int) -> CaseRow:
    known = work.get(key)
    return known if isinstance(known, CaseRow) else CaseRow(due=time + work.policies.at(time).ledger_horizon)
