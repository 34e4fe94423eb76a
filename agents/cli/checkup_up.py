"""What the doctor checks on the Kafka in memory of `pinocchio up`: it has no settings, and tells nothing of groups."""

from __future__ import annotations

from collections.abc import Iterator

from confluent_kafka import Consumer
from confluent_kafka import TopicPartition as Place
from kafka import TopicPartition

from agents.cli import checkup_broker, checkup_work
from agents.cli.checkup_broker import Sight
from agents.cli.finding import Finding, fail, ok, skipped
from agents.cli.sending import PATIENCE_SECONDS
from schemas.topics import POLICIES
from streams.runtime import admin
from streams.runtime.broker import PARTITIONS


def findings(broker: str, app_id: str) -> Iterator[Finding]:
    """The same checks in the same order, as far as this Kafka can answer."""
    sight = look(broker, app_id)
    yield ok("broker", f"{broker} answers: the Kafka in memory of a running `pinocchio up`")
    yield _topics(sight)
    yield skipped("settings of topics", "this Kafka has none")
    yield ok("policies topic", checkup_broker.held(sight))
    yield checkup_work.switches(sight)
    yield skipped("group", "this Kafka tells nothing of groups; the lag is in pinocchio top")
    yield checkup_work.dead_letters(sight)
    yield checkup_broker.clock(sight)


def look(broker: str, app_id: str) -> Sight:
    """Topics and offsets by librdkafka, whose mock it is; kafka-python cannot greet it."""
    wanted = admin.wanted_topics(app_id, PARTITIONS)
    reader = Consumer({"bootstrap.servers": broker, "group.id": "pinocchio-doctor", "log_level": 0})
    try:
        there = reader.list_topics(timeout=PATIENCE_SECONDS).topics
        found = {
            topic.name: admin.Found(partitions=len(there[topic.name].partitions), replicas=1, config=topic.config)
            for topic in wanted
            if topic.name in there
        }
        every = [TopicPartition(name, number) for name, topic in found.items() for number in range(topic.partitions)]
        marks = {place: reader.get_watermark_offsets(Place(*place), PATIENCE_SECONDS) for place in every}
    finally:
        reader.close()
    begins, ends = ({place: both[side] for place, both in marks.items()} for side in (0, 1))
    return Sight(broker=broker, app_id=app_id, wanted=wanted, found=found, begins=begins, ends=ends)


def _topics(sight: Sight) -> Finding:
    missing = checkup_broker.missing(sight)
    if missing:
        todo = "it was started under another PINOCCHIO_APP_ID: name that one with --app-id"
        return fail("topics", f"{len(missing)} of {len(sight.wanted)} missing, {missing[0]} among them", todo)
    return ok("topics", f"all {len(sight.wanted)} there, {PARTITIONS} partitions each, {POLICIES.name} too")
