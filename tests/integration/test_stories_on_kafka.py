"""Every story also runs through the stream, under the shipped policy, and reaches the standing of its replay."""

from __future__ import annotations

import asyncio
from pathlib import Path

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from schemas import topics
from streams.testing.builders import tick, to_bytes
from streams.testing.traffic import Record
from tests.integration.fleet.broker import read, write
from tests.integration.fleet.process import WorkerProcess, wait_quiet
from tests.integration.fleet.truth import published
from tests.replay.telling import replayed

FIXTURES = Path(__file__).parents[1] / "replay" / "fixtures"
PARTITIONS = 4
TOPIC_OF = {type_.__struct_config__.tag: topic.name for topic in topics.SOURCES for type_ in topic.types}


def records_of(story: Path) -> list[Record]:
    """A story's events as producers write them; ticks go to every partition, for a replayed tick moves every row."""
    records = []
    for line in (story / "events.jsonl").read_bytes().splitlines():
        event = orjson.loads(line)
        if event["type"] == "governance.clock.ticked.v1":
            for number in range(PARTITIONS):
                moved = to_bytes(tick(event["data"]["time"], partition=number, at=event["time"]))
                records.append(Record(topics.CLOCK.name, str(number).encode(), moved))
        else:
            records.append(Record(TOPIC_OF[event["type"]], event["subject"].encode(), line))
    return records


@pytest.fixture(scope="module")
def stories() -> list[Path]:
    return sorted(folder for folder in FIXTURES.iterdir() if folder.is_dir())


def test_all_stories_together_reach_the_standing_of_their_replay(kafka, fresh_topics, tmp_path, stories):
    worker = WorkerProcess(kafka.bootstrap, fresh_topics(PARTITIONS), tmp_path, command=("agents.cli", "worker"))
    records = [record for story in stories for record in records_of(story)]
    try:
        worker.start()
        worker.wait_ready()
        write(worker.bootstrap, [r for r in records if r.topic != topics.CLOCK.name], PARTITIONS)
        wait_quiet([worker])
        asyncio.run(write_ticks(worker.bootstrap, records))
        wait_quiet([worker])
        got = published(
            read(worker.bootstrap, topics.ENFORCEMENTS.name), read(worker.bootstrap, topics.APPLICATIONS.name)
        )
        replay, _ = replayed(*(story / "events.jsonl" for story in stories))
        assert got.twice() == []
        assert got.digest == replay.standing_digest()
        assert worker.stop() == 0
    finally:
        worker.clear_away()


async def write_ticks(bootstrap: str, records: list[Record]) -> None:
    """Partition p's ticks go to partition p, whatever their key hashes to."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for record in records:
            if record.topic == topics.CLOCK.name:
                await producer.send_and_wait(record.topic, record.value, key=record.key, partition=int(record.key))
