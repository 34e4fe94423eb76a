"""A plain per-event Faust worker that makes the same decisions: one agent a topic, one event at a time.

The same decode, engine and policy; rows in a Faust table, outputs by `topic.send`; no transactions, no batches.
Usage: python -m tests.bench.plain.main BOOTSTRAP APP_ID POLICY tables|bare
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import faust

from schemas import topics
from schemas.decode import decode
from schemas.encode import encode_event
from streams.core import engine
from streams.core.hops import decode_hop, encode_hop, topic_of
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.model import PolicySet
from streams.core.rows.store import Rows, encode_row
from streams.core.step import NOTHING, Step
from tests.bench.policies import chosen

PARTITIONS = 8
ENFORCEMENTS, APPLICATIONS = topics.ENFORCEMENTS.name, topics.APPLICATIONS.name
SOURCES = [topic.name for topic in topics.SOURCES]


class Plain:
    """The app; with tables every changed row is also written to a table, as a service that restarts would need."""

    def __init__(self, bootstrap: str, app_id: str, policies: PolicySet, *, tables: bool) -> None:
        self.policies = policies
        self.tokeniser = KeyedTokeniser(b"k" * 40)
        self.app = faust.App(
            app_id,
            broker=f"kafka://{bootstrap}",
            autodiscover=False,
            store="memory://",
            topic_allow_declare=tables,
            topic_disable_leader=True,
            web_enabled=False,
            value_serializer="raw",
            key_serializer="raw",
            topic_partitions=PARTITIONS,
            broker_max_poll_records=500,
            stream_wait_empty=False,
        )
        self.rows = {number: Rows(number) for number in range(PARTITIONS)}
        table = partial(self.app.Table, "rows", key_type=str, value_type=bytes, partitions=PARTITIONS)
        self.kept: Any = table() if tables else {}
        hops = [topic.named(app_id) for topic in (topics.CLAIMS, topics.LINKS)]
        names = [*SOURCES, ENFORCEMENTS, APPLICATIONS, *hops]
        self.topics = {name: self.app.topic(name, value_type=bytes) for name in names}
        for name in SOURCES:
            self.attend(name, lambda value: decode(value, (), self.tokeniser))
        for name in hops:
            self.attend(name, decode_hop)

    def attend(self, name: str, read: Callable[[bytes], Any]) -> None:
        """One agent: event by event."""

        async def one_by_one(stream: Any) -> None:
            async for event in stream.events():
                for step in engine.run(self.rows[event.message.partition], [read(event.value)], self.policies):
                    if step is not NOTHING:
                        await self.publish(step)

        self.app.agent(self.topics[name], name=name)(one_by_one)

    async def publish(self, step: Step) -> None:
        """Rows, outputs and hop records, one `send` each."""
        for key, row in step.rows.items():
            self.kept[key] = b"" if row is None else encode_row(row)
        for enforcement in step.enforcements:
            await self.send(ENFORCEMENTS, enforcement.data.seller_id, encode_event(enforcement))
        for answer in step.applications:
            await self.send(APPLICATIONS, answer.data.account_id, encode_event(answer))
        for hop in step.hops:
            await self.send(topic_of(hop).named(self.app.conf.id), hop.key(), encode_hop(hop), hop.partition())

    async def send(self, name: str, key: str, value: bytes, partition: int | None = None) -> None:
        """Through Faust's producer."""
        await self.topics[name].send(key=key.encode(), value=value, partition=partition)


def main() -> None:
    """Run until killed."""
    bootstrap, app_id, policy, tables = sys.argv[1:5]
    app = Plain(bootstrap, app_id, chosen(policy), tables=tables == "tables").app
    faust.Worker(app, loglevel="WARNING").execute_from_commandline()


if __name__ == "__main__":
    main()
