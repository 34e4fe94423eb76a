"""What the service says, read from the broker as any consumer would: committed records only."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Event, Thread

import msgspec
from confluent_kafka import Consumer, TopicPartition

from agents.cli.sending import PATIENCE_SECONDS
from schemas.enforcement import Enforcement
from schemas.topics import ENFORCEMENTS
from streams.runtime.security import security_for

_DECODER: msgspec.json.Decoder[Enforcement] = msgspec.json.Decoder(Enforcement)
_KEPT = 200


class Listener:
    """Reads `governance.enforcements.v1` in a thread; keeps the newest and counts all."""

    def __init__(
        self, broker: str, heard: Callable[[Enforcement], None] | None = None, *, only_new: bool = False
    ) -> None:
        """Begin to read, at the first record or only what is new; `heard` is called for each, in the thread."""
        self.count = 0
        self.newest: deque[Enforcement] = deque(maxlen=_KEPT)
        self._heard = heard
        self._stop = Event()
        self._consumer = Consumer(
            {
                "bootstrap.servers": broker,
                **security_for(broker).for_librdkafka(),
                "group.id": "pinocchio-up-view",
                "isolation.level": "read_committed",
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
                "log_level": 0,
            }
        )
        self._consumer.assign([self._place(number, only_new=only_new) for number in self._partitions()])
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _partitions(self) -> list[int]:
        found = self._consumer.list_topics(ENFORCEMENTS.name, timeout=PATIENCE_SECONDS)
        return sorted(found.topics[ENFORCEMENTS.name].partitions)

    def _place(self, number: int, *, only_new: bool) -> TopicPartition:
        place = TopicPartition(ENFORCEMENTS.name, number)
        first, end = self._consumer.get_watermark_offsets(place, timeout=PATIENCE_SECONDS)
        return TopicPartition(ENFORCEMENTS.name, number, end if only_new else first)

    def stop(self) -> None:
        """Read what is there, then leave."""
        self._stop.set()
        self._thread.join()
        self._consumer.close()

    def _run(self) -> None:
        while True:
            messages = self._consumer.consume(100, 0.1)
            if not messages and self._stop.is_set():
                return
            for message in messages:
                value = message.value()
                if message.error() is None and value is not None:
                    self._hear(_DECODER.decode(value))

    def _hear(self, enforcement: Enforcement) -> None:
        self.count += 1
        self.newest.append(enforcement)
        if self._heard is not None:
            self._heard(enforcement)
