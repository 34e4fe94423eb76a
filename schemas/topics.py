"""The topic registry: every topic the service reads or writes, declared once.

Admin commands, AsyncAPI, docs and deployment files are generated from here.
"""

from __future__ import annotations

from typing import Literal

from schemas.audit import DeadLettersRedriven
from schemas.enforcement import ApplicationDecided, EnforcementLifted, EnforcementTaken
from schemas.envelope import Event
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
from schemas.fields import MAX_RECORD_BYTES, Wire

DAY_MS = 24 * 3600 * 1000
DEAD_LETTER_BYTES = (
    4 * MAX_RECORD_BYTES
)  # a refused record of full size must still fit, with our headers beside its own
Direction = Literal["in", "out", "state", "hop"]


class Topic(Wire, frozen=True, kw_only=True):
    """One topic. `name` may start with `{app}`, which stands for the app id."""

    name: str
    key: str
    direction: Direction
    cleanup: Literal["delete", "compact"]
    about: str
    types: tuple[type[Event], ...] = ()
    retention_ms: int | None = None
    log_append_time: bool = False
    single_partition: bool = False
    max_message_bytes: int | None = None

    def named(self, app_id: str) -> str:
        """The topic's name for this app id."""
        return self.name.replace("{app}", app_id)

    def plain(self) -> str:
        """The name without the app id: what stands in metrics and for people."""
        return self.name.removeprefix("{app}-")

    def config(self) -> dict[str, str]:
        """Kafka topic configuration, as strings."""
        config: dict[str, str] = {"cleanup.policy": self.cleanup}
        if self.retention_ms is not None:
            config["retention.ms"] = str(self.retention_ms)
        if self.max_message_bytes is not None:
            config["max.message.bytes"] = str(self.max_message_bytes)
        if self.log_append_time:
            config["message.timestamp.type"] = "LogAppendTime"
        if self.cleanup == "compact":
            config["segment.ms"] = str(DAY_MS)
            config["min.cleanable.dirty.ratio"] = "0.1"
        return config


LISTINGS = Topic(
    name="marketplace.listings.v1",
    key="seller_id",
    direction="in",
    cleanup="delete",
    retention_ms=7 * DAY_MS,
    log_append_time=True,
    types=(ListingPublished, ListingRevised, ListingWithdrawn),
    about="Listings published, revised and withdrawn.",
)
REPORTS = Topic(
    name="marketplace.reports.v1",
    key="seller_id",
    direction="in",
    cleanup="delete",
    retention_ms=7 * DAY_MS,
    log_append_time=True,
    types=(ReportFiled, ViewDismissed, ReportRuled, NoticeCountered, NoticeEscalated),
    about="What people, brand owners and regulators report, and how reports were ruled.",
)
VIOLATIONS = Topic(
    name="marketplace.violations.v1",
    key="seller_id",
    direction="in",
    cleanup="delete",
    retention_ms=7 * DAY_MS,
    log_append_time=True,
    types=(
        ViolationConfirmed,
        ViolationOverturned,
        ViolationCorrected,
        ViolationAcknowledged,
        EnforcementAppealed,
        AppealDecided,
    ),
    about="Rulings, corrections, acknowledgements and appeals.",
)
ACCOUNTS = Topic(
    name="marketplace.accounts.v1",
    key="account_id",
    direction="in",
    cleanup="delete",
    retention_ms=7 * DAY_MS,
    log_append_time=True,
    types=(
        ShopAppliedRaw,
        OffenderListedRaw,
        AttributeAddedRaw,
        AccountBanned,
        AccountReinstated,
        OffenderDelisted,
    ),
    about="Shop openings with the applicant's identity, offenders, bans, attributes. Holds personal data: restrict it.",
)
LIVE = Topic(
    name="marketplace.live.v1",
    key="seller_id",
    direction="in",
    cleanup="delete",
    retention_ms=7 * DAY_MS,
    log_append_time=True,
    types=(RoomOpened, UtteranceHeard, PriceCalled, RoomClosed),
    about="Live rooms: openings, speech, called prices, closings.",
)
CLOCK = Topic(
    name="governance.clock.v1",
    key="partition",
    direction="in",
    cleanup="delete",
    retention_ms=7 * DAY_MS,
    log_append_time=True,
    types=(Ticked,),
    about="Ticks that move idle rows, one series a partition.",
)
ENFORCEMENTS = Topic(
    name="governance.enforcements.v1",
    key="seller_id",
    direction="out",
    cleanup="delete",
    retention_ms=3 * 365 * DAY_MS,
    types=(EnforcementTaken, EnforcementLifted),
    about="Measures taken and lifted, with reason, evidence and appeal. Kept three years (E-commerce Law, Art 31).",
)
APPLICATIONS = Topic(
    name="governance.applications.v1",
    key="account_id",
    direction="out",
    cleanup="delete",
    retention_ms=90 * DAY_MS,
    types=(ApplicationDecided,),
    about="The answer to every shop opening.",
)
POLICIES = Topic(
    name="governance.policies.v1",
    key="<name>/<version>",
    direction="in",
    cleanup="compact",
    single_partition=True,
    types=(ObserveOnlySwitched, MeasureBraked),
    about="Policy sets, and the switches of operations; every version and every switch is kept.",
)
AUDIT = Topic(
    name="governance.audit.v1",
    key="topic",
    direction="out",
    cleanup="delete",
    retention_ms=3 * 365 * DAY_MS,
    types=(DeadLettersRedriven,),
    about="What operators did to records, with who and why. Only the commands write it; a worker does without.",
)
STATE = Topic(
    name="{app}-state",
    key="row key",
    direction="state",
    cleanup="compact",
    about="The rows, placed by partition number.",
)


def _hop(name: str, key: str, about: str) -> Topic:
    return Topic(
        name=f"{{app}}-{name}", key=key, direction="hop", cleanup="delete", retention_ms=7 * DAY_MS, about=about
    )


CLAIMS = _hop("claims", "token", "Identity claims, to the partition that owns the token.")
LINKS = _hop("links", "account_id", "Answers to claims, to the partition that asked.")
ACTIVITY = _hop("activity", "reporter token", "Report activity, to the partition that owns the reporter.")
WEIGHTS = _hop("weights", "seller_id", "Reporter weights, to the partition that asked.")
GANGS = _hop("gangs", "community", "Edges that are no hubs, to the gang partition.")

SOURCES: tuple[Topic, ...] = (LISTINGS, REPORTS, VIOLATIONS, ACCOUNTS, LIVE, CLOCK)
HOPS: tuple[Topic, ...] = (CLAIMS, LINKS, ACTIVITY, WEIGHTS, GANGS)


_CAUSES: dict[str, Topic] = {
    **dict.fromkeys((CLAIMS.name, LINKS.name, GANGS.name), ACCOUNTS),
    **dict.fromkeys((ACTIVITY.name, WEIGHTS.name), REPORTS),
}


def cause_of(topic: Topic) -> Topic:
    """The source whose dead letters take this topic's: of a hop topic, that of the events behind its records."""
    return _CAUSES.get(topic.name, topic)


def dead_letters_of(source: Topic) -> Topic:
    """The dead-letter topic of a source: original bytes and headers, seven days."""
    return Topic(
        name=f"governance.dlq.{source.name}",
        key="as the source",
        direction="out",
        cleanup="delete",
        retention_ms=7 * DAY_MS,
        max_message_bytes=DEAD_LETTER_BYTES,
        about=f"Records of {source.name} that could not be processed, as they came.",
    )


DEAD_LETTERS: tuple[Topic, ...] = tuple(dead_letters_of(source) for source in SOURCES)
TOPICS: tuple[Topic, ...] = (*SOURCES, ENFORCEMENTS, APPLICATIONS, *DEAD_LETTERS, STATE, *HOPS, POLICIES, AUDIT)
