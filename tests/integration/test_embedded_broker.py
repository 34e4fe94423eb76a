"""The Kafka inside the process, for a first look."""

from __future__ import annotations

import socket

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from schemas.topics import ENFORCEMENTS, LISTINGS, TOPICS
from streams.runtime.broker import PARTITIONS, embedded_broker

pytestmark = pytest.mark.stream


def partitions(bootstrap):
    topics = Producer({"bootstrap.servers": bootstrap}).list_topics(timeout=10).topics
    return {name: len(topic.partitions) for name, topic in topics.items()}


def read(bootstrap, topic, wanted):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "reader", "check.crcs": False})
    consumer.assign([TopicPartition(topic, number, 0) for number in range(PARTITIONS)])
    try:
        return [message.value() for message in consumer.consume(wanted, timeout=10)]
    finally:
        consumer.close()


def test_every_topic_of_the_registry_is_there_with_equal_partitions():
    with embedded_broker("try") as bootstrap:
        found = partitions(bootstrap)
    assert found == dict.fromkeys((topic.named("try") for topic in TOPICS), PARTITIONS)


def test_it_listens_on_loopback_only():
    with embedded_broker("try") as bootstrap:
        assert {address.rsplit(":", 1)[0] for address in bootstrap.split(",")} == {"127.0.0.1"}


def test_a_committed_transaction_can_be_read():
    with embedded_broker("try") as bootstrap:
        producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": "try-0"})
        producer.init_transactions(10)
        producer.begin_transaction()
        producer.produce(ENFORCEMENTS.name, key=b"s1", value=b"taken")
        producer.commit_transaction(10)
        assert read(bootstrap, ENFORCEMENTS.name, 1) == [b"taken"]


def test_two_brokers_do_not_share_anything():
    with embedded_broker("one") as first, embedded_broker("two") as second:
        producer = Producer({"bootstrap.servers": first})
        producer.produce(LISTINGS.name, key=b"s1", value=b"x")
        producer.flush(10)
        assert first != second
        assert "one-state" not in partitions(second)


def test_its_port_is_closed_when_the_block_ends():
    with embedded_broker("try") as bootstrap:
        host, port = bootstrap.rsplit(":", 1)
    with socket.socket() as probe:
        assert probe.connect_ex((host, int(port))) != 0
