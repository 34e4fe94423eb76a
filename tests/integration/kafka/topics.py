"""Topics for a test: made from the registry, and gone before the next test makes its own."""

from __future__ import annotations

import time
from dataclasses import dataclass

from kafka import KafkaAdminClient

from schemas.topics import TOPICS
from streams.runtime import admin


@dataclass(frozen=True)
class KafkaUnderTest:
    """A broker the tests may use and its topics."""

    bootstrap: str

    def make_topics(self, app_id: str, partitions: int = 4) -> None:
        """Every topic of the registry, empty. The contract fixes their names, so what was there is deleted first."""
        with admin.admin_client(self.bootstrap) as client:
            self.delete_topics(client)
            wanted = admin.wanted_topics(app_id, partitions)
            admin.apply(client, admin.plan(client, wanted))

    @staticmethod
    def delete_topics(client: KafkaAdminClient) -> None:
        """An empty broker."""
        delete(client, existing_topics(client))


def existing_topics(client: KafkaAdminClient) -> list[str]:
    """Ours on this broker: fixed names, and everything derived from some test's app id."""
    fixed = {topic.name for topic in TOPICS}
    suffixes = tuple(topic.named("") for topic in TOPICS if topic.name.startswith("{app}"))
    names: list[str] = client.list_topics()
    return [name for name in names if name in fixed or (name.startswith("test-") and name.endswith(suffixes))]


def delete(client: KafkaAdminClient, names: list[str]) -> None:
    """Delete, and wait until the broker lists them no more."""
    if not names:
        return
    client.delete_topics(names)
    deadline = time.monotonic() + 10
    while set(names) & set(client.list_topics()):  # the controller has forgotten them; the broker follows in a moment
        if time.monotonic() > deadline:
            raise TimeoutError(f"the broker still lists {names} ten seconds after their deletion")
        time.sleep(0.02)
