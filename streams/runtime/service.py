"""The running service: settings -> app -> tasks -> intake; started and stopped in order, with the contract's exits."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

import msgspec
import structlog

from schemas import topics
from schemas.encode import encode_event
from schemas.sealed import Tokeniser
from schemas.topics import Topic
from streams.core.policy.model import PolicySet
from streams.runtime.app import connection_of, make_app
from streams.runtime.check import partition_counts, shared_partitions
from streams.runtime.deadletters import app_version
from streams.runtime.delivery import Delivery
from streams.runtime.desk import Desk
from streams.runtime.errors import EXIT_INFRASTRUCTURE, EXIT_OK
from streams.runtime.foresight import Foresight
from streams.runtime.health import HealthServer
from streams.runtime.intake import Engine, Intake
from streams.runtime.lane_ledger import Ledger
from streams.runtime.metrics import Metrics
from streams.runtime.metrics_catalogue import COORDINATOR_ERRORS, REBALANCES
from streams.runtime.metrics_scrape import ScrapeCollector
from streams.runtime.policy_tail import ParsePolicy, PolicyTail
from streams.runtime.quota_watch import QuotaWatch
from streams.runtime.settings import Settings
from streams.runtime.state import Restorer
from streams.runtime.task import TaskContext
from streams.runtime.task_group import TaskGroup
from streams.runtime.ticker import Ticker
from streams.runtime.vitals import Vitals

STOP_SECONDS = 25.0
SAMPLE_SECONDS = 0.25

_log = structlog.get_logger(__name__)


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What the service is made of besides its settings: who decides, under which policies, with which key.

    `agents` attach themselves to a desk; `read` are the topics they read. `check_crcs` is off only for a broker whose
    transaction markers carry wrong ones (the embedded one).
    """

    tokeniser: Tokeniser
    policies: PolicySet
    parse_policy: ParsePolicy
    engine: Engine
    agents: tuple[Callable[[Desk], None], ...]
    read: tuple[Topic, ...]
    check_crcs: bool = True


class Service:
    """One worker. `serve` runs it to its end; `start` and `stop` are there for those who wait for something else."""

    def __init__(self, settings: Settings, parts: Parts) -> None:
        self.settings = settings
        self.metrics = Metrics(app_version())
        self.ledger = Ledger()
        self.port: int | None = None
        self._partitions = 0
        self._without_since = time.monotonic()
        self._background: list[asyncio.Task[None]] = []
        self._connection = connection_of(settings)
        reading = {**self._connection, "check_crcs": parts.check_crcs}
        lanes = frozenset(topic.named(settings.app_id) for topic in parts.read)
        self.app = make_app(settings, lanes, self.ledger, check_crcs=parts.check_crcs)
        self._foresight = Foresight()
        self.policies = PolicyTail(reading, parts.policies, parts.parse_policy, self.metrics, self._foresight)
        self.tasks = self._make_tasks(reading)
        self.quotas = QuotaWatch(reading, self.tasks, self.policies.current, self.metrics, lambda: self._partitions)
        patience = (settings.session_timeout_seconds, settings.broker_patience_seconds)
        self.vitals = Vitals(self.app, self.tasks, *patience, self.policies.unheard)
        self._attach(parts)
        self._connect()

    def _make_tasks(self, reading: dict[str, Any]) -> TaskGroup:
        state_topic = topics.STATE.named(self.settings.app_id)
        context = TaskContext(
            state_topic=state_topic,
            group=self.settings.app_id,
            interval=self.settings.commit_interval_ms / 1000.0,
            ledger=self.ledger,
            metrics=self.metrics,
            crash=self.app.crash,
        )
        restorer = Restorer(reading, state_topic, self.metrics)
        return TaskGroup(self._connection, restorer, context, lambda: self._partitions)

    def _attach(self, parts: Parts) -> None:
        intake = Intake(
            engine=parts.engine,
            tokeniser=parts.tokeniser,
            policies=self.policies.current,
            delivery=Delivery(self.settings.app_id, encode_event, self.policies.version),
            ledger=self.ledger,
            metrics=self.metrics,
            foresight=self._foresight,
        )
        desk = Desk(self.app, self.tasks, intake)
        for attach in parts.agents:
            attach(desk)

    def _connect(self) -> None:
        """Faust's signals: take over before it seeks, give away while we may still commit."""
        self.app.on_coordinator_error = lambda: self.metrics.bump(COORDINATOR_ERRORS)
        self.app.on_rebalance_complete.connect(self._on_assigned)
        self.app.on_partitions_revoked.connect(self._on_given_away)
        self.app.on_before_shutdown.connect(self._on_given_away)
        scraped = ScrapeCollector(self.tasks, self.ledger, self.vitals, self.policies.current)
        self.metrics.registry.register(scraped)
        self._http = HealthServer(self.metrics.registry, self.vitals.why_not_alive, self.vitals.why_not_ready)

    async def start(self) -> None:
        """Check topics, listen, read policies, begin to join the group; `/readyz` tells when that is done."""
        self._partitions = shared_partitions(await partition_counts(self._connection), self.settings.app_id)
        self.port = await self._http.start(self.settings.http_bind, self.settings.http_port)
        _log.info("http_listening", bind=self.settings.http_bind, port=self.port)
        await self.policies.start()
        ticker = Ticker(self.tasks, self.vitals.no_lag, self.settings.tick_seconds, self.metrics)
        jobs: Iterable[Coroutine[Any, Any, None]] = (
            self.app.start(),
            self.policies.follow(),
            ticker.run(),
            self.quotas.run(),
            self._sample(),
        )
        self._background = [asyncio.create_task(self._guarded(job)) for job in jobs]

    async def stop(self) -> None:
        """Leave the group, commit what is decided (unless crashed), close everything."""
        for job in self._background:
            job.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        if self.app.crashed:
            await self.tasks.release(commit=False)
        await self.app.stop()
        await self.tasks.release(commit=False)
        await self.policies.stop()
        await self._http.stop()

    async def serve(self, stop: asyncio.Event) -> int:
        """Run until `stop` is set (exit 0) or something fails (exit 3)."""
        try:
            await self._started(stop)
        except BaseException:
            await self.stop()
            raise
        while not stop.is_set() and not self.app.crashed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SAMPLE_SECONDS)
        _log.info("stopping", crashed=self.app.crashed)
        try:
            await asyncio.wait_for(self.stop(), STOP_SECONDS)
        except TimeoutError:
            _log.error("stop_timed_out", seconds=STOP_SECONDS)
            return EXIT_INFRASTRUCTURE
        return EXIT_INFRASTRUCTURE if self.app.crashed else EXIT_OK

    async def _started(self, stop: asyncio.Event) -> None:
        """Start, or be told to stop while a broker keeps us waiting."""
        starting = asyncio.ensure_future(self.start())
        told = asyncio.ensure_future(stop.wait())
        await asyncio.wait({starting, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if starting.done():
            starting.result()
            return
        starting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await starting

    async def _guarded(self, job: Coroutine[Any, Any, None]) -> None:
        """Whatever fails in the background ends the worker: a service that limps is worse than one that restarts."""
        try:
            await job
        except Exception as error:  # noqa: BLE001  # told and turned into the worker's end
            await self.app.crash(error)

    async def _sample(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(SAMPLE_SECONDS)
            self.metrics.loop_lag(max(time.monotonic() - before - SAMPLE_SECONDS, 0.0))
            self.vitals.sample()

    async def _on_assigned(self, *_args: Any, **_kwargs: Any) -> None:
        self.metrics.bump(REBALANCES)
        try:
            await self.tasks.assign({tp.partition for tp in self.vitals.assigned()})
        except Exception as error:  # noqa: BLE001  # no rows, no service
            await self.app.crash(error)
        if self.tasks.ready:
            self.metrics.settled(time.monotonic() - self._without_since)

    async def _on_given_away(self, *_args: Any, **_kwargs: Any) -> None:
        self._without_since = time.monotonic()
        await self.tasks.release(commit=not self.app.crashed)
