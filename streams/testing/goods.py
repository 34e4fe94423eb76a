"""Builders for listings and for what people report about them."""

from __future__ import annotations

from typing import Any

from streams.testing.envelopes import SELLER, START, JsonEvent, When, later, marketplace


def listing(
    listing_id: str = "listing-1",
    seller_id: str = SELLER,
    title: str = "春季新款纯棉短袖T恤",
    price_cents: int | None = 9_900,
    **more: Any,
) -> JsonEvent:
    """A listing goes on sale."""
    return _listing("listing.published", listing_id, seller_id, title, price_cents, more)


def revision(
    listing_id: str = "listing-1",
    seller_id: str = SELLER,
    title: str = "春季新款纯棉短袖T恤",
    price_cents: int | None = 9_900,
    **more: Any,
) -> JsonEvent:
    """A listing is changed; say the whole new version."""
    return _listing("listing.revised", listing_id, seller_id, title, price_cents, more)


def _listing(
    type_: str, listing_id: str, seller_id: str, title: str, price_cents: int | None, more: JsonEvent
) -> JsonEvent:
    more.setdefault("shop_id", f"shop-of-{seller_id}")
    fields = {"listing_id": listing_id, "seller_id": seller_id, "title": title, "price_cents": price_cents}
    return marketplace(type_, seller_id, fields, more)


def withdrawal(
    listing_id: str = "listing-1", seller_id: str = SELLER, reason: str = "seller", **more: Any
) -> JsonEvent:
    """A listing is taken off sale."""
    fields = {"listing_id": listing_id, "seller_id": seller_id, "reason": reason}
    return marketplace("listing.withdrawn", seller_id, fields, more)


def report(
    report_id: str = "report-1",
    seller_id: str = SELLER,
    reporter_id: str = "buyer-1",
    target_id: str = "listing-1",
    reason: str = "counterfeit",
    **more: Any,
) -> JsonEvent:
    """A buyer reports a listing; `target_kind` and `reporter_kind` for other things and other people."""
    fields = {
        "report_id": report_id,
        "seller_id": seller_id,
        "reporter_id": reporter_id,
        "reporter_kind": more.pop("reporter_kind", "buyer"),
        "target_kind": more.pop("target_kind", "listing"),
        "target_id": target_id,
        "reason": reason,
    }
    return marketplace("report.filed", seller_id, fields, more)


def reports(count: int, *, within_seconds: float = 60, start: When = START, **more: Any) -> list[JsonEvent]:
    """`count` reports by as many people, evenly spread over a span of time."""
    begin = later() if isinstance(start, str) else start
    step = within_seconds / max(count, 1)
    target = more.get("target_id", "listing-1")
    return [
        report(
            report_id=f"report-{target}-{number}",
            reporter_id=f"buyer-{number}",
            at=begin + (later(seconds=step * number) - START),
            **{"reporter_cluster": f"cluster-{number}", **more},
        )
        for number in range(count)
    ]


def dismissed_view(
    seller_id: str = SELLER, reporter_id: str = "viewer-1", target_id: str = "listing-1", **more: Any
) -> JsonEvent:
    """Someone looked at the same target and did not report."""
    kind = more.pop("target_kind", "listing")
    fields = {"seller_id": seller_id, "reporter_id": reporter_id, "target_kind": kind, "target_id": target_id}
    return marketplace("report.dismissed_view", seller_id, fields, more)


def report_ruled(
    report_id: str = "report-1",
    seller_id: str = SELLER,
    target_id: str = "listing-1",
    ruling: str = "upheld",
    **more: Any,
) -> JsonEvent:
    """A report is ruled, by a person unless `ruled_by` says else."""
    fields = {
        "report_id": report_id,
        "seller_id": seller_id,
        "target_kind": more.pop("target_kind", "listing"),
        "target_id": target_id,
        "ruling": ruling,
        "ruled_by": more.pop("ruled_by", "human"),
    }
    return marketplace("report.ruled", seller_id, fields, more)


def countered(report_id: str = "report-1", seller_id: str = SELLER, **more: Any) -> JsonEvent:
    """The seller declares that there is no infringement."""
    return marketplace("notice.countered", seller_id, {"report_id": report_id, "seller_id": seller_id}, more)


def escalated(report_id: str = "report-1", seller_id: str = SELLER, **more: Any) -> JsonEvent:
    """The right holder complained to the authority or sued."""
    return marketplace("notice.escalated", seller_id, {"report_id": report_id, "seller_id": seller_id}, more)
