"""Records between partitions that a worker cannot read: a newer release's end it, others are kept and go back."""

from __future__ import annotations

import json
from contextlib import ExitStack

import pytest
from click.testing import CliRunner

from agents.cli import main
from agents.cli.topic_writing import Written, transaction
from schemas.sealed import Token
from streams.core.hops import Claim, encode_hop
from tests.integration.fleet.broker import read
from tests.integration.fleet.process import WorkerProcess, wait_quiet

TOKEN = Token(kind="device", domain="device", value="0" * 32, masked="*")
CLAIM = encode_hop(Claim(time=1, token=TOKEN, account_id="a", asker=0, application_id="p"))
NEWER = b"\x81\xa1t\xa7claim.9"


@pytest.fixture
def worker(kafka, fresh_topics, tmp_path):
    worker = WorkerProcess(kafka.bootstrap, fresh_topics(4), tmp_path)
    yield worker
    worker.clear_away()


def put(worker, topic, value, headers=()):
    with transaction(worker.bootstrap, "test-put") as write:
        write([Written(topic=topic, partition=2, key=b"t", value=value, headers=headers)])


def test_what_is_no_record_is_kept_with_its_bytes_and_one_that_failed_goes_back_to_its_partition(worker):
    worker.start()
    worker.wait_ready()
    claims, lost = f"{worker.app_id}-claims", "governance.dlq.marketplace.accounts.v1"
    put(worker, claims, b"no record")
    told = {"dlq.original.topic": claims, "dlq.stage": "decide", "dlq.reason": "decision_failed"}
    put(worker, lost, CLAIM, tuple((name, text.encode()) for name, text in told.items()))
    wait_quiet([worker])
    assert sorted(record.value for record in read(worker.bootstrap, lost)) == sorted([b"no record", CLAIM])
    assert worker.metrics()['pinocchio_hops_refused_total{topic="claims"}'] == 1
    why = ("--why", "fixed", "--by", "mei", "--yes", "--broker", worker.bootstrap, "--json")
    done = CliRunner().invoke(main, ["dlq", "redrive", *why])
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["redriven"]) == 1
    wait_quiet([worker])
    assert [record.value for record in read(worker.bootstrap, claims)] == [b"no record", CLAIM]
    assert [record.partition for record in read(worker.bootstrap, f"{worker.app_id}-links")] == [0]


def test_a_newer_releases_record_ends_the_worker_every_time_and_is_not_passed_over(worker):
    for _ in range(2):
        with ExitStack() as stack:
            stack.callback(worker.clear_away)
            worker.start()
            if worker.starts == 1:
                worker.wait_ready()
                put(worker, f"{worker.app_id}-claims", NEWER)
            assert worker.process.wait(timeout=60) == 3
            assert "is another release's: claim.9" in worker.tail()
