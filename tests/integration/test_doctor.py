"""The doctor on a real broker."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition

from agents.cli import checkup_machine, finding, main
from agents.cli.sending import Sender
from agents.cli.topic_writing import Written
from agents.cli.topic_writing import write as transacted
from schemas.encode import encode_event
from schemas.events.control import key_of
from schemas.topics import ACCOUNTS, LINKS, LISTINGS, POLICIES, dead_letters_of
from streams.runtime import admin
from streams.testing.switches import brake, observe_only
from streams.testing.traffic import Record
from tests.integration.kafka.topics import delete

pytestmark = pytest.mark.kafka


@pytest.fixture
def doctor(kafka, app_id, monkeypatch):
    """Ask it about the broker (the machine's checks have tests of their own); what it found by check."""
    monkeypatch.setattr(checkup_machine, "policy", lambda _: finding.ok("policy", "not asked here"))

    def ask():
        result = CliRunner().invoke(main, ["doctor", "--broker", kafka.bootstrap, "--app-id", app_id, "--json"])
        found = {one["check"]: one for one in json.loads(result.stdout)["findings"]}
        return result.exit_code, found

    return ask


def write(kafka, topic, timestamp=None, value=b"v", key=b"k"):
    producer = KafkaProducer(bootstrap_servers=kafka.bootstrap)
    producer.send(topic, key=key, value=value, timestamp_ms=timestamp)
    producer.close()


def remake(kafka, topic, partitions=1, **settings):
    """The topic anew with other settings: a change of an existing one would arrive whenever the broker likes."""
    config = topic.config() | {name.replace("_", "."): value for name, value in settings.items()}
    with admin.admin_client(kafka.bootstrap) as client:
        delete(client, [topic.name])
        made = {"num_partitions": partitions, "replication_factor": 1, "configs": config}
        client.create_topics({topic.name: made}, wait_for_metadata=True)


def test_a_broker_just_prepared_is_healthy(doctor, fresh_topics):
    fresh_topics(partitions=3)
    code, found = doctor()
    assert code == 0
    assert "3 partitions each" in found["topics"]["says"]
    assert found["settings of topics"]["status"] == "ok"
    assert "empty" in found["policies topic"]["says"]
    assert found["group"]["status"] == "note"


def test_missing_topics_are_named_with_the_command_that_makes_them(doctor, fresh_topics, kafka, app_id):
    fresh_topics(partitions=2)
    with admin.admin_client(kafka.bootstrap) as client:
        delete(client, [LINKS.named(app_id), POLICIES.name])
    code, found = doctor()
    assert code == 1
    assert "2 of" in found["topics"]["says"]
    assert "pinocchio topics apply" in found["topics"]["todo"]
    assert found["policies topic"]["status"] == "fail"


def test_a_topic_with_another_partition_count_is_named(doctor, fresh_topics, kafka):
    fresh_topics(partitions=2)
    remake(kafka, ACCOUNTS, partitions=3)
    code, found = doctor()
    assert code == 1
    assert ACCOUNTS.name in found["topics"]["says"]


def test_a_setting_that_loses_something_fails_and_one_of_taste_is_noted(doctor, fresh_topics, kafka):
    fresh_topics(partitions=1)
    remake(kafka, LISTINGS, retention_ms="1000000")
    assert doctor()[1]["settings of topics"]["status"] == "note"
    remake(kafka, LISTINGS, message_timestamp_type="CreateTime")
    code, found = doctor()
    assert code == 1
    assert "message.timestamp.type=LogAppendTime" in found["settings of topics"]["todo"]


def test_records_that_nobody_reads_are_counted(doctor, fresh_topics, kafka):
    fresh_topics(partitions=2)
    write(kafka, LISTINGS.name)
    code, found = doctor()
    assert code == 1
    assert "1 records wait" in found["group"]["says"]
    assert found["clock"]["status"] == "ok"


def test_compressed_records_are_dated_like_any_other(doctor, fresh_topics, kafka):
    fresh_topics(partitions=2)
    sender = Sender(kafka.bootstrap, frozenset({LISTINGS.name}))  # lz4, as most producers of a marketplace
    sender.send(Record(LISTINGS.name, b"k", b"v" * 1_000))
    sender.close()
    _, found = doctor()
    assert f"({LISTINGS.name} 1), the oldest for" in found["group"]["says"]
    assert found["clock"]["status"] == "ok"


def test_the_marker_of_a_transaction_is_nothing_that_waits(doctor, fresh_topics, kafka, app_id):
    fresh_topics(partitions=1)
    transacted(kafka.bootstrap, [Written(topic=LISTINGS.name, partition=0, key=b"k", value=b"v")], "test")
    consumer = KafkaConsumer(
        LISTINGS.name, bootstrap_servers=kafka.bootstrap, group_id=app_id, auto_offset_reset="earliest"
    )
    try:
        assert consumer.poll(timeout_ms=20_000)
        consumer.commit({TopicPartition(LISTINGS.name, 0): OffsetAndMetadata(1, "", -1)})
    finally:
        consumer.close()
    code, found = doctor()
    assert code == 0
    assert "nothing waits" in found["group"]["says"]


def test_switches_that_are_on_and_dead_letters_are_noted_and_the_oldest_record_is_told(doctor, fresh_topics, kafka):
    fresh_topics(partitions=2)
    assert doctor()[1]["switches"]["status"] == doctor()[1]["dead letters"]["status"] == "ok"
    past = datetime.now(UTC) - timedelta(minutes=1)
    for switch in (observe_only("on", past), brake("ban_account", "on", past)):
        write(kafka, POLICIES.name, value=encode_event(switch), key=key_of(switch).encode())
    write(kafka, dead_letters_of(LISTINGS).name)
    write(kafka, LISTINGS.name)
    code, found = doctor()
    assert code == 1
    assert "OBSERVE ONLY" in found["switches"]["says"]
    assert "policy observe-only off" in found["switches"]["todo"]
    assert "up to 1" in found["dead letters"]["says"]
    assert f"({LISTINGS.name} 1), the oldest for" in found["group"]["says"]


def test_a_worker_that_reads_is_seen(doctor, fresh_topics, kafka, app_id):
    fresh_topics(partitions=2)
    write(kafka, LISTINGS.name)
    consumer = KafkaConsumer(
        LISTINGS.name, bootstrap_servers=kafka.bootstrap, group_id=app_id, auto_offset_reset="earliest"
    )
    try:
        assert consumer.poll(timeout_ms=20_000)
        consumer.commit()
        code, found = doctor()
    finally:
        consumer.close()
    assert code == 0
    assert "1 worker, 0 records behind" in found["group"]["says"]


def test_a_broker_ahead_of_this_machine_is_seen(doctor, fresh_topics, kafka):
    fresh_topics(partitions=1)
    # the broker's own clock cannot be moved here: let the record carry what such a broker would have stamped
    remake(kafka, LISTINGS, message_timestamp_type="CreateTime")
    write(kafka, LISTINGS.name, timestamp=int(time.time() * 1000) + 60_000)
    code, found = doctor()
    assert code == 1
    assert "ahead of this machine" in found["clock"]["says"]
