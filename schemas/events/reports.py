"""`marketplace.reports.v1`: what people, brand owners and regulators report. Key: the reported `seller_id`.

`reporter_id` and `reporter_cluster` are replaced by keyed tokens at decode: nothing behind it can name a reporter.
"""

from __future__ import annotations

from typing import Literal

from schemas.envelope import Event
from schemas.fields import Id, ReportReason, TargetKind, Text, Time, Wire

ReporterKind = Literal["viewer", "buyer", "brand_owner", "competitor", "regulator", "staff"]


class ReportData(Wire, frozen=True, kw_only=True):
    """One report about one target."""

    report_id: Id
    seller_id: Id
    reporter_id: Id
    reporter_kind: ReporterKind
    target_kind: TargetKind
    target_id: Id
    reason: ReportReason
    text: Text | None = None
    order_id: Id | None = None
    reporter_cluster: Id | None = None
    reporter_since: Time | None = None
    notice_kind: Literal["rights_notice", "regulator_notice", "address_notice"] | None = None


class DismissedViewData(Wire, frozen=True, kw_only=True):
    """The same person looked at the target and did not report: a negative vote."""

    seller_id: Id
    reporter_id: Id
    target_kind: TargetKind
    target_id: Id


class ReportRulingData(Wire, frozen=True, kw_only=True):
    """How a report was ruled. Moves the reporter's credibility, never points."""

    report_id: Id
    seller_id: Id
    target_kind: TargetKind
    target_id: Id
    ruling: Literal["upheld", "dismissed", "abusive"]
    ruled_by: Literal["human", "regulator", "machine"]
    reporter_id: Id | None = None


class NoticeData(Wire, frozen=True, kw_only=True):
    """A step in the statutory life of a notice (E-commerce Law, Art 42-45)."""

    report_id: Id
    seller_id: Id


class ReportFiled(Event, frozen=True, kw_only=True, tag="marketplace.report.filed.v1"):
    """Someone reported a listing, room, shop or account."""

    data: ReportData


class ViewDismissed(Event, frozen=True, kw_only=True, tag="marketplace.report.dismissed_view.v1"):
    """Someone looked and did not report."""

    data: DismissedViewData


class ReportRuled(Event, frozen=True, kw_only=True, tag="marketplace.report.ruled.v1"):
    """A report was ruled upheld, dismissed or abusive."""

    data: ReportRulingData


class NoticeCountered(Event, frozen=True, kw_only=True, tag="marketplace.notice.countered.v1"):
    """The seller declared that there is no infringement."""

    data: NoticeData


class NoticeEscalated(Event, frozen=True, kw_only=True, tag="marketplace.notice.escalated.v1"):
    """The right holder complained to the authority or sued."""

    data: NoticeData
