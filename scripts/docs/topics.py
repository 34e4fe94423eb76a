"""`topics.md`: every topic the service reads or writes, from the registry."""

from __future__ import annotations

from schemas.generate.asyncapi import PLACEMENT
from schemas.topics import TOPICS, Topic
from scripts.docs.tables import code, page, table

ABOUT = f"""`pinocchio topics apply` makes all of them; `{{app}}` stands for `PINOCCHIO_APP_ID`. {PLACEMENT}

Everything the service writes is written in Kafka transactions: read it with `isolation.level=read_committed`. The
same as a document for machines: `schemas/asyncapi.yaml`."""
WORDS = {
    "in": "## What it reads",
    "out": "## What it writes",
    "state": "## Its state",
    "hop": "## Between its partitions",
}


def topics_page() -> str:
    """The page."""
    parts = [part for direction, head in WORDS.items() for part in (head, _table(direction))]
    return page("Topics", ABOUT, *parts)


def _table(direction: str) -> str:
    rows = (_row(topic) for topic in TOPICS if topic.direction == direction)
    return table(("topic", "key", "partitions", "configuration", "what"), rows)


def _row(topic: Topic) -> tuple[str, ...]:
    config = "<br>".join(code(f"{name}={value}") for name, value in topic.config().items())
    return (code(topic.name), code(topic.key), "1" if topic.single_partition else "all alike", config, topic.about)
