"""Sealing: the step of decode in which personal values become keyed tokens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from schemas.envelope import Event
from schemas.events.accounts import AttributeAddedRaw, OffenderListedRaw, ShopAppliedRaw
from schemas.events.reports import ReportFiled, ReportRuled, ViewDismissed
from schemas.sealed import (
    Application,
    Attribute,
    AttributeAdded,
    Offender,
    OffenderListed,
    ShopApplied,
    Tokeniser,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(time: datetime) -> int:
    """Microseconds since 1970 of an aware time, exactly (no float on the way)."""
    return (time - EPOCH) // _MICROSECOND


def _applied(event: ShopAppliedRaw, tokeniser: Tokeniser) -> ShopApplied:
    raw = event.data
    sealed = Application(
        application_id=raw.application_id,
        account_id=raw.account_id,
        shop_name=raw.shop_name,
        tokens=tokeniser.identity(raw),
        agency_id=raw.agency_id,
    )
    return ShopApplied(
        id=event.id,
        source=event.source,
        time=event.time,
        subject=event.subject,
        recordedtime=event.recordedtime,
        data=sealed,
    )


def _listed(event: OffenderListedRaw, tokeniser: Tokeniser) -> OffenderListed:
    raw = event.data
    sealed = Offender(
        offender_id=raw.offender_id,
        account_id=raw.account_id,
        reason=raw.reason,
        banned_at=micros(raw.banned_at),
        term_end=None if raw.term_end is None else micros(raw.term_end),
        tokens=tokeniser.identity(raw),
    )
    return OffenderListed(
        id=event.id,
        source=event.source,
        time=event.time,
        subject=event.subject,
        recordedtime=event.recordedtime,
        data=sealed,
    )


def _attribute(event: AttributeAddedRaw, tokeniser: Tokeniser) -> AttributeAdded:
    raw = event.data
    sealed = Attribute(account_id=raw.account_id, kind=raw.kind, tokens=tokeniser.attribute(raw.kind, raw.value))
    return AttributeAdded(
        id=event.id,
        source=event.source,
        time=event.time,
        subject=event.subject,
        recordedtime=event.recordedtime,
        data=sealed,
    )


def _reporter(event: ReportFiled | ViewDismissed | ReportRuled, tokeniser: Tokeniser) -> Event:
    data = event.data
    changes: dict[str, str] = {}
    if data.reporter_id is not None:
        changes["reporter_id"] = tokeniser.pseudonym(data.reporter_id)
    cluster = getattr(data, "reporter_cluster", None)
    if cluster is not None:
        changes["reporter_cluster"] = tokeniser.pseudonym(cluster)
    return msgspec.structs.replace(event, data=msgspec.structs.replace(data, **changes))


_SEALERS: dict[type[Event], Callable[..., Event]] = {
    ShopAppliedRaw: _applied,
    OffenderListedRaw: _listed,
    AttributeAddedRaw: _attribute,
    ReportFiled: _reporter,
    ViewDismissed: _reporter,
    ReportRuled: _reporter,
}


def seal(event: Event, tokeniser: Tokeniser) -> Event:
    """The event with every personal value replaced by tokens; most events pass through untouched."""
    sealer = _SEALERS.get(type(event))
    return event if sealer is None else sealer(event, tokeniser)
