"""The policies topic: read whole before ready, followed after, and a bad record stops nobody."""

from __future__ import annotations

import asyncio

import msgspec
from aiokafka import AIOKafkaProducer

from schemas import topics
from streams.runtime.foresight import Foresight
from streams.runtime.metrics import Metrics
from streams.runtime.metrics_catalogue import POLICIES_REFUSED
from streams.runtime.policy_tail import PolicyTail
from streams.testing.policies import fingers

BASE = fingers()


def parse(text, _name):
    return msgspec.structs.replace(BASE.versions[0], version=text, effective_from=int(text))


def versions(tail):
    return [policy.version for policy in tail.current().versions]


async def follow(bootstrap):
    metrics = Metrics("1")
    tail = PolicyTail({"bootstrap_servers": bootstrap}, BASE, parse, metrics, Foresight())
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for text in ("30", "no policy", "20"):
            await producer.send_and_wait(topics.POLICIES.name, text.encode(), key=text.encode())
        await tail.start()
        before = versions(tail)
        following = asyncio.create_task(tail.follow())
        await producer.send_and_wait(topics.POLICIES.name, b"25", key=b"25")
        async with asyncio.timeout(20):
            while "25" not in versions(tail):  # noqa: ASYNC110  # the tail tells nobody
                await asyncio.sleep(0.02)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await tail.stop()
    return before, versions(tail), metrics._get(POLICIES_REFUSED)._value.get()


def test_versions_are_read_before_ready_and_followed_and_a_bad_record_is_counted(kafka, fresh_topics):
    fresh_topics(2)
    before, after, refused = asyncio.run(follow(kafka.bootstrap))
    first = BASE.versions[0].version
    assert set(before) == {first, "20", "30"}
    assert [version for version in after if version != first] == ["20", "25", "30"]
    assert refused == 1
