"""The composition root: settings -> app -> tasks -> agents; started in order, stopped in order, the contract's exits."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Iterable
from typing import Any

import structlog
from faust.types import TP

from agents import accounts, claims, clock, links, listings, live, reports, violations
from schemas import topics
from schemas.encode import encode_event
from schemas.sealed import Tokeniser
from streams.core import engine as core_engine
from streams.core.policy.model import PolicySet
from streams.runtime.app import LaneApp, connection_of, make_app
from streams.runtime.check import partition_counts, shared_partitions
from streams.runtime.deadletters import app_version
from streams.runtime.delivery import Delivery
from streams.runtime.desk import Desk
from streams.runtime.errors import EXIT_INFRASTRUCTURE, EXIT_OK
from streams.runtime.health import HealthServer
from streams.runtime.intake import Engine, Intake
from streams.runtime.lane_ledger import Ledger
from streams.runtime.metrics import Metrics
from streams.runtime.metrics_catalogue import COORDINATOR_ERRORS, REBALANCES
from streams.runtime.metrics_scrape import ScrapeCollector
from streams.runtime.policy_tail import ParsePolicy, PolicyTail
from streams.runtime.settings import Settings
from streams.runtime.state import Restorer
from streams.runtime.task import TaskContext
from streams.runtime.task_group import TaskGroup
from streams.runtime.ticker import Ticker

AGENTS = (listings, reports, violations, accounts, live, clock, claims, links)
READ_TOPICS = (*topics.SOURCES, topics.CLAIMS, topics.LINKS)
STOP_SECONDS = 25.0
LOOP_SAMPLE_SECONDS = 0.25

_log = structlog.get_logger(__name__)


class Worker:
    """One worker process, from settings to a clean end. Use `serve`, or `start` and `stop` around your own wait."""

    def __init__(
        self,
        settings: Settings,
        *,
        tokeniser: Tokeniser,
        policies: PolicySet,
        parse_policy: ParsePolicy,
        engine: Engine = core_engine.run,
        check_crcs: bool = True,
    ) -> None:
        self.settings = settings
        self.metrics = Metrics(app_version())
        self.ledger = Ledger()
        self.port: int | None = None
        self._partitions = 0
        self._background: list[asyncio.Task[None]] = []
        self._rebalancing_since: float | None = None
        connection = connection_of(settings)
        reading = {**connection, "check_crcs": check_crcs}
        lanes = frozenset(topic.named(settings.app_id) for topic in READ_TOPICS)
        self.app: LaneApp = make_app(settings, lanes, self.ledger, check_crcs=check_crcs)
        self.policies = PolicyTail(reading, policies, parse_policy)
        self.tasks = self._make_tasks(connection, reading)
        delivery = Delivery(settings.app_id, encode_event, self.policies.version)
        intake = Intake(
            engine=engine,
            tokeniser=tokeniser,
            policies=self.policies.current,
            delivery=delivery,
            ledger=self.ledger,
            metrics=self.metrics,
        )
        desk = Desk(self.app, self.tasks, intake)
        for agent in AGENTS:
            agent.register(desk)
        self._connect()

    def _make_tasks(self, connection: dict[str, Any], reading: dict[str, Any]) -> TaskGroup:
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
        return TaskGroup(connection, restorer, context, lambda: self._partitions)

    def _connect(self) -> None:
        """Faust's signals: take over before it seeks, give away while we may still commit."""
        self.app.on_coordinator_error = lambda: self.metrics.bump(COORDINATOR_ERRORS)
        self.app.on_rebalance_complete.connect(self._on_assigned)
        self.app.on_partitions_revoked.connect(self._on_revoked)
        self.app.on_before_shutdown.connect(self._on_shutdown)
        self.metrics.registry.register(ScrapeCollector(self.tasks, self.ledger, self.lag, self.policies.current))
        self.health = HealthServer(self.metrics.registry, self.why_not_alive, self.why_not_ready)

    async def start(self) -> None:
        """Check topics, listen, read policies, begin to join the group; `/readyz` tells when that is done."""
        self._partitions = shared_partitions(await partition_counts(connection_of(self.settings)), self.settings.app_id)
        self.port = await self.health.start(self.settings.http_bind, self.settings.http_port)
        _log.info("http_listening", bind=self.settings.http_bind, port=self.port)
        await self.policies.start()
        ticker = Ticker(self.tasks, self.no_lag, self.settings.tick_seconds, self.metrics)
        for job in (self._run_app(), self.policies.follow(), ticker.run(), self._sample_loop()):
            self._background.append(asyncio.create_task(self._guarded(job)))

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
        await self.health.stop()

    async def serve(self, stop: asyncio.Event) -> int:
        """Run until `stop` is set (exit 0) or something fails (exit 3)."""
        await self.start()
        while not stop.is_set() and not self.app.crashed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOP_SAMPLE_SECONDS)
        crashed = self.app.crashed
        _log.info("stopping", crashed=crashed)
        try:
            await asyncio.wait_for(self.stop(), STOP_SECONDS)
        except TimeoutError:
            _log.error("stop_timed_out", seconds=STOP_SECONDS)
            return EXIT_INFRASTRUCTURE
        return EXIT_INFRASTRUCTURE if crashed or self.app.crashed else EXIT_OK

    async def _run_app(self) -> None:
        await self.app.start()

    async def _guarded(self, job: Any) -> None:
        """Whatever fails in the background ends the worker: a service that limps is worse than one that restarts."""
        try:
            await job
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  # told and turned into the worker's end
            await self.app.crash(error)

    async def _sample_loop(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(LOOP_SAMPLE_SECONDS)
            self.metrics.loop_lag(max(time.monotonic() - before - LOOP_SAMPLE_SECONDS, 0.0))
            since = self._rebalancing_since
            if not self.app.rebalancing:
                self._rebalancing_since = None
            elif since is None:
                self._rebalancing_since = time.monotonic()

    async def _on_assigned(self, *_args: Any, **_kwargs: Any) -> None:
        self.metrics.bump(REBALANCES)
        numbers = {tp.partition for tp in self._mine()}
        try:
            await self.tasks.assign(numbers)
        except Exception as error:  # noqa: BLE001  # no rows, no service
            await self.app.crash(error)

    async def _on_revoked(self, *_args: Any, **_kwargs: Any) -> None:
        await self.tasks.release(commit=not self.app.crashed)

    async def _on_shutdown(self, *_args: Any, **_kwargs: Any) -> None:
        await self.tasks.release(commit=not self.app.crashed)

    def _mine(self) -> Iterable[TP]:
        return [tp for tp in self.app.consumer.assignment() if tp.topic in self.app.lane_topics]

    def lag(self) -> list[tuple[TP, int]]:
        """Partition and records behind, for everything assigned whose end is known."""
        if self.app.rebalancing or not self.tasks.ready:
            return []
        found: list[tuple[TP, int]] = []
        for tp in self._mine():
            behind = 0 if self._caught_up(tp) else self._thread().remaining(tp, self.ledger.committed_end(tp))
            if behind is not None:
                found.append((tp, behind))
        return found

    def no_lag(self, number: int) -> bool:
        """Whether everything of this partition number, of every topic, has been decided and committed."""
        if self.app.rebalancing or not self.tasks.ready:
            return False
        return all(self._caught_up(tp) for tp in self._mine() if tp.partition == number)

    def _caught_up(self, tp: TP) -> bool:
        return bool(self._thread().reached_end(tp)) and self.ledger.settled(tp)

    def _thread(self) -> Any:
        return self.app.consumer._thread  # noqa: SLF001  # our own LaneThread

    def why_not_ready(self) -> str | None:
        """None when partitions are assigned and rows restored."""
        if self.app.crashed:
            return "crashed"
        return None if self.tasks.ready and not self.app.rebalancing else "joining the group or restoring rows"

    def why_not_alive(self) -> str | None:
        """None while the worker makes progress. Lag alone is no reason: killing a busy worker helps nobody."""
        if self.app.crashed:
            return "crashed"
        since, patience = self._rebalancing_since, 3 * self.settings.session_timeout_seconds + 60
        if since is not None and time.monotonic() - since > patience:
            return f"rebalancing for more than {patience:.0f} s"
        return None


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and SIGINT end the worker cleanly."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
