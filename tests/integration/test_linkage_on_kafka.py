"""Openings, bans and a gang whose claims, links, ties and seats cross partitions and two workers, beside the replay."""

from __future__ import annotations

import pytest

from schemas.seal import micros
from schemas.topics import ACCOUNTS
from streams.core.time import DAY
from streams.testing.envelopes import START, to_bytes
from streams.testing.gangsters import gangs
from streams.testing.offending import Labelled, returns
from streams.testing.traffic import Record
from tests.integration.fleet.outcome import PARTITIONS, assert_exact, finish
from tests.integration.fleet.process import WorkerProcess
from tests.integration.fleet.traffic import flowing
from tests.replay.telling import shipped


@pytest.fixture
def pair(kafka, fresh_topics, tmp_path):
    app_id = fresh_topics(PARTITIONS)
    shipped_worker = ("agents.cli", "worker")
    workers = [
        WorkerProcess(kafka.bootstrap, app_id, tmp_path / name, command=shipped_worker) for name in ("first", "second")
    ]
    yield workers
    for worker in workers:
        worker.clear_away()


def record(one: Labelled, prefix: str) -> Record:
    """As the marketplace writes it; two simulations name their accounts alike, hence the prefix."""
    data = one.event["data"]
    names = {key: f"{prefix}{data[key]}" for key in ("account_id", "application_id", "offender_id") if key in data}
    event = {**one.event, "id": f"{prefix}{one.event['id']}", "subject": names["account_id"], "data": {**data, **names}}
    return Record(ACCOUNTS.name, names["account_id"].encode(), to_bytes(event))


def test_two_workers_answer_openings_and_find_gangs_as_the_replay_does(pair):
    runs = [(one.day, record(one, "r-")) for one in returns(3, 60, 20)]
    runs += [(one.day, record(one, "g-")) for one in gangs(4, 2, 40)]
    records = [one for _, one in sorted(runs, key=lambda run: run[0])]
    for worker in pair:
        worker.start()
        worker.wait_ready()
    with flowing(pair[0].bootstrap, records, PARTITIONS, 200):
        pass
    got, expected = finish(pair, records, micros(START) + 900 * DAY, shipped())
    assert {"approve", "refuse"} <= set(expected.answers.values())
    assert expected.gangs
    assert_exact(got, expected)
