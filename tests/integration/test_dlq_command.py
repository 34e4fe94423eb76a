"""`pinocchio dlq` on a real broker: what the worker refused is found, shown without its values, and goes back once."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiokafka import AIOKafkaProducer
from click.testing import CliRunner

from agents.cli import main
from agents.cli.topic_writing import Written, transaction
from schemas import topics
from streams.runtime.errors import InfrastructureError
from streams.runtime.placing import partition_of
from streams.testing.builders import listing, to_bytes
from tests.integration.fleet.broker import read
from tests.integration.fleet.process import WorkerProcess, wait_quiet

PARTITIONS = 4
PHONE = "13800138000"
WHY = ("--why", "the fix is out", "--by", "mei")


@pytest.fixture
def worker(kafka, fresh_topics, tmp_path):
    worker = WorkerProcess(kafka.bootstrap, fresh_topics(PARTITIONS), tmp_path)
    worker.start()
    worker.wait_ready()
    yield worker
    worker.clear_away()


def dlq(bootstrap, *told):
    done = CliRunner().invoke(main, ["dlq", *told, "--broker", bootstrap, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def write(bootstrap, topic, key, value, headers=()):
    async def send():
        async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
            number = partition_of(key, PARTITIONS)
            await producer.send_and_wait(topic, value, key=key, partition=number, headers=list(headers))

    asyncio.run(send())


def failed(event):
    """A dead letter of a decision that failed, as a worker of an older version wrote it."""
    told = {"stage": "decide", "reason": "decision_failed", "attempt": "2", "error.message": "decision raised KeyError"}
    headers = [("traceparent", b"00-1"), *((f"dlq.{name}", value.encode()) for name, value in told.items())]
    return event["subject"].encode(), to_bytes(event), headers


def test_refused_records_are_found_and_good_ones_go_back_exactly_once(worker):
    bootstrap = worker.bootstrap
    write(bootstrap, topics.LISTINGS.name, b"seller-9", b'{"phone": "' + PHONE.encode() + b'"')
    lost = "governance.dlq.marketplace.listings.v1"
    write(bootstrap, lost, *failed(listing("l1", "seller-1", title="FAKE")))
    wait_quiet([worker])
    found = dlq(bootstrap, "list", "--topic", "listings")
    assert sorted(one["reason"] for one in found["letters"]) == ["decision_failed", "not_json"]
    place = next(one["place"] for one in found["letters"] if one["reason"] == "not_json")
    shown = dlq(bootstrap, "show", place)
    assert PHONE not in json.dumps(shown)
    assert PHONE in json.dumps(dlq(bootstrap, "show", place, "--raw")["raw"])
    assert shown["today"].startswith("hopeless: it would fail again: not_json")
    assert [group["count"] for group in dlq(bootstrap, "stats")] == [1, 1]

    assert dlq(bootstrap, "redrive", *WHY)["written"] is False
    assert read(bootstrap, topics.AUDIT.name) == []
    done = dlq(bootstrap, "redrive", "--yes", *WHY)
    assert (done["written"], len(done["redriven"]), [one["verdict"] for one in done["left"]]) == (True, 1, ["hopeless"])
    wait_quiet([worker])
    (enforcement,) = read(bootstrap, topics.ENFORCEMENTS.name)
    assert json.loads(enforcement.value)["data"]["measure"] == "block_listing"
    again = next(r for r in read(bootstrap, topics.LISTINGS.name) if r.key == b"seller-1")
    assert again.headers == (("traceparent", b"00-1"), ("dlq.attempt", b"2"))
    (audit,) = read(bootstrap, topics.AUDIT.name)
    data = json.loads(audit.value)["data"]
    assert (data["by"], data["why"], data["topic"], len(data["records"])) == ("mei", "the fix is out", lost, 1)

    second = dlq(bootstrap, "redrive", "--yes", *WHY)
    assert (second["written"], second.get("redriven"), second.get("would_redrive")) == (False, None, [])
    assert sorted(one["verdict"] for one in second["left"]) == ["done", "hopeless"]
    wait_quiet([worker])
    forced = dlq(bootstrap, "redrive", "--yes", "--force", *WHY)
    assert len(forced["redriven"]) == 2
    wait_quiet([worker])
    tries = sorted(one["attempt"] for one in dlq(bootstrap, "list", "--reason", "not_json")["letters"])
    assert tries == [1, 2]


def test_of_two_redrives_at_once_the_earlier_one_writes_nothing(kafka, fresh_topics):
    fresh_topics(PARTITIONS)
    record = Written(topic=topics.LISTINGS.name, partition=0, key=b"k", value=b"v")
    first = transaction(kafka.bootstrap, "pinocchio-redrive")
    write_first = first.__enter__()
    write_first([record])
    with transaction(kafka.bootstrap, "pinocchio-redrive") as write_second:
        write_second([record])
    with pytest.raises(InfrastructureError, match="nothing was written"):
        first.__exit__(None, None, None)
    assert len(read(kafka.bootstrap, topics.LISTINGS.name)) == 1


def test_a_place_that_is_not_there_is_told(kafka, fresh_topics):
    fresh_topics(PARTITIONS)
    for place, code in (("listings/0/99", 1), ("listings", 2), ("shoes/0/1", 2)):
        done = CliRunner().invoke(main, ["dlq", "show", place, "--broker", kafka.bootstrap])
        assert (done.exit_code, place in done.output) == (code, True)
