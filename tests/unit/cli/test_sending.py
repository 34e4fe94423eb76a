"""Traffic on its way to a broker: where it lies, and what is said when it cannot get there."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from confluent_kafka import Consumer, TopicPartition

from schemas.topics import LISTINGS
from streams.runtime.broker import PARTITIONS, embedded_broker
from streams.runtime.placing import partition_of

pytestmark = pytest.mark.stream


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with embedded_broker("test-sending") as address:
        yield address


def listings(broker):
    consumer = Consumer({"bootstrap.servers": broker, "group.id": "reader"})
    places = [TopicPartition(LISTINGS.name, number) for number in range(PARTITIONS)]
    ends = [consumer.get_watermark_offsets(place, timeout=10)[1] for place in places]
    consumer.assign([TopicPartition(LISTINGS.name, number, 0) for number in range(PARTITIONS)])
    try:
        return consumer.consume(sum(ends), timeout=30)
    finally:
        consumer.close()


def test_every_event_sent_lies_where_kafkas_own_clients_would_put_it(run, broker):
    result = run("simulate", "--broker", broker, "--rate", 500, "--duration", 1, "--json")
    assert result.exit_code == 0, result.output
    sent = json.loads(result.stdout)["by_topic"]
    found = listings(broker)
    assert len(found) == sent[LISTINGS.name]
    assert {message.partition() for message in found} == set(range(PARTITIONS))
    assert all(message.partition() == partition_of(message.key(), PARTITIONS) for message in found)


def test_an_address_where_nobody_answers_is_named(run, monkeypatch):
    monkeypatch.setattr("agents.cli.sending.PATIENCE_SECONDS", 0.5)
    result = run("simulate", "--broker", "127.0.0.1:1", "--duration", 1)
    assert result.exit_code == 3
    assert "no Kafka answers at 127.0.0.1:1" in result.stderr


def test_missing_topics_are_named_with_the_command_that_makes_them(run, broker, monkeypatch):
    monkeypatch.setattr("agents.cli.simulate._TOPICS", frozenset({"marketplace.nowhere.v1"}))
    result = run("simulate", "--broker", broker, "--duration", 1)
    assert result.exit_code == 3
    assert "marketplace.nowhere.v1" in result.stderr
    assert f"pinocchio topics apply --broker {broker}" in result.stderr
