"""The batch lane: a Faust transport that hands a whole fetched record list of one partition over as one event.

Stock Faust costs two asyncio tasks a record and commits by counting offsets without holes. Here a list is one
message, and offsets are not Faust's business at all: they are committed in the transaction of the partition's task,
so an ack is flow control only. What is kept of the stock consumer is the group, the fetch thread and the seek to the
committed offsets.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, ClassVar, cast

from faust.transport.drivers import TRANSPORTS
from faust.transport.drivers import aiokafka as stock
from faust.types import TP, ConsumerMessage
from mode import Service

from streams.runtime import lane_thread, watchdog
from streams.runtime.lane_ledger import Ledger
from streams.runtime.lane_list import in_turn, list_message

SCHEME = "lane"


class Consumer(stock.Consumer):  # type: ignore[misc]  # Faust is untyped to us
    """The consumer of list topics. Every topic of `app.lane_topics` is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lane_topics: frozenset[str] = frozenset(getattr(self.app, "lane_topics", ()))
        self.ledger: Ledger = getattr(self.app, "ledger", None) or Ledger()
        self._set_aside: set[TP] = set()

    def _new_consumer_thread(self) -> stock.AIOKafkaConsumerThread:
        return lane_thread.LaneThread(self, loop=self.loop, beacon=self.beacon)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:  # noqa: ASYNC109  # Faust's
        """One message a record list for lane topics, one a record for all others."""
        fetched, active = await self._wait_next_records(timeout)
        generation = self.app.consumer_generation_id
        if fetched is None or self.should_stop:
            return
        if not self.flow_active:
            await self._seek_back()
            return
        self.ledger.fetched({tp: records for tp, records in fetched.items() if tp.topic in self.lane_topics})
        for tp, message in self._messages(fetched, generation):
            if not self.flow_active or self.app.consumer_generation_id != generation:
                return
            if active is None or tp in active or tp in self._buffered_partitions:
                yield tp, message

    def _messages(self, fetched: Any, generation: int) -> Iterator[tuple[TP, ConsumerMessage]]:
        lists = {tp: records for tp, records in fetched.items() if tp.topic in self.lane_topics}
        for tp, records in in_turn(lists):
            # what lies wholly below the read offset, stock would drop without a word to the ledger
            if (self._read_offset[tp] or 0) <= records[-1].offset:
                yield tp, list_message(tp, records, generation)
        plain = {tp: records for tp, records in fetched.items() if tp.topic not in self.lane_topics}
        for tp, record in self.scheduler.iterate(plain):
            yield tp, self._to_message(tp, record)

    async def _seek_back(self) -> None:
        """Records that came after the flow stopped are fetched again later: forget that they were here."""
        try:
            await self.perform_seek()
        except Exception as error:  # noqa: BLE001  # as stock does: the rebalance under way seeks again
            self.log.warning("seek while the flow was stopped failed: %r", error)

    async def perform_seek(self) -> None:
        """Back to the committed offsets: nothing fetched before counts any more."""
        self.ledger.clear()
        await super().perform_seek()
        await self._seek_uncommitted()
        ends = {tp: end for tp, end in self._committed_offset.items() if end and tp.topic in self.lane_topics}
        self.ledger.committed(ends)

    async def _seek_uncommitted(self) -> None:
        """Where nothing was ever committed, back to the beginning.

        aiokafka leaves such a partition where its fetcher has got to: what was fetched and dropped in a rebalance
        before the first commit would be lost for good.
        """
        fresh = [tp for tp in self.assignment() if tp.topic in self.lane_topics and not self._committed_offset.get(tp)]
        if fresh:
            await self._thread.rewind(fresh)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """A list covers its holes: no gap bookkeeping for lane topics (stock would list every offset one by one)."""
        if tp.topic not in self.lane_topics:
            await super()._add_gap(tp, offset_from, offset_to)

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        """Lane topics are never committed by Faust; what their acks left behind is dropped here, or it would grow."""
        for tp in [tp for tp in self._acked if tp.topic in self.lane_topics]:
            self._acked.pop(tp, None)
            self._acked_index.pop(tp, None)
        return cast("Iterator[TP]", super()._filter_tps_with_pending_acks(topics))

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Stop reading first; the app's signal commits and ends the tasks while this member may still commit."""
        self._set_aside.clear()
        await super().on_partitions_revoked(revoked)
        self.ledger.clear()

    def resume_partitions(self, tps: Iterable[TP]) -> None:
        """Set aside until the flow resumes.

        Faust resumes partitions, seeks, and then clears every queue: what was fetched in between would vanish, and the
        offsets after it be processed. Resuming after the clear closes that hole.
        """
        wanted = set(tps)
        changelogs = {tp for tp in wanted if self._is_changelog_tp(tp)}
        if changelogs:
            super().resume_partitions(changelogs)
        self._set_aside |= wanted - changelogs

    def resume_flow(self) -> None:
        """The queues are clear now: let the partitions that are still ours go on."""
        if not self.app.in_recovery and self._set_aside:
            super().resume_partitions(self._set_aside & self.assignment())
            self._set_aside.clear()
        super().resume_flow()

    @Service.task  # type: ignore[untyped-decorator]  # mode is untyped to us
    async def _watch_coordinator(self) -> None:
        await watchdog.watch(self)


class Transport(stock.Transport):  # type: ignore[misc]  # same
    """`lane://host:port;host:port`: aiokafka, with lists for the app's lane topics."""

    Consumer: ClassVar[type[stock.Consumer]] = Consumer


def register() -> None:
    """Make the scheme known to a checkout that is not installed (the entry point does it otherwise)."""
    TRANSPORTS.aliases.setdefault(SCHEME, f"{__name__}:Transport")
