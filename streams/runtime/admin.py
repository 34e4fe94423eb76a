"""Topic administration: what the registry wants, what the broker has, and the difference made.

Operators' side only (kafka-python blocks, with an I/O loop of its own): never call this from the worker's loop.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import msgspec
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import (
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    NoError,
    TopicAlreadyExistsError,
    for_code,
)

from schemas.topics import TOPICS, Topic
from streams.runtime.errors import InfrastructureError
from streams.runtime.security import security_for

Action = Literal["create", "keep", "differs", "refuse"]
_LOGIN = "where it asks for TLS or a login: PINOCCHIO_KAFKA_SECURITY_PROTOCOL and PINOCCHIO_KAFKA_SASL_*"
SAFE_REPLICAS = 3
"""From this replication factor on, a write must reach two replicas before it counts."""


class AdminError(InfrastructureError):
    """The broker did not do what was asked."""


class BrokerUnreachableError(AdminError):
    """No broker answered, or it stopped answering."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A topic as it should be on the broker."""

    name: str
    partitions: int
    config: dict[str, str]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A topic as it is on the broker; `config` holds only what was asked for."""

    partitions: int
    replicas: int
    config: dict[str, str]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One setting that is not as wanted."""

    setting: str
    wanted: str
    found: str


class TopicPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done about one topic. `refuse`: it has another partition count, which nothing here may change."""

    topic: str
    action: Action
    partitions: int
    found_partitions: int | None = None
    config: dict[str, str] = {}
    differences: tuple[Difference, ...] = ()


def wanted_topics(
    app_id: str, partitions: int, replication_factor: int = 1, registry: Sequence[Topic] = TOPICS
) -> tuple[Wanted, ...]:
    """The registry for one app id."""
    # acks=all promises nothing when one replica may be all of them
    durable = {"min.insync.replicas": "2"} if replication_factor >= SAFE_REPLICAS else {}
    return tuple(
        Wanted(
            name=topic.named(app_id),
            partitions=1 if topic.single_partition else partitions,
            config={**topic.config(), **durable},
        )
        for topic in registry
    )


def compare(wanted: Wanted, found: Found | None, replication_factor: int = 1) -> TopicPlan:
    """Decide about one topic."""
    if found is None:
        return TopicPlan(topic=wanted.name, action="create", partitions=wanted.partitions, config=wanted.config)
    differences = tuple(_differences(wanted, found, replication_factor))
    action: Action = "differs" if differences else "keep"
    # changing the count would move every key to another partition, away from its rows
    if found.partitions != wanted.partitions:
        action = "refuse"
    return TopicPlan(
        topic=wanted.name,
        action=action,
        partitions=wanted.partitions,
        found_partitions=found.partitions,
        config=wanted.config,
        differences=differences,
    )


def _differences(wanted: Wanted, found: Found, replication_factor: int) -> Iterator[Difference]:
    for setting, value in wanted.config.items():
        if found.config.get(setting) != value:
            yield Difference(setting=setting, wanted=value, found=found.config.get(setting, "(unset)"))
    if found.replicas < replication_factor:
        yield Difference(setting="replication.factor", wanted=str(replication_factor), found=str(found.replicas))


@contextmanager
def admin_client(broker: str, timeout_ms: int = 5000) -> Iterator[KafkaAdminClient]:
    """An admin client; every failure of Kafka inside becomes an `AdminError` with one line to act on."""
    # it logs every attempt on a broker that is down; ours is the one line that says what to do
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    client = None
    security = security_for(broker).for_aiokafka()
    _knock(broker, timeout_ms / 1000)
    try:
        client = KafkaAdminClient(
            bootstrap_servers=broker.split(","),
            bootstrap_timeout_ms=timeout_ms,
            request_timeout_ms=30_000,
            **security,
        )
        yield client
    except (KafkaConnectionError, KafkaTimeoutError, OSError) as error:
        raise _unreachable(broker, error) from error
    except KafkaError as error:
        # kafka-python quotes whole requests and answers: the beginning says it
        what = f"broker {broker} refused: {type(error).__name__}: {str(error)[:200]}"
        raise AdminError(
            what, f"look for the reason in the broker's log, and at what this client may do; {_LOGIN}"
        ) from error
    finally:
        if client is not None:
            client.close()


def _knock(broker: str, seconds: float) -> None:
    """One plain connection first: it fails at once where the client would try for seconds, and leak its sockets."""
    troubles = []
    for address in broker.split(","):
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=seconds).close()
        except OSError as error:
            troubles.append(f"{address}: {error.strerror or error}")
        else:
            return
    raise _unreachable(broker, "; ".join(troubles))


def _unreachable(broker: str, why: object) -> BrokerUnreachableError:
    what = f"broker {broker} does not answer ({why})"
    todo = f"start Kafka there, or name another with --broker or PINOCCHIO_BROKER; {_LOGIN}"
    return BrokerUnreachableError(what, todo)


def found_topics(admin: KafkaAdminClient, wanted: Sequence[Wanted]) -> dict[str, Found]:
    """Those of the wanted topics that exist. Asks for all: asking by name may create one on a careless broker."""
    there = {topic["name"]: topic for topic in admin.describe_topics()}
    present = [topic for topic in wanted if topic.name in there]
    configs = _configs_of(admin, present)
    return {
        topic.name: Found(
            partitions=len(there[topic.name]["partitions"]),
            replicas=min((len(p["replica_nodes"]) for p in there[topic.name]["partitions"]), default=0),
            config=configs[topic.name],
        )
        for topic in present
    }


def _configs_of(admin: KafkaAdminClient, topics: Sequence[Wanted]) -> dict[str, dict[str, str]]:
    if not topics:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic.name, dict(topic.config)) for topic in topics]
    answer: Mapping[str, Any] = admin.describe_configs(asked, config_filter="all")["topic"]
    return {name: {key: str(entry["value"]) for key, entry in entries.items()} for name, entries in answer.items()}


def plan(admin: KafkaAdminClient, wanted: Sequence[Wanted], replication_factor: int = 1) -> tuple[TopicPlan, ...]:
    """What `apply` would do, changing nothing."""
    found = found_topics(admin, wanted)
    return tuple(compare(topic, found.get(topic.name), replication_factor) for topic in wanted)


def apply(admin: KafkaAdminClient, plans: Sequence[TopicPlan], replication_factor: int = 1) -> tuple[str, ...]:
    """Create what is missing, wait for a leader in every partition, return the names. Nothing at all on a `refuse`."""
    if any(topic.action == "refuse" for topic in plans):
        return ()
    missing = {
        topic.topic: {
            "num_partitions": topic.partitions,
            "replication_factor": replication_factor,
            "configs": topic.config,
        }
        for topic in plans
        if topic.action == "create"
    }
    if missing:
        answers = admin.create_topics(missing, raise_errors=False)["topics"]
        _raise_refusals(answers)
        # without the wait, the first producer meets "not leader for partition"
        admin.wait_for_topics(list(missing))
    return tuple(missing)


def _raise_refusals(answers: Sequence[Mapping[str, Any]]) -> None:
    """One line for all. A topic that somebody else made in the meantime is what we wanted."""
    refused: dict[str, str] = {}
    for topic in answers:
        kind = for_code(topic["error_code"])
        if kind not in (NoError, TopicAlreadyExistsError):
            refused[topic["name"]] = f"{kind.__name__}: {topic['error_message'] or kind.description}"
    if refused:
        name, why = next(iter(refused.items()))
        what = f"the broker would not make {len(refused)} of {len(answers)} topics. {name}: {why}"
        raise AdminError(what, "give what it allows with --replication-factor and --partitions, or ask who runs it")
