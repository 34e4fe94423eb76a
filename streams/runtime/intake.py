"""From a record list to a task: decode, check, decide, hand over. Pure work in one go; nothing here awaits.

What is per list is done per list: most records are clean listings, and each nanosecond spent on one of them is spent
on all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec
import structlog
from aiokafka.structs import ConsumerRecord
from faust.types import TP

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from schemas.envelope import Event
from schemas.events.clock import Ticked
from schemas.sealed import AttributeAdded, OffenderListed, ShopApplied, Tokeniser
from schemas.topics import CLOCK, Topic
from streams.core.hops import AnyHop, ForeignHopError, decode_hop
from streams.core.policy.model import PolicySet
from streams.core.rows.store import Rows
from streams.core.step import Step
from streams.core.time import MINUTE, instant, micros
from streams.runtime.delivery import Delivery
from streams.runtime.errors import InfrastructureError
from streams.runtime.foresight import SKEW, Foresight
from streams.runtime.heard import TOPICS, heard, slow
from streams.runtime.lane_ledger import Ledger
from streams.runtime.metrics import Metrics
from streams.runtime.task import Task

FUTURE = 10 * MINUTE
LAST_MS = 253_000_000_000_000
"""The year 9987: on a topic without LogAppendTime a record may claim any time."""
Item = Event | AnyHop | DeadLetter

_log = structlog.get_logger(__name__)

_SEALED: dict[str, type[Event]] = {
    str(kind.__struct_config__.tag): kind for kind in (ShopApplied, OffenderListed, AttributeAdded)
}


class Engine(Protocol):
    """The one evaluator: one step per item, rows changed in place; dead letters pass through as verdicts."""

    def __call__(self, rows: Rows, events: Sequence[Item], policies: PolicySet) -> list[Step]:
        """Decide a list."""
        ...


class Intake:
    """Everything a list needs on its way, shared by all agents."""

    def __init__(
        self,
        *,
        engine: Engine,
        tokeniser: Tokeniser,
        policies: Callable[[], PolicySet],
        delivery: Delivery,
        ledger: Ledger,
        metrics: Metrics,
        foresight: Foresight,
    ) -> None:
        self._engine = engine
        self._tokeniser = tokeniser
        self._policies = policies
        self._delivery = delivery
        self._ledger = ledger
        self._metrics = metrics
        self._foresight = foresight

    def events(self, task: Task, topic: Topic, tp: TP, records: Sequence[ConsumerRecord]) -> None:
        """A list of a source topic."""
        self._handle(task, topic, tp, records, lambda fresh: self._decoded(topic, fresh))

    def hops(self, task: Task, topic: Topic, tp: TP, records: Sequence[ConsumerRecord]) -> None:
        """A list of a hop topic: our own records, so one of another release ends the worker."""
        self._handle(task, topic, tp, records, _hops)

    def _handle(
        self,
        task: Task,
        topic: Topic,
        tp: TP,
        records: Sequence[ConsumerRecord],
        items_of: Callable[[Sequence[ConsumerRecord]], list[Item]],
    ) -> None:
        end = records[-1].offset + 1
        fresh = _unread(records, task.read.get(tp, 0))
        if fresh:
            started = time.perf_counter()
            if topic.direction == "in" and topic is not CLOCK:  # ticks go to a partition by number, not by key
                self._metrics.misrouted(topic.name, task.placement.misrouted(fresh))
            items = items_of(fresh)
            steps = self._engine(task.rows, items, self._policies())
            if topic in TOPICS:
                heard(task.box.tally, items, steps)
            if topic.direction == "in" and (count := slow(fresh, time.time())):
                task.box.tally.slow[topic.name] += count
            task.box.tally.evicted.update(task.rows.take_evicted())
            self._delivery.put(task, topic, fresh, steps)
            task.read[tp] = task.box.offsets[tp] = end
            self._metrics.decided_in(time.perf_counter() - started)
            self._ledger.appended_at[tp] = records[-1].timestamp / 1000.0
        self._ledger.taken(tp, end)
        task.handed_over()

    def _decoded(self, topic: Topic, records: Sequence[ConsumerRecord]) -> list[Item]:
        tokeniser = self._tokeniser
        items: list[Item] = [decode(record.value, record.headers, tokeniser) for record in records]
        allowed = allowed_types(topic)
        ceiling = _bound(min(record.timestamp for record in records), FUTURE)
        seldom = min(ceiling, _bound(records[-1].timestamp, SKEW))
        for index, item in enumerate(items):
            if type(item) not in allowed or _moment(item) > seldom:
                items[index] = self._rare(item, allowed, records[index].timestamp)
        return items

    def _rare(self, item: Item, allowed: frozenset[type], appended_ms: int) -> Item:
        """An event that is refused, or decided although it is ahead of the clock."""
        kept = _refusal(item, allowed, appended_ms)
        if isinstance(kept, Event):
            self._foresight.decided(micros(_moment(kept)))
        return kept


def _bound(appended_ms: int, ahead: int) -> datetime:
    return instant(min(max(appended_ms, 0), LAST_MS) * 1000 + ahead)


def _unread(records: Sequence[ConsumerRecord], start: int) -> Sequence[ConsumerRecord]:
    """Faust may deliver the same list twice around a seek; what this task has decided is cut off."""
    if records[0].offset >= start:
        return records
    return [record for record in records if record.offset >= start]


_ALLOWED: dict[str, frozenset[type]] = {}


def allowed_types(topic: Topic) -> frozenset[type]:
    """The event types that belong on a topic, as decode returns them (sealed)."""
    found = _ALLOWED.get(topic.name)
    if found is None:
        found = frozenset(_SEALED.get(str(kind.__struct_config__.tag), kind) for kind in topic.types)
        _ALLOWED[topic.name] = found
    return found


def _refusal(item: Item, allowed: frozenset[type], appended_ms: int) -> Item:
    """The dead letter of an event on the wrong topic or too far ahead; everything else as it was."""
    if isinstance(item, DeadLetter) or not isinstance(item, Event):
        return item
    if type(item) not in allowed:
        return DeadLetter(
            stage="validate", reason="wrong_topic", message=f"{item.__struct_config__.tag} does not belong here"
        )
    if micros(_moment(item)) > appended_ms * 1000 + FUTURE:
        return DeadLetter(
            stage="validate",
            reason="future_time",
            message="event or recorded time is more than 10 minutes ahead of the record's",
        )
    return item


def _moment(item: Any) -> datetime:
    """The latest time an event claims. A tick's is the one it moves rows to; windows start when it was told."""
    claimed = max(item.time, item.data.time) if type(item) is Ticked else item.time
    return claimed if item.recordedtime is None else max(claimed, item.recordedtime)


def _hops(records: Sequence[ConsumerRecord]) -> list[Item]:
    return [_hop(record) for record in records]


def _hop(record: ConsumerRecord) -> Item:
    """Our own record. Bytes that are none are kept as a dead letter; passed over, a newer release's would be lost."""
    try:
        return decode_hop(record.value)
    except ForeignHopError as error:
        raise InfrastructureError(
            f"{record.topic}, partition {record.partition}, offset {record.offset} is another release's: {error}",
            "start the release that wrote it, or a newer one; nothing was passed over (docs/operations/upgrades.md)",
        ) from error
    except (msgspec.MsgspecError, TypeError, UnicodeError) as error:
        _log.error("hop_unreadable", topic=record.topic, offset=record.offset, error=type(error).__name__)
        return DeadLetter(stage="decode", reason="not_json", message="no hop record")
