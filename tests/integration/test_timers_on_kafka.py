"""Deadlines outlive the worker that set them: what falls due after a kill fires once, where the partition went."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from schemas import topics
from schemas.encode import encode_event
from schemas.enforcement import EnforcementLifted, EnforcementTaken
from schemas.seal import micros
from streams.core.time import DAY, HOUR, instant
from streams.runtime.placing import partition_of
from streams.runtime.ticker import tick_event
from streams.testing.builders import countered, later, report, to_bytes, violation
from streams.testing.envelopes import START
from streams.testing.traffic import Record
from tests.integration.fleet.broker import read, write, write_ticks
from tests.integration.fleet.process import WorkerProcess, wait_quiet
from tests.integration.fleet.truth import _OUTPUT, published, replayed

PARTITIONS = 4
SELLERS = tuple(f"seller-{n}" for n in range(16))
WINDOW, TERM, CLOCK_OF_NOTICE = 48 * HOUR, 7 * DAY, 15 * DAY


@pytest.fixture
def pair(kafka, fresh_topics, tmp_path):
    app_id = fresh_topics(PARTITIONS)
    with ExitStack() as stack:
        workers = [WorkerProcess(kafka.bootstrap, app_id, tmp_path / name) for name in ("one", "two")]
        for worker in workers:
            stack.callback(worker.clear_away)
            worker.start()
        for worker in workers:
            worker.wait_ready()
        wait_quiet(workers)
        yield workers


def promises():
    """Of each seller a reminder that waits, a limit with a term, and a notice that was countered."""
    for seller in SELLERS:
        notice = {"reporter_kind": "brand_owner", "notice_kind": "rights_notice", "target_id": "goods"}
        yield topics.VIOLATIONS, violation(f"slip-{seller}", seller, severity="slight", target_id="slip")
        grave = {"violation_class": "price_fraud", "severity": "serious", "target_id": "grave"}
        yield topics.VIOLATIONS, violation(f"grave-{seller}", seller, **grave)
        yield topics.REPORTS, report(f"notice-{seller}", seller, **notice)
        yield topics.REPORTS, countered(f"notice-{seller}", seller, at=later(hours=1))


def records():
    return [Record(topic.name, event["subject"].encode(), to_bytes(event)) for topic, event in promises()]


def said(bootstrap, kind, measure, violation_class):
    found = [(record.partition, _OUTPUT.decode(record.value)) for record in read(bootstrap, topics.ENFORCEMENTS.name)]
    return [
        (partition, one)
        for partition, one in found
        if isinstance(one, kind) and (one.data.measure, one.data.violation_class) == (measure, violation_class)
    ]


def fired_at(found, at):
    """Every seller's, once, stamped with the deadline, from every partition."""
    assert sorted(one.data.seller_id for _, one in found) == sorted(SELLERS)
    assert {micros(one.time) for _, one in found} == {at}
    assert {partition for partition, _ in found} == set(range(PARTITIONS))


def test_deadlines_fire_once_after_their_worker_was_killed_and_its_partitions_moved(pair):
    (one, other), start = pair, micros(START)
    bootstrap, events = one.bootstrap, records()
    assert {partition_of(seller.encode(), PARTITIONS) for seller in SELLERS} == set(range(PARTITIONS))
    write(bootstrap, events, PARTITIONS)
    wait_quiet(pair)
    other.kill()
    one.wait(lambda: one.metrics().get("pinocchio_partitions_assigned") == PARTITIONS, 30, "to take everything over")
    ticks = [start + WINDOW, start + 30 * DAY]
    write_ticks(bootstrap, PARTITIONS, ticks[0])
    wait_quiet([one])
    fired_at(said(bootstrap, EnforcementTaken, "warn", "counterfeit"), start + WINDOW)
    assert said(bootstrap, EnforcementLifted, "limit_function", "price_fraud") == []
    one.kill()
    one.start()
    one.wait_ready()
    write_ticks(bootstrap, PARTITIONS, ticks[1])
    wait_quiet([one])
    fired_at(said(bootstrap, EnforcementLifted, "limit_function", "price_fraud"), start + TERM)
    fired_at(said(bootstrap, EnforcementLifted, "block_listing", "counterfeit"), start + HOUR + CLOCK_OF_NOTICE)
    got = published(read(bootstrap, topics.ENFORCEMENTS.name), [])
    told = [Record(topics.CLOCK.name, b"0", encode_event(tick_event(0, instant(at)))) for at in ticks]
    truth = replayed([*events, *told], ticks[1])
    assert got.twice() == []
    assert (got.standing, sorted(got.ids)) == (truth.standing, sorted(truth.ids))
