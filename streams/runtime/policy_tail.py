"""The policies topic, read whole before the worker is ready and followed after: every worker knows every version.

No group: each worker reads it all. A record that is no valid policy is told and skipped; what was known before stays
in force.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas import topics
from schemas.deadletter import DeadLetter
from schemas.decode import CONTROL, decode_control
from streams.core.policy.load import ordered
from streams.core.policy.model import Policy, PolicySet
from streams.core.time import micros
from streams.runtime.foresight import Foresight
from streams.runtime.metrics import Metrics
from streams.runtime.metrics_catalogue import POLICIES_REFUSED

POLL_MS = 500

_log = structlog.get_logger(__name__)

ParsePolicy = Callable[[str, str], Policy]


class PolicyTail:
    """The policy set of the files, and every version and every switch that the topic adds."""

    def __init__(
        self, connection: dict[str, Any], base: PolicySet, parse: ParsePolicy, metrics: Metrics, foresight: Foresight
    ) -> None:
        self._parse = parse
        self._metrics = metrics
        self._foresight = foresight
        self._current = base
        for policy in base.versions:
            metrics.knows(policy)
        self._place = TopicPartition(topics.POLICIES.name, 0)
        self._connection = connection
        self._reader: AIOKafkaConsumer | None = None
        self._following = False

    def current(self) -> PolicySet:
        """All versions known now."""
        return self._current

    def version(self) -> str:
        """The newest version, for dead-letter headers."""
        return self._current.versions[-1].version if self._current.versions else "none"

    async def start(self) -> None:
        """Read the topic to its present end."""
        reader = AIOKafkaConsumer(
            group_id=None, enable_auto_commit=False, isolation_level="read_committed", **self._connection
        )
        await reader.start()
        self._reader = reader
        reader.assign([self._place])
        await reader.seek_to_beginning(self._place)
        end = (await reader.end_offsets([self._place]))[self._place]
        while await reader.position(self._place) < end:
            await self._take(reader)
        _log.info("policies_read", versions=[policy.version for policy in self._current.versions])

    async def follow(self) -> None:
        """Take every further version, until cancelled."""
        self._following = True
        while self._reader is not None:
            await self._take(self._reader)

    def unheard(self) -> float:
        """Seconds since the broker last answered this reader; 0 before it follows."""
        answered = self._reader.last_poll_timestamp(self._place) if self._following and self._reader else None
        return 0.0 if answered is None else max(time.time() - answered / 1000.0, 0.0)

    async def stop(self) -> None:
        """Close the reader."""
        reader, self._reader = self._reader, None
        if reader is not None:
            await reader.stop()

    async def _take(self, reader: AIOKafkaConsumer) -> None:
        for records in (await reader.getmany(timeout_ms=POLL_MS)).values():
            for record in records:
                self._learn(record)
        await asyncio.sleep(0)

    def _learn(self, record: ConsumerRecord) -> None:
        if record.value is None:
            return  # versions are kept for ever: a tombstone takes none away
        name = "" if record.key is None else record.key.decode(errors="replace")
        if CONTROL in record.value:
            self._switch(name, record)
            return
        try:
            policy = self._parse(record.value.decode(), name)
        except Exception as error:  # noqa: BLE001  # a bad record must not stop the service; the last good set stays
            self._metrics.bump(POLICIES_REFUSED)
            _log.error("policy_refused", key=name, offset=record.offset, error=str(error))
            return
        named = {(known.name, known.version) for known in self._current.versions}
        is_late = (policy.name, policy.version) not in named and self._is_late("policy", policy.effective_from)
        self._current = ordered([*self._current.versions, policy], self._current.controls)
        self._metrics.knows(policy)
        tell = _log.error if is_late else _log.info
        tell("policy_learnt_late" if is_late else "policy_learnt", policy=policy.name, version=policy.version)

    def _is_late(self, kind: str, since: int) -> bool:
        """Whether something may have been decided without it. Counted: then live and replay may differ."""
        is_late = self._following and self._foresight.is_late(since, time.time_ns() // 1000)
        if is_late:
            self._metrics.late(kind)
        return is_late

    def _switch(self, name: str, record: ConsumerRecord) -> None:
        """Observe-only or a brake. One that is learnt late was not obeyed from its first moment on."""
        control = decode_control(record.value, record.headers)
        if isinstance(control, DeadLetter):
            self._metrics.bump(POLICIES_REFUSED)
            _log.error("control_refused", key=name, offset=record.offset, error=control.message)
            return
        known = self._current.controls
        self._current = msgspec.structs.replace(self._current, controls=known.learnt([control]))
        is_late = known != self._current.controls and self._is_late("switch", micros(control.data.effective_from))
        tell = _log.error if is_late else _log.info
        tell("control_learnt_late" if is_late else "control_learnt", key=name, by=control.data.by, why=control.data.why)
