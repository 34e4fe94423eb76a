"""Before the worker starts: does the broker answer, are all topics there, with the same number of partitions?"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from schemas.topics import AUDIT, TOPICS
from streams.runtime.errors import InfrastructureError

ANSWER_SECONDS = 15.0


async def partition_counts(connection: Mapping[str, Any]) -> dict[str, int]:
    """Topic -> number of partitions, of every topic of the broker. Raises `InfrastructureError` when none answers."""
    address = connection["bootstrap_servers"]
    client = AIOKafkaAdminClient(request_timeout_ms=int(ANSWER_SECONDS * 1000), **connection)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await client.start()
            described = await client.describe_topics()
    except (KafkaError, OSError, TimeoutError) as error:
        raise InfrastructureError(
            f"no Kafka answers at {','.join(address)}: {type(error).__name__}",
            "check PINOCCHIO_BROKER and that the broker runs",
        ) from error
    finally:
        await client.close()
    return {topic["topic"]: len(topic["partitions"]) for topic in described}


def shared_partitions(found: Mapping[str, int], app_id: str) -> int:
    """The one partition count of all topics. Raises `InfrastructureError` naming every missing or unequal topic."""
    names = {topic.named(app_id): topic for topic in TOPICS if topic is not AUDIT}  # no worker touches it
    missing = sorted(name for name in names if name not in found)
    counts = {name: found[name] for name, topic in names.items() if name in found and not topic.single_partition}
    usual = Counter(counts.values()).most_common(1)[0][0] if counts else 0
    unequal = [
        f"{name} has {count} partitions, most have {usual}" for name, count in sorted(counts.items()) if count != usual
    ]
    if missing or unequal:
        problems = [f"topic {name} does not exist" for name in missing] + unequal
        raise InfrastructureError(
            "the topics are not ready:\n" + "\n".join(f"  {problem}" for problem in problems),
            f"make them with: PINOCCHIO_APP_ID={app_id} pinocchio topics apply",
        )
    return usual
