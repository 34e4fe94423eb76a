"""All event types of the contract, by topic."""

from __future__ import annotations

from schemas.events.accounts import (
    AccountBanned,
    AccountReinstated,
    AttributeAddedRaw,
    OffenderDelisted,
    OffenderListedRaw,
    ShopAppliedRaw,
)
from schemas.events.clock import Ticked
from schemas.events.control import MeasureBraked, ObserveOnlySwitched
from schemas.events.listings import ListingPublished, ListingRevised, ListingWithdrawn
from schemas.events.live import PriceCalled, RoomClosed, RoomOpened, UtteranceHeard
from schemas.events.reports import NoticeCountered, NoticeEscalated, ReportFiled, ReportRuled, ViewDismissed
from schemas.events.violations import (
    AppealDecided,
    EnforcementAppealed,
    ViolationAcknowledged,
    ViolationConfirmed,
    ViolationCorrected,
    ViolationOverturned,
)

WireEvent = (
    ListingPublished
    | ListingRevised
    | ListingWithdrawn
    | ReportFiled
    | ViewDismissed
    | ReportRuled
    | NoticeCountered
    | NoticeEscalated
    | ViolationConfirmed
    | ViolationOverturned
    | ViolationCorrected
    | ViolationAcknowledged
    | EnforcementAppealed
    | AppealDecided
    | ShopAppliedRaw
    | OffenderListedRaw
    | AttributeAddedRaw
    | AccountBanned
    | AccountReinstated
    | OffenderDelisted
    | RoomOpened
    | UtteranceHeard
    | PriceCalled
    | RoomClosed
    | Ticked
    | ObserveOnlySwitched
    | MeasureBraked
)
"""What may arrive, in clear."""
