"""The fetch thread's consumer: as Faust makes it, but reads committed records only and waits less when idle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import aiokafka
from aiokafka.structs import TopicPartition
from faust.transport.drivers import aiokafka as stock
from faust.types import TP

FETCH_WAIT_MS = 100
"""A fetch of idle partitions holds the connection this long: a busy partition of the same broker waits behind it."""


class LaneThread(stock.AIOKafkaConsumerThread):  # type: ignore[misc]  # Faust is untyped to us
    """Owns the aiokafka consumer of the worker."""

    def _create_worker_consumer(self, transport: Any) -> aiokafka.AIOKafkaConsumer:
        """Faust's consumer, with `read_committed`: hop topics are written in transactions, sources may be."""
        conf = self.app.conf
        self._assignor = self.app.assignor
        auth = stock.credentials_to_aiokafka_auth(conf.broker_credentials, conf.ssl_context)
        return aiokafka.AIOKafkaConsumer(
            client_id=conf.broker_client_id,
            group_id=conf.id,
            group_instance_id=conf.consumer_group_instance_id,
            bootstrap_servers=stock.server_list(transport.url, transport.default_port),
            partition_assignment_strategy=[self._assignor],
            enable_auto_commit=False,
            auto_offset_reset=conf.consumer_auto_offset_reset,
            max_poll_interval_ms=int((conf.broker_max_poll_interval or 0) * 1000.0),
            max_partition_fetch_bytes=conf.consumer_max_fetch_size,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            request_timeout_ms=int(conf.broker_request_timeout * 1000.0),
            check_crcs=conf.broker_check_crcs,
            session_timeout_ms=int(conf.broker_session_timeout * 1000.0),
            rebalance_timeout_ms=int(conf.broker_rebalance_timeout * 1000.0),
            heartbeat_interval_ms=int(conf.broker_heartbeat_interval * 1000.0),
            isolation_level="read_committed",
            metadata_max_age_ms=conf.consumer_metadata_max_age_ms,
            connections_max_idle_ms=conf.consumer_connections_max_idle_ms,
            **auth,
        )

    async def rewind(self, tps: Iterable[TP]) -> None:
        """Seek to the beginning of these partitions, in the consumer's thread."""
        places = [TopicPartition(tp.topic, tp.partition) for tp in tps]
        await self.call_thread(self._ensure_consumer().seek_to_beginning, *places)

    def reached_end(self, tp: TP) -> bool:
        """Whether the fetcher has read up to the last known end of this partition; False while the end is unknown."""
        state = self._state_of(tp)
        if state is None or state.highwater is None or not state.has_valid_position:
            return False
        return bool(state.position >= state.highwater)

    def remaining(self, tp: TP, committed: int | None) -> int | None:
        """Records between `committed` and the last known end; None while unknown."""
        state = self._state_of(tp)
        if state is None or state.highwater is None:
            return None
        start = committed if committed is not None else (state.position if state.has_valid_position else None)
        return None if start is None else max(state.highwater - start, 0)

    def answered(self, tp: TP) -> int | None:
        """When this partition last answered a fetch (0: never yet); None while no answer is owed.

        Nobody asks for a partition that is paused, or whose records were not taken from the fetcher yet.
        """
        state = self._state_of(tp)
        if state is None or state.paused or tp in self._consumer._fetcher._records:  # noqa: SLF001  # nothing tells
            return None
        return int(state.timestamp or 0)

    def _state_of(self, tp: TP) -> Any:
        subscription = None if self._consumer is None else self._consumer._subscription.subscription  # noqa: SLF001
        assignment = None if subscription is None else subscription.assignment
        if assignment is None or tp not in assignment.tps:
            return None
        return assignment.state_value(tp)
