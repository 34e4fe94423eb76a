"""The AsyncAPI 3 document: which topic carries which types, under which key and with which Kafka settings.

Only what others may read or write is here: state and hop topics are internal, and the reference pages name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from schemas.deadletter import HEADERS, REASONS, STAGES
from schemas.encode import CONTENT_TYPE
from schemas.envelope import Event
from schemas.generate.catalogue import name_of, title_of
from schemas.glossary import FIELDS
from schemas.topics import DEAD_LETTERS, POLICIES, TOPICS, Topic

Document = dict[str, Any]

KAFKA_BINDING: Final = "0.5.0"
PLACEMENT: Final = (
    "Keys are UTF-8, placed by murmur2 (the default of Java, kafka-python and aiokafka; librdkafka: "
    "partitioner=murmur2_random). All topics have the same number of partitions, 8 unless `topics apply` was told "
    "otherwise."
)
ABOUT: Final = (
    "Pinocchio reads what happens on a live-commerce marketplace and answers with enforcements: each with its reason, "
    "its evidence and its way of appeal. Everything it writes is written in Kafka transactions: read it with "
    "isolation.level=read_committed. What cannot be read goes to a dead-letter topic, as it came."
)


def asyncapi(version: str, examples: Mapping[str, object]) -> Document:
    """The whole document; `examples` holds one valid event for each CloudEvents type."""
    topics = [topic for topic in TOPICS if topic.direction in {"in", "out"}]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Pinocchio",
            "version": version,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {"kafka": _server()},
        "channels": {topic.name: _channel(topic) for topic in topics},
        "operations": {_operation_name(topic): _operation(topic) for topic in topics},
        "components": {"messages": _messages(topics, examples)},
    }


def _server() -> Document:
    return {
        "host": "{broker}",
        "protocol": "kafka",
        "description": "Apache Kafka 3.8 or later, or compatible.",
        "variables": {"broker": {"description": "host:port, as in PINOCCHIO_BROKER", "default": "localhost:9092"}},
    }


def _channel(topic: Topic) -> Document:
    return {
        "address": topic.name,
        "description": f"{topic.about} {'One partition.' if topic.single_partition else PLACEMENT}",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _message_names(topic)},
        "bindings": {"kafka": _channel_binding(topic)},
    }


def _channel_binding(topic: Topic) -> Document:
    config: Document = {
        name: int(value) if value.isdigit() else value
        for name, value in topic.config().items()
        if name != "cleanup.policy"
    }
    partitions = {"partitions": 1} if topic.single_partition else {}
    return {
        **partitions,
        "topicConfiguration": {"cleanup.policy": [topic.cleanup], **config},
        "bindingVersion": KAFKA_BINDING,
    }


def _operation_name(topic: Topic) -> str:
    return f"{'receive' if topic.direction == 'in' else 'send'}.{topic.name}"


def _operation(topic: Topic) -> Document:
    channel = f"#/channels/{topic.name}"
    return {
        "action": "receive" if topic.direction == "in" else "send",
        "channel": {"$ref": channel},
        "summary": topic.about,
        "messages": [{"$ref": f"{channel}/messages/{name}"} for name in _message_names(topic)],
    }


def _message_names(topic: Topic) -> list[str]:
    names = [name_of(kind) for kind in topic.types]
    if topic is POLICIES:
        return ["policy", *names]
    return names or ["deadletter"]


def _messages(topics: list[Topic], examples: Mapping[str, object]) -> Document:
    events = {name_of(kind): _event(kind, topic, examples) for topic in topics for kind in topic.types}
    return {**events, "policy": _policy(), "deadletter": _dead_letter()}


def _event(kind: type[Event], topic: Topic, examples: Mapping[str, object]) -> Document:
    name = name_of(kind)
    return {
        "name": name,
        "title": title_of(name),
        "summary": " ".join((kind.__doc__ or "").split()),
        "contentType": CONTENT_TYPE,
        "payload": {
            "schemaFormat": "application/schema+json;version=2020-12",
            "schema": {"$ref": f"./json/{name}.json"},
        },
        "bindings": {"kafka": _key(f"`{topic.key}`. {FIELDS.get(topic.key, topic.about)}")},
        "examples": [{"name": name, "payload": examples[name]}],
    }


def _key(description: str) -> Document:
    return {"key": {"type": "string", "description": description}, "bindingVersion": KAFKA_BINDING}


def _policy() -> Document:
    return {
        "name": "policy",
        "title": "policy set",
        "summary": "One version of one policy set, written by `pinocchio policy activate`; none is ever deleted.",
        "contentType": "application/yaml",
        "payload": {"type": "object", "description": "The policy file, as UTF-8 text."},
        "bindings": {"kafka": _key("`<name>/<version>`")},
    }


def _dead_letter() -> Document:
    sets = {"dlq.stage": {"enum": list(STAGES)}, "dlq.reason": {"enum": list(REASONS)}}
    headers = {
        header.name: {"type": "string", "description": header.meaning, **sets.get(header.name, {})}
        for header in HEADERS
    }
    return {
        "name": "deadletter",
        "title": "dead letter",
        "summary": "A record that could not be processed: its own key, value and headers, and ours beside them.",
        "contentType": "application/octet-stream",
        "headers": {"type": "object", "properties": headers},
        "payload": {"description": f"The record's value as it came, on {len(DEAD_LETTERS)} topics alike."},
        "bindings": {"kafka": _key("As on the source topic.")},
    }
