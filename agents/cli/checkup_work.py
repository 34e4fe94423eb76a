"""What the doctor checks of the work itself: the group and how far it is behind, switches, dead letters. Reads only."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import RetriableError

from agents.cli.checkup_broker import Sight
from agents.cli.checkup_records import first_appended
from agents.cli.finding import Finding, fail, note, ok, skipped
from agents.cli.switches import Standing, controls_on, now, standings, told
from schemas.topics import DEAD_LETTERS, HOPS, POLICIES, SOURCES
from streams.core.policy.controls import OBSERVE_ONLY

PATIENCE_SECONDS = 15.0
LATE_SECONDS = 60.0
"""A record that waits longer than this while a worker runs is worth somebody's look."""


def group(client: KafkaAdminClient, sight: Sight) -> Finding:
    """Somebody reads, and how far behind: in records by topic, and in seconds by the oldest record that waits."""
    if not any(topic.name in sight.found for topic in SOURCES):
        return skipped("group", "the topics it reads are missing")
    described = _patiently(lambda: client.describe_groups([sight.app_id])[sight.app_id])
    members = len(described.get("members") or ())
    waiting, oldest = _with_records(sight, _waiting(client, sight))
    lag = sum(sight.ends[place] - at for place, at in waiting.items())
    if not lag:
        if members:
            return ok("group", f"{sight.app_id}: {members} worker{'s' if members != 1 else ''}, 0 records behind")
        return note("group", f"{sight.app_id}: no worker runs, nothing waits", "start one: pinocchio worker")
    return _behind(sight, members, lag, (waiting, oldest))


def _behind(sight: Sight, members: int, lag: int, behind: tuple[dict[TopicPartition, int], float | None]) -> Finding:
    waiting, age = behind
    where = _by_topic(sight, waiting) + ("" if age is None else f", the oldest for {age:,.0f} s")
    if not members:
        return fail(
            "group", f"{sight.app_id}: nobody reads, {lag:,} records wait {where}", "start one: pinocchio worker"
        )
    says = f"{sight.app_id}: {members} worker{'s' if members != 1 else ''}, {lag:,} records behind {where}"
    if age is None or age <= LATE_SECONDS:
        return ok("group", says)
    todo = (
        "pinocchio top tells whether it shrinks; if not, add workers (up to one a partition), or restart one that hangs"
    )
    return fail("group", says, todo)


def _waiting(client: KafkaAdminClient, sight: Sight) -> dict[TopicPartition, int]:
    """The partitions with something to read, and where the group stands in them."""
    committed = _patiently(lambda: client.list_group_offsets({sight.app_id: None})[sight.app_id])
    places = [place for topic in (*SOURCES, *HOPS) for place in sight.partitions(topic.named(sight.app_id))]
    at = {place: _position(sight, place, committed) for place in places}
    return {place: start for place, start in at.items() if sight.ends[place] > start}


def _position(sight: Sight, place: TopicPartition, committed: dict[TopicPartition, object]) -> int:
    at = int(getattr(committed.get(place), "offset", -1))
    # never committed: the group begins at the oldest record that is left
    return at if at >= 0 else sight.begins[place]


def _by_topic(sight: Sight, waiting: dict[TopicPartition, int]) -> str:
    counts: Counter[str] = Counter()
    for place, at in waiting.items():
        counts[place.topic] += sight.ends[place] - at
    return "(" + ", ".join(f"{topic} {count:,}" for topic, count in counts.most_common(3)) + ")"


def _with_records(sight: Sight, waiting: dict[TopicPartition, int]) -> tuple[dict[TopicPartition, int], float | None]:
    """The places where more waits than markers of transactions, and seconds since the oldest record was appended."""
    if not waiting:
        return {}, None
    times = first_appended(sight.broker, {(place.topic, place.partition): at for place, at in waiting.items()})
    oldest = min((at for at in times.values() if at is not None), default=None)
    left = {place: at for place, at in waiting.items() if (place.topic, place.partition) in times}
    return left, None if oldest is None else max(time.time() - oldest / 1000, 0.0)


def _patiently(ask: Callable[[], dict[Any, Any]]) -> dict[Any, Any]:
    """A broker's first group question ever makes its offsets topic, and is told to come back."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return ask()
        except RetriableError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def switches(sight: Sight) -> Finding:
    """Observe-only and brakes, now and ahead: right for an hour, forgotten for a month."""
    if POLICIES.name not in sight.found:
        return skipped("switches", f"{POLICIES.name} is missing")
    found = [one for one in standings(controls_on(sight.broker), now()) if one.on or one.ahead is not None]
    if not found:
        return ok("switches", "every measure is taken as the policy says")
    first = next((one for one in found if one.on), found[0])
    verb = "observe-only off" if first.name == OBSERVE_ONLY else f"release {first.name}"
    todo = f"when the reason is gone: pinocchio policy {verb} --why ..." if first.on else "pinocchio policy controls"
    return note("switches", "; ".join(map(_switched, found)), todo)


def _switched(one: Standing) -> str:
    name = "OBSERVE ONLY: no measure is taken" if one.name == OBSERVE_ONLY else f"{one.name} is BRAKED"
    ahead = "" if one.ahead is None else told(one.ahead)
    if not one.on:
        return f"ahead, from {ahead}: {name}"
    since = "" if one.now is None else f", since {told(one.now)}"
    return name + since + (f"; ends {ahead}" if ahead else "")


def dead_letters(sight: Sight) -> Finding:
    """How many are kept; transaction markers count along, so that it is a bound."""
    gone = [topic.name for topic in DEAD_LETTERS if topic.name not in sight.found]
    if gone:
        return skipped("dead letters", f"{len(gone)} of their {len(DEAD_LETTERS)} topics are missing")
    counts = {
        topic.name: sum(sight.ends[place] - sight.begins[place] for place in sight.partitions(topic.name))
        for topic in DEAD_LETTERS
    }
    if not any(counts.values()):
        return ok("dead letters", "none")
    most = max(counts, key=counts.__getitem__)
    return note("dead letters", f"up to {sum(counts.values()):,}, most on {most}", "pinocchio dlq stats")
