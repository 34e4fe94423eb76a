"""The ground the other integration tests stand on."""

from __future__ import annotations

import pytest
from kafka import KafkaConsumer, KafkaProducer

from schemas.topics import ENFORCEMENTS, LISTINGS, POLICIES, STATE, TOPICS
from streams.runtime import admin

pytestmark = pytest.mark.kafka


def count(bootstrap, topic):
    consumer = KafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest", consumer_timeout_ms=1500)
    try:
        return sum(1 for _ in consumer)
    finally:
        consumer.close()


def test_every_topic_of_the_registry_is_there_with_equal_partitions(kafka, fresh_topics):
    app_id = fresh_topics(partitions=3)
    with admin.admin_client(kafka.bootstrap) as client:
        plans = admin.plan(client, admin.wanted_topics(app_id, 3))
        found = admin.found_topics(client, admin.wanted_topics(app_id, 3))
    assert {p.action for p in plans} == {"keep"}
    assert len(found) == len(TOPICS)
    assert found[STATE.named(app_id)].partitions == 3
    assert found[POLICIES.name].partitions == 1


def test_topics_are_empty_again_for_the_next_test(kafka, fresh_topics):
    fresh_topics(partitions=2)
    producer = KafkaProducer(bootstrap_servers=kafka.bootstrap)
    for number in range(5):
        producer.send(LISTINGS.name, key=b"s%d" % number, value=b"x")
    producer.close()
    assert count(kafka.bootstrap, LISTINGS.name) == 5
    fresh_topics(partitions=2)
    assert count(kafka.bootstrap, LISTINGS.name) == 0
    assert count(kafka.bootstrap, ENFORCEMENTS.name) == 0
