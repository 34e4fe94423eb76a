"""A Kafka inside this process, for a first look and quick stream tests: librdkafka's mock cluster on loopback.

It speaks the real protocol (groups, fetch, produce, transactions), so the worker runs on it unchanged but for
`check_crcs`, which must be off: the CRCs of its transaction markers are wrong. What it is not:

- it keeps at most 5 MiB and about 100,000 records a partition, and forgets the oldest beyond;
- every topic has four partitions (the policies topic too), made at the first look at its metadata: no CreateTopics, no
  configuration, no compaction, no retention by time, no LogAppendTime;
- no fencing of a zombie's transactions, no transactional offsets, commits refused during a rebalance;
- one broker, its port chosen by the system, its content gone with the process: nothing is promised across restarts.

What must hold under kills, restarts and rebalances is proven on real Kafka only.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from confluent_kafka import KafkaException, Producer

from schemas.topics import TOPICS
from streams.runtime.errors import InfrastructureError

PARTITIONS = 4
"""What the mock cluster gives every topic; it takes no other number."""
_TIMEOUT_SECONDS = 10.0


class EmbeddedBrokerError(InfrastructureError):
    """The embedded broker did not start."""


@contextmanager
def embedded_broker(app_id: str, more_topics: Sequence[str] = ()) -> Iterator[str]:
    """Run one while the block lasts; yields its bootstrap address. All topics of the registry are there, empty."""
    # the cluster lives exactly as long as the client that asked for it
    owner = Producer({"bootstrap.servers": "", "test.mock.num.brokers": 1, "log_level": 0})
    try:
        yield _address(owner, [*(topic.named(app_id) for topic in TOPICS), *more_topics])
    finally:
        owner.flush(0)
        del owner
        gc.collect()


def _address(owner: Producer, topics: Sequence[str]) -> str:
    try:
        for name in topics:
            owner.list_topics(name, timeout=_TIMEOUT_SECONDS)
        brokers = owner.list_topics(timeout=_TIMEOUT_SECONDS).brokers.values()
    except KafkaException as error:
        raise EmbeddedBrokerError(
            f"the embedded broker did not start: {error}",
            "it needs a free port on loopback; or give the address of a real Kafka with --broker",
        ) from error
    return ",".join(f"{broker.host}:{broker.port}" for broker in brokers)
