"""Steps into an outbox: changed rows, enforcements, answers, hop records, dead letters, and the counts of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog
from aiokafka.structs import ConsumerRecord

from schemas import topics
from schemas.deadletter import DeadLetter
from schemas.envelope import Event
from schemas.topics import Topic, cause_of
from streams.core.hops import AnyHop, encode_hop, topic_of
from streams.core.step import NOTHING, Step
from streams.runtime.deadletters import dead_record
from streams.runtime.placing import partition_of
from streams.runtime.task import Task
from streams.runtime.task_outbox import Outbox, Record

_log = structlog.get_logger(__name__)

CONTENT_TYPE = (("content-type", b"application/cloudevents+json"),)


class Delivery:
    """Knows the app id and how an event becomes bytes."""

    def __init__(self, app_id: str, encode: Callable[[Event], bytes], policy_version: Callable[[], str]) -> None:
        self._encode = encode
        self._policy_version = policy_version
        self._hop_names = {topic.name: topic.named(app_id) for topic in topics.HOPS}

    def put(self, task: Task, topic: Topic, records: Sequence[ConsumerRecord], steps: Sequence[Step]) -> None:
        """What this list did."""
        box = task.box
        touched = len(box.records) + len(box.rows)
        effects = 0
        for record, step in zip(records, steps, strict=True):
            if step is not NOTHING:
                effects += 1
                self._effect(task, topic, record, step)
        if topic.direction == "in":
            _count(box, topic.name, len(records), effects, steps)
        if len(box.records) + len(box.rows) != touched or effects:
            box.lists += 1

    def _effect(self, task: Task, topic: Topic, record: ConsumerRecord, step: Step) -> None:
        box = task.box
        if isinstance(step.verdict, DeadLetter):
            if topic.direction == "hop":
                _log.error("hop_refused", topic=record.topic, offset=record.offset, error=step.verdict.message)
                box.tally.hops_refused[topic.plain()] += 1
            box.records.append(dead_record(cause_of(topic), record, step.verdict, self._policy_version()))
        if step.rows:
            box.rows.update(step.rows)
        if step.enforcements:
            self._enforce(task, record, step)
        for answer in step.applications:
            key = answer.data.account_id.encode()
            box.records.append(self._event(topics.APPLICATIONS, key, answer, task))
            box.tally.effects.append(answer.data)
        for hop in step.hops:
            box.records.append(self._hop(hop, task))

    def _enforce(self, task: Task, record: ConsumerRecord, step: Step) -> None:
        for enforcement in step.enforcements:
            key = enforcement.data.seller_id.encode()
            task.box.records.append(self._event(topics.ENFORCEMENTS, key, enforcement, task))
        task.box.tally.effects.extend(step.enforcements)
        task.box.tally.latencies.append(record.timestamp)

    def _event(self, topic: Topic, key: bytes, event: Event, task: Task) -> Record:
        return Record(topic.name, partition_of(key, task.partitions), key, self._encode(event), CONTENT_TYPE)

    def _hop(self, hop: AnyHop, task: Task) -> Record:
        key = hop.key().encode()
        number = hop.partition()
        partition = partition_of(key, task.partitions) if number is None else number
        return Record(self._hop_names[topic_of(hop).name], partition, key, encode_hop(hop))


def _count(box: Outbox, topic: str, received: int, effects: int, steps: Sequence[Step]) -> None:
    """Received = decided + duplicate + dead-lettered, by construction."""
    tally = box.tally
    duplicate = dead = 0
    if effects:
        for step in steps:
            if isinstance(step.verdict, DeadLetter):
                dead += 1
                tally.dead[topic, step.verdict.stage, step.verdict.reason] += 1
            elif step.verdict == "duplicate":
                duplicate += 1
    tally.received[topic] += received
    tally.duplicate[topic] += duplicate
    tally.decided[topic] += received - duplicate - dead
