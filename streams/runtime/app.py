"""The Faust app: how it is set, and which topics are lanes. No tables, no Faust web server, no Faust commits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import faust
import mode

from streams.runtime import lane
from streams.runtime.lane_ledger import Ledger
from streams.runtime.security import security_of
from streams.runtime.settings import Settings

HEARTBEATS = 6
"""Heartbeats a session: losing two must not lose the session."""
HEARTBEAT_SECONDS = 1.0
"""The most between two: a worker learns from the answer that another one came or went, and partitions wait for it."""


FIXED: dict[str, Any] = {
    "autodiscover": False,
    "store": "memory://",
    "topic_allow_declare": False,
    "topic_disable_leader": True,
    "table_standby_replicas": 1,  # selects the assignor that gives one worker the same numbers of all topics
    "broker_request_timeout": 90.0,
    "broker_commit_interval": 1.0,
    "broker_max_poll_interval": 1000.0,
    "broker_commit_livelock_soft_timeout": 3600.0,  # lane topics are committed elsewhere
    "consumer_max_fetch_size": 4 * 1024 * 1024,
    "consumer_auto_offset_reset": "earliest",
    "stream_buffer_maxsize": 16,  # lists, not records
    "stream_wait_empty": True,
    "stream_processing_timeout": 3600.0,  # its alarm holds a record's time against the monotonic clock: always wrong
    "producer_acks": -1,
    "producer_request_timeout": 30.0,
    "agent_supervisor": mode.CrashingSupervisor,
    "worker_redirect_stdouts": False,
    "web_enabled": False,
    "web_tables_enabled": False,
    "web_router_enabled": False,
    "loghandlers": [],
}


class LaneApp(faust.App):  # type: ignore[misc]  # Faust is untyped to us
    """A Faust app whose topics are all list topics."""

    lane_topics: frozenset[str] = frozenset()
    ledger: Ledger
    on_coordinator_error: Callable[[], None]

    async def on_first_start(self) -> None:
        """Faust makes its data directories here; a worker of ours keeps nothing on disk."""


def connection_of(settings: Settings) -> dict[str, Any]:
    """What every client of ours needs to reach the broker."""
    return {"bootstrap_servers": settings.broker.split(","), **security_of(settings).for_aiokafka()}


def make_app(settings: Settings, lane_topics: frozenset[str], ledger: Ledger, *, check_crcs: bool = True) -> LaneApp:
    """A new app. Every value that Faust would read from its own environment names is given here."""
    lane.register()
    session = settings.session_timeout_seconds
    app = LaneApp(
        settings.app_id,
        broker=f"{lane.SCHEME}://" + ";".join(settings.broker.split(",")),
        broker_session_timeout=session,
        broker_heartbeat_interval=min(session / HEARTBEATS, HEARTBEAT_SECONDS),
        broker_rebalance_timeout=max(60.0, session),
        broker_check_crcs=check_crcs,
        broker_credentials=security_of(settings).for_faust(),
        **FIXED,
    )
    app.lane_topics = lane_topics
    app.ledger = ledger
    return app
