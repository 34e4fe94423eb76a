"""Every CloudEvents type of the contract, in and out, and the topic it belongs on."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.envelope import Event
from schemas.topics import TOPICS, Topic


def wire_types() -> Iterator[tuple[str, type[Event], Topic]]:
    """(CloudEvents type, struct, topic), in the order of the registry."""
    for topic in TOPICS:
        for kind in topic.types:
            yield name_of(kind), kind, topic


def name_of(kind: type[Event]) -> str:
    """The CloudEvents `type` of a struct."""
    return str(kind.__struct_config__.tag)


def title_of(name: str) -> str:
    """A CloudEvents type as words: `marketplace.shop.applied.v1` is `shop applied`."""
    return " ".join(name.replace("_", " ").split(".")[1:-1])
