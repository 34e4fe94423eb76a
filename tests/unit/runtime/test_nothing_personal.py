"""Personal values planted in good and in broken events are looked for in all that workers write, log, count and say.

Dead letters keep the original bytes, by contract: their topic is restricted and short-lived. What we add to them, and
everything else, must not quote a value.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from faust.types import TP
from prometheus_client import generate_latest

from schemas import topics
from schemas.encode import encode_event
from schemas.topics import dead_letters_of
from streams.core import engine
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.model import PolicySet
from streams.core.rows.store import Rows, encode_row
from streams.runtime.delivery import Delivery
from streams.runtime.foresight import Foresight
from streams.runtime.intake import Intake
from streams.runtime.lane_ledger import Ledger
from streams.runtime.metrics import Metrics
from streams.runtime.placing import Placement, partition_of
from streams.runtime.task_outbox import Outbox
from streams.testing import builders as build
from streams.testing.applicants import Applicants
from streams.testing.builders import JsonEvent, later, to_bytes
from streams.testing.envelopes import START
from tests.replay.telling import shipped

PARTITIONS = 3
NOW = int((START + timedelta(days=60)).timestamp() * 1000)
PERSON = {
    "full_name": "欧阳锦瑟", "surname": "欧阳", "first_name": "锦瑟", "dob": "1986-04-09", "birth_place": "Tewkesbury",
    "postcode": "TQ13 8DF", "occupation": "Naturalist",
}  # fmt: skip
DEAD = dead_letters_of(topics.ACCOUNTS).name


class Task:
    """One partition number without a broker."""

    def __init__(self, number: int) -> None:
        self.number, self.partitions = number, PARTITIONS
        self.rows = Rows(number)
        self.placement = Placement(number, PARTITIONS)
        self.box = Outbox()
        self.read: dict[TP, int] = {}

    def handed_over(self) -> None:
        """Nobody waits."""


class Workers:
    """Every partition, and all that they write; hop records go round until there are none."""

    def __init__(self, policies: PolicySet) -> None:
        self.metrics = Metrics("1")
        self.tasks = [Task(number) for number in range(PARTITIONS)]
        self.written: list[bytes] = []
        self.dead: list[bytes] = []
        self._offset = 0
        self._intake = Intake(
            engine=engine.run,
            tokeniser=KeyedTokeniser(DEVELOPMENT_KEY),
            policies=lambda: policies,
            delivery=Delivery("app", encode_event, lambda: policies.versions[0].version),
            ledger=Ledger(),
            metrics=self.metrics,
            foresight=Foresight(),
        )

    def take(self, value: bytes, key: bytes, topic: topics.Topic = topics.ACCOUNTS) -> None:
        """One record of a source topic, and what comes of it."""
        waiting = deque([(topic, partition_of(key, PARTITIONS), key, value)])
        while waiting:
            self._take(waiting, *waiting.popleft())

    def _take(self, waiting: Any, topic: topics.Topic, number: int, key: bytes | None, value: bytes) -> None:
        self._offset += 1
        record = SimpleNamespace(
            topic=topic.name, partition=number, offset=self._offset, timestamp=NOW, headers=(), key=key, value=value
        )
        task = self.tasks[number]
        take = self._intake.hops if topic.direction == "hop" else self._intake.events
        take(task, topic, TP(topic.name, number), [record])
        hops = {hop.named("app"): hop for hop in topics.HOPS}
        for one in task.box.records:
            self._keep(one)
            if one.topic in hops:
                waiting.append((hops[one.topic], one.partition, one.key, one.value))
        self.written += [encode_row(row) for row in task.box.rows.values() if row is not None]
        self.written += [name.encode() for name in task.box.rows]
        self.metrics.committed(task.box, 0.01, NOW / 1000)
        task.box = Outbox()

    def _keep(self, record: Any) -> None:
        told = [value for name, value in record.headers if name.startswith("dlq.")]
        if record.topic == DEAD:
            self.dead.append(record.value)
            self.written.append(b" ".join(told))
        else:
            self.written += [record.key or b"", record.value, *(value for _, value in record.headers)]


def story(people: Applicants) -> Iterator[JsonEvent]:
    """An offender comes back; others share things until they are a gang; attributes, bans and overturns."""
    first, second = (people.one() | {"presenter_id_no": people.one()["id_no"]} for _ in range(2))
    yield build.offender("o-1", "old", at=later(days=1), **(first | PERSON))
    for n in range(6):
        form = people.one() | {"bank_account": first["bank_account"], "device_ids": second["device_ids"]}
        yield build.application(f"a-{n}", f"new-{n}", at=later(days=2 + n), **(form if n else form | PERSON))
    odd = {name: f"{value}9" for name, value in people.one().items() if isinstance(value, str)}
    yield build.application("odd", "odd", at=later(days=11), **odd)
    yield build.attribute("new-1", "address", first["return_address"], at=later(days=12))
    yield build.attribute("new-2", "phone", second["phone"], at=later(days=12))
    yield build.banned("new-3", at=later(days=13))
    yield build.reinstated("new-3", at=later(days=14))


def broken(event: JsonEvent) -> Iterator[bytes]:
    """The event in every way it may be broken at a personal value, which stays in it."""
    whole = to_bytes(event)
    for place in (len(whole) // 2, len(whole) - 2):
        yield whole[:place]
    for name, value in ((name, value) for name, value in event["data"].items() if name in PERSONAL):
        texts = value if isinstance(value, list) else [value]
        text = str(texts[0])
        bad = ([value, [value]], {text: text}, text * 20_000, f"{text}x", f"{text}\u0000")
        for one in bad:
            yield to_bytes({**event, "data": {**event["data"], name: one}})
        yield to_bytes({**event, "data": {**event["data"], str(texts[0]): 1, "account_id": [texts[0]]}})
        yield to_bytes({**event, "type": f"marketplace.{texts[0]}.v1"})
        yield to_bytes({**event, "time": str(texts[0])})
        yield to_bytes({**event, "time": "2031-01-01T00:00:00Z"})
        yield to_bytes(event).replace(b'"2026', b'"1998')
        yield whole + str(texts[0]).encode()
    yield to_bytes(
        build.attribute("new-1", event["data"].get("phone", "13900000000"), "bank")
    )  # told the wrong way round


def planted(events: list[JsonEvent]) -> set[str]:
    """Every personal value; of one with digits also each stretch longer than a mask shows."""
    found: set[str] = set()
    for event in events:
        for name, value in event["data"].items():
            if name in PERSONAL:
                for text in value if isinstance(value, list) else [value]:
                    found |= {text} | {text[n : n + 7] for n in range(len(text) - 6) if text.isdigit()}
    return found


PERSONAL = {
    *PERSON, "company_name", "uscc", "licence_phash", "legal_person", "id_no", "face_hash", "phone", "device_ids",
    "bank_account", "payee_name", "ip24", "wechat_hash", "address", "return_address", "presenter_id_no", "value",
}  # fmt: skip


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Whatever anybody logs, ours and the libraries'."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {record.exc_info}")

    handler = Keep(level=logging.DEBUG)
    logging.getLogger().addHandler(handler)
    with structlog.testing.capture_logs() as ours:
        yield lines
    lines += map(str, ours)
    logging.getLogger().removeHandler(handler)


def test_no_planted_value_is_written_logged_or_counted(
    logged: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = Workers(shipped())
    events = list(story(Applicants(4)))
    for event in events:
        workers.take(to_bytes(event), event["subject"].encode())
    kinds = {kind for task in workers.tasks for kind in task.rows.counts()}
    assert {"account", "token", "gangtoken", "gangaccount", "target"} <= kinds
    for event in (events[1], events[-4]):
        for value in broken(event):
            workers.take(value, event["subject"].encode())
    with monkeypatch.context() as patch:
        patch.setattr("streams.core.engine._decide", _fails)
        workers.take(to_bytes(events[1]), b"new-0")
    assert len(workers.dead) > 100
    said = capsys.readouterr()
    told = b"\n".join([*workers.written, generate_latest(workers.metrics.registry)])
    clear = told.decode("utf-8", "replace") + "\n".join([*logged, said.out, said.err])
    assert sorted(value for value in planted(events) if value in clear) == []
    kept = b"\n".join(workers.dead).decode("utf-8", "replace")
    assert PERSON["full_name"] in kept  # by contract, with the key and headers as they came


def _fails(_rows: object, event: object, *_more: object) -> None:
    raise ValueError(repr(event))
