"""From a list to an outbox: what is refused, what is cut off, what is counted, and that list length changes nothing."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import msgspec
import pytest
from faust.types import TP

from schemas import topics
from schemas.deadletter import DeadLetter
from schemas.encode import encode_event
from schemas.sealed import Token
from schemas.topics import dead_letters_of
from streams.core import engine
from streams.core.hops import Claim, encode_hop
from streams.core.rows.store import Rows
from streams.core.step import Step
from streams.runtime.delivery import Delivery
from streams.runtime.errors import InfrastructureError
from streams.runtime.foresight import Foresight
from streams.runtime.intake import Intake
from streams.runtime.lane_ledger import Ledger
from streams.runtime.metrics import Metrics
from streams.runtime.placing import Placement, partition_of
from streams.runtime.task_outbox import Outbox
from streams.testing.builders import later, report, room_closed, to_bytes
from streams.testing.envelopes import START
from streams.testing.policies import fingers
from streams.testing.tokens import PlainTokeniser
from streams.testing.traffic import Mix, traffic

LATER = int((START + timedelta(days=1)).timestamp() * 1000)
PARTITIONS = 4
TOKEN = Token(kind="device", domain="device", value="0" * 32, masked="*")
CLAIM = Claim(time=1, token=TOKEN, account_id="a", asker=3)


class FakeTask:
    def __init__(self, number: int = 0) -> None:
        self.partitions = PARTITIONS
        self.rows = Rows(number)
        self.placement = Placement(number, PARTITIONS)
        self.box = Outbox()
        self.read = {}

    def handed_over(self) -> None:
        pass


def make_intake(engine_of=engine.run, foresight=None):
    policies = fingers()
    return Intake(
        engine=engine_of,
        tokeniser=PlainTokeniser(),
        policies=lambda: policies,
        delivery=Delivery("app", encode_event, lambda: "v1"),
        ledger=Ledger(),
        metrics=Metrics("1"),
        foresight=foresight or Foresight(),
    )


def stored(records, topic, *, appended=LATER, start=0, headers=()):
    return [
        SimpleNamespace(
            topic=topic.name,
            partition=0,
            offset=start + n,
            timestamp=appended,
            headers=headers,
            key=record.key,
            value=record.value,
        )
        for n, record in enumerate(records)
    ]


def of(topic, count=400):
    return [record for record in traffic(Mix(seed=3, sellers=20, rate=0.01), count) if record.topic == topic.name]


def letters(task):
    return [dict(r.headers)["dlq.reason"] for r in task.box.records if r.topic.startswith("governance.dlq.")]


def take(task, topic, records):
    make_intake().events(task, topic, TP(topic.name, 0), records)


def test_an_event_on_a_foreign_topic_is_a_dead_letter_of_the_topic_it_lies_on():
    task = FakeTask()
    take(task, topics.REPORTS, stored(of(topics.LISTINGS)[:2], topics.REPORTS))
    assert letters(task) == [b"wrong_topic", b"wrong_topic"]
    assert {record.topic for record in task.box.records} == {dead_letters_of(topics.REPORTS).name}


def test_an_event_too_far_ahead_of_its_append_time_is_refused_and_only_that_one():
    listing = of(topics.LISTINGS)[0]
    at = int(START.timestamp() * 1000)
    near = stored([listing], topics.LISTINGS, appended=at - 599_000)
    far = stored([listing], topics.LISTINGS, appended=at - 601_000, start=1)
    task = FakeTask()
    take(task, topics.LISTINGS, near + far)
    assert letters(task) == [b"future_time"]
    assert dict(task.box.records[0].headers)["dlq.original.offset"] == b"1"


def test_a_window_cannot_be_made_to_start_years_ahead():
    """Windows start when the producer learnt of it: a reminder would never run out."""
    said = [report("r", id=f"r-{n}", recorded=START + timedelta(minutes=ahead)) for n, ahead in enumerate((9, 5_000))]
    records = [SimpleNamespace(key=b"seller-1", value=to_bytes(event)) for event in said]
    task = FakeTask()
    take(task, topics.REPORTS, stored(records, topics.REPORTS, appended=int(START.timestamp() * 1000)))
    assert letters(task) == [b"future_time"]
    assert task.box.tally.received[topics.REPORTS.name] == 2


def test_a_list_delivered_again_is_cut_to_what_is_new():
    task, listings = FakeTask(), stored(of(topics.LISTINGS)[:10], topics.LISTINGS)
    take(task, topics.LISTINGS, listings[:6])
    take(task, topics.LISTINGS, listings)
    take(task, topics.LISTINGS, listings)
    assert task.box.tally.received[topics.LISTINGS.name] == 10
    assert task.box.offsets == {TP(topics.LISTINGS.name, 0): 10}


def test_bytes_of_a_dead_letter_go_out_as_they_came_with_its_headers_first():
    task = FakeTask()
    record = SimpleNamespace(key=None, value=None)
    take(task, topics.LIVE, stored([record], topics.LIVE, headers=(("trace", b"t"), ("dlq.attempt", b"2"))))
    [letter] = task.box.records
    assert (letter.key, letter.value, letter.headers[0]) == (None, None, ("trace", b"t"))
    assert letter.headers[-3][0] == "dlq.attempt"
    assert letter.headers[-3][1] == b"3"


def test_reports_and_viewers_are_counted_once():
    task = FakeTask()
    told = report("r1", reason="counterfeit")
    records = [
        SimpleNamespace(key=b"seller-1", value=to_bytes(event))
        for event in (told, told, report("r2", at=later(minutes=1)))
    ]
    take(task, topics.REPORTS, stored(records, topics.REPORTS))
    closed = SimpleNamespace(key=b"seller-1", value=to_bytes(room_closed(viewers=1_234)))
    take(task, topics.LIVE, stored([closed], topics.LIVE))
    assert (dict(task.box.tally.reports), task.box.tally.viewers) == ({"counterfeit": 2}, 1_234)


@pytest.mark.parametrize("size", [1, 7, 5_000])
def test_the_length_of_lists_changes_nothing(size):
    task, intake = FakeTask(), make_intake()
    for topic in topics.SOURCES:
        records = stored(of(topic, 1_500), topic)
        for first in range(0, len(records), size):
            intake.events(task, topic, TP(topic.name, 0), records[first : first + size])
    whole = FakeTask()
    for topic in topics.SOURCES:
        if records := stored(of(topic, 1_500), topic):
            intake.events(whole, topic, TP(topic.name, 0), records)
    assert task.box.records == whole.box.records
    assert task.box.rows == whole.box.rows
    assert task.box.tally.received == whole.box.tally.received
    assert task.box.tally.decided == whole.box.tally.decided


def test_outputs_and_hops_go_to_the_partition_of_their_key():
    task = FakeTask()
    for topic in (topics.ACCOUNTS, topics.VIOLATIONS):
        take(task, topic, stored(of(topic, 4_000), topic))
    placed = [record for record in task.box.records if not record.topic.startswith("governance.dlq.")]
    assert {record.topic for record in placed} >= {topics.ENFORCEMENTS.name, "app-claims"}
    for record in placed:
        if record.topic != "app-links":
            assert record.partition == partition_of(record.key, PARTITIONS)


def test_received_is_decided_and_duplicate_and_dead_for_every_topic():
    task, intake = FakeTask(), make_intake()
    for topic in topics.SOURCES:
        records = stored([*of(topic, 1_000), *of(topic, 200)], topic)
        if records:
            intake.events(task, topic, TP(topic.name, 0), records)
    tally = task.box.tally
    for name, received in tally.received.items():
        dead = sum(count for labels, count in tally.dead.items() if labels[0] == name)
        assert received == tally.decided[name] + tally.duplicate[name] + dead
    assert sum(tally.duplicate.values()) > 0


def take_hop(task, value, engine_of=engine.run):
    record = stored([SimpleNamespace(key=b"token", value=value)], topics.CLAIMS)[0]
    record.topic = "app-claims"
    make_intake(engine_of).hops(task, topics.CLAIMS, TP("app-claims", 0), [record])


def test_a_hop_record_that_nobody_of_ours_wrote_is_kept_and_counted():
    task = FakeTask()
    take_hop(task, b"\xc1 no record")
    [letter] = task.box.records
    assert (letter.topic, letter.value, letter.key) == (
        dead_letters_of(topics.ACCOUNTS).name,
        b"\xc1 no record",
        b"token",
    )
    assert dict(letter.headers)["dlq.original.topic"] == b"app-claims"
    assert dict(task.box.tally.hops_refused) == {"claims": 1}
    assert not task.box.tally.received


def test_a_hop_record_whose_decision_raises_is_kept_as_it_came():
    failed = DeadLetter(stage="decide", reason="decision_failed", message="decision raised KeyError")
    task, value = FakeTask(), encode_hop(CLAIM)
    take_hop(task, value, lambda _rows, events, _policies: [Step(verdict=failed) for _ in events])
    [letter] = task.box.records
    assert (letter.value, dict(letter.headers)["dlq.stage"]) == (value, b"decide")
    assert dict(task.box.tally.hops_refused) == {"claims": 1}


def test_a_hop_record_of_a_newer_release_is_not_passed_over():
    task = FakeTask()
    with pytest.raises(InfrastructureError, match=r"app-claims, partition 0, offset 0 is another.*claim\.9"):
        take_hop(task, msgspec.msgpack.encode({"t": "claim.9"}))
    assert not task.box


@pytest.mark.parametrize(
    ("ahead", "since", "late"),
    [
        (300, 299, True),
        (300, 300, True),
        (300, 301, False),  # what it judges comes after everything decided so far
        (0, 75, False),
        (0, 3, True),  # clocks differ by as much
        (601, 75, False),  # refused, and so not decided
    ],
)
def test_a_switch_for_a_time_up_to_which_events_were_decided_is_late(ahead, since, late):
    foresight, task, now = Foresight(), FakeTask(), int(START.timestamp())
    told = report("r1", at=START + timedelta(seconds=ahead))
    record = stored([SimpleNamespace(key=b"seller-1", value=to_bytes(told))], topics.REPORTS, appended=now * 1000)
    make_intake(foresight=foresight).events(task, topics.REPORTS, TP(topics.REPORTS.name, 0), record)
    assert foresight.is_late((now + since) * 1_000_000, now * 1_000_000) is late
