"""What the doctor checks on the broker: topics, settings, policies, the clock. Reads only."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import OffsetSpec

from agents.cli.checkup_records import last_appended
from agents.cli.finding import Finding, fail, note, ok, skipped
from schemas.topics import POLICIES, SOURCES
from streams.runtime import admin

SKEW_SECONDS = 2.0
_VITAL = {"cleanup.policy", "message.timestamp.type"}
"""With another value of these rows are lost or latencies lie; the others are the operator's to choose."""


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of the topics."""

    broker: str
    app_id: str
    wanted: tuple[admin.Wanted, ...]
    found: dict[str, admin.Found]
    ends: dict[TopicPartition, int]
    begins: dict[TopicPartition, int]

    def partitions(self, topic: str) -> list[TopicPartition]:
        """Its partitions on the broker."""
        count = self.found[topic].partitions if topic in self.found else 0
        return [TopicPartition(topic, number) for number in range(count)]


def look(client: KafkaAdminClient, broker: str, app_id: str) -> Sight:
    """Ask the broker everything that several checks need."""
    wanted = admin.wanted_topics(app_id, 1)
    found = admin.found_topics(client, wanted)
    every = [TopicPartition(name, number) for name, topic in found.items() for number in range(topic.partitions)]
    ends = _offsets(client, every, OffsetSpec.LATEST)
    return Sight(
        broker=broker,
        app_id=app_id,
        wanted=wanted,
        found=found,
        ends=ends,
        begins=_offsets(client, every, OffsetSpec.EARLIEST),
    )


def _offsets(
    client: KafkaAdminClient, partitions: Sequence[TopicPartition], spec: OffsetSpec
) -> dict[TopicPartition, int]:
    if not partitions:
        return {}
    answer = client.list_partition_offsets(dict.fromkeys(partitions, spec))
    return {partition: int(found.offset) for partition, found in answer.items()}


def missing(sight: Sight) -> list[str]:
    """Topics of the registry that the broker has not."""
    return sorted(topic.name for topic in sight.wanted if topic.name not in sight.found)


def topics(sight: Sight) -> Finding:
    """All there, all with one partition count."""
    gone = missing(sight)
    if gone:
        says = f"{len(gone)} of {len(sight.wanted)} missing: {_some(gone)}"
        usual = _usual(sight)
        alike = "" if usual is None else f" --partitions {usual}"
        return fail("topics", says, f"pinocchio topics apply --broker {sight.broker} --app-id {sight.app_id}{alike}")
    usual = _usual(sight)
    odd = sorted(name for name, found in sight.found.items() if found.partitions != usual and name != POLICIES.name)
    if odd:
        todo = (
            f"delete {'it' if len(odd) == 1 else 'them'} while empty, then: pinocchio topics apply --partitions {usual}"
        )
        return fail("topics", f"{_some(odd)}: not {usual} partitions like the others", todo)
    return ok("topics", f"all {len(sight.wanted)} there, {usual} partitions each, {POLICIES.name} one")


def _usual(sight: Sight) -> int | None:
    """The partition count of most topics; None when there is none but the policies' one."""
    counts = Counter(found.partitions for name, found in sight.found.items() if name != POLICIES.name)
    return counts.most_common(1)[0][0] if counts else None


def configs(sight: Sight) -> Iterator[Finding]:
    """Their settings; what would lose rows or falsify times fails, what an operator may choose is a note."""
    differing = [
        (topic.name, setting, value, sight.found[topic.name].config.get(setting, "(unset)"))
        for topic in sight.wanted
        if topic.name in sight.found
        for setting, value in topic.config.items()
        if sight.found[topic.name].config.get(setting) != value
    ]
    for name, setting, value, found in differing:
        says = f"{name}: {setting} is {found}, made as {value}"
        change = (
            f"kafka-configs.sh --bootstrap-server {sight.broker} --alter --topic {name} --add-config {setting}={value}"
        )
        yield fail("settings of topics", says, change) if setting in _VITAL else note("settings of topics", says)
    if not sight.found:
        yield skipped("settings of topics", "there is none")
    elif not differing:
        yield ok("settings of topics", "as made")


def policies(sight: Sight) -> Finding:
    """The topic with every policy version."""
    if POLICIES.name not in sight.found:
        return fail("policies topic", f"{POLICIES.name} is missing", "pinocchio topics apply")
    count = sight.found[POLICIES.name].partitions
    if count != 1:
        todo = "make it anew with one partition, then: pinocchio policy activate"
        return fail("policies topic", f"{POLICIES.name} has {count} partitions, its order needs one", todo)
    return ok("policies topic", held(sight))


def held(sight: Sight) -> str:
    """How much is on the policies topic; transaction markers count along, so that it is a bound."""
    count = sum(sight.ends[p] - sight.begins[p] for p in sight.partitions(POLICIES.name))
    return f"up to {count} records" if count else "empty: the policy of the workers' files decides"


def clock(sight: Sight) -> Finding:
    """The broker's clock against this machine's, by the newest append time. Writes nothing, so it sees half of a skew.

    A broker ahead shows as a record from the future. A broker behind cannot be told from a quiet topic.
    """
    if not any(topic.name in sight.found for topic in SOURCES):
        return skipped("clock", "there is no topic to read the broker's clock from")
    newest = _newest_append(sight)
    if newest is None:
        return note("clock", "nothing was written yet to compare with")
    ahead = newest / 1000 - time.time()
    if ahead > SKEW_SECONDS:
        todo = "set both clocks by NTP: latencies are measured from the broker's"
        return fail("clock", f"the broker is {ahead:.1f} s ahead of this machine", todo)
    return ok("clock", f"the broker's newest record is {max(-ahead, 0):.0f} s old, none from the future")


def _newest_append(sight: Sight) -> int | None:
    filled = [
        partition
        for topic in SOURCES
        for partition in sight.partitions(topic.name)
        if sight.ends[partition] > sight.begins[partition]
    ]
    # before the end may lie the marker of a transaction, which is no record
    near_the_end = {(p.topic, p.partition): max(sight.ends[p] - 5, sight.begins[p]) for p in filled}
    return max(last_appended(sight.broker, near_the_end), default=None)


def _some(names: Sequence[str], shown: int = 3) -> str:
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {rest} more" if rest > 0 else "")
