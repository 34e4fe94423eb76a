"""`pinocchio topics`: make every topic of the registry, and say what is not as it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click
import msgspec

from agents.cli import options
from agents.cli.running import is_up
from streams.runtime import admin

_HINT = (
    "Differences are left as they are: somebody may have chosen them. To change one: "
    "kafka-configs.sh --bootstrap-server BROKER --alter --topic TOPIC --add-config SETTING=VALUE"
)


@click.group()
def topics() -> None:
    """Plan and make the topics."""


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    partitions = click.option(
        "--partitions", type=click.IntRange(1, 10_000), default=8, show_default=True,
        help="Of every topic but the policies one; the same everywhere, for ever.",
    )  # fmt: skip
    factor = click.option(
        "--replication-factor", type=click.IntRange(1, 100), default=1, show_default=True, help="3 in production."
    )
    for option in (options.as_json, factor, partitions, options.app_id, options.broker):
        command = option(command)
    return command


@topics.command()
@_shared
def plan(broker: str, app_id: str, partitions: int, replication_factor: int, as_json: bool) -> None:
    """Show what `apply` would do. Changes nothing."""
    _refuse_up(broker)
    with admin.admin_client(broker) as client:
        plans = admin.plan(client, admin.wanted_topics(app_id, partitions, replication_factor), replication_factor)
    _report(plans, (), {"broker": broker, "app_id": app_id}, as_json)


@topics.command()
@_shared
def apply(broker: str, app_id: str, partitions: int, replication_factor: int, as_json: bool) -> None:
    """Create every topic that is missing; may be repeated. Refuses when one has another partition count."""
    _refuse_up(broker)
    with admin.admin_client(broker) as client:
        plans = admin.plan(client, admin.wanted_topics(app_id, partitions, replication_factor), replication_factor)
        created = admin.apply(client, plans, replication_factor)
    _report(plans, created, {"broker": broker, "app_id": app_id}, as_json)


def _refuse_up(broker: str) -> None:
    if is_up(broker):
        raise click.UsageError("the Kafka of `pinocchio up` makes every topic by itself, with 4 partitions each")


def _report(plans: Sequence[admin.TopicPlan], created: Sequence[str], about: dict[str, Any], as_json: bool) -> None:
    refused = [topic for topic in plans if topic.action == "refuse"]
    if as_json:
        document = {**about, "created": created, "refused": bool(refused), "topics": plans}
        click.echo(msgspec.json.format(msgspec.json.encode(document)).decode())
    else:
        for line in _lines(plans, created):
            click.echo(line)
    if refused:
        click.echo(_refusal(refused), err=True)
        raise click.exceptions.Exit(1)


def _refusal(refused: Sequence[admin.TopicPlan]) -> str:
    counts = sorted({str(topic.found_partitions) for topic in refused})
    return (
        f"pinocchio: nothing was made: {len(refused)} topics have another partition count ({', '.join(counts)}). "
        "Changing it would move keys away from their rows. Give --partitions the count they have, "
        "or delete and make them anew while nothing in them is needed."
    )


def _lines(plans: Sequence[admin.TopicPlan], created: Sequence[str]) -> Iterator[str]:
    width = max(len(topic.topic) for topic in plans)
    for topic in plans:
        verb = "created" if topic.topic in created else topic.action
        yield f"{verb:<8} {topic.topic:<{width}}  {_remark(topic)}".rstrip()
    kinds = [topic.action for topic in plans]
    to_create = kinds.count("create") - len(created)
    yield (
        f"{len(plans)} topics: {len(created)} created, {to_create} to create, "
        f"{kinds.count('keep')} as wanted, {kinds.count('differs')} differ, {kinds.count('refuse')} refused"
    )
    if "differs" in kinds:
        yield _HINT


def _remark(topic: admin.TopicPlan) -> str:
    differing = [f"{d.setting}: wanted {d.wanted}, found {d.found}" for d in topic.differences]
    if topic.action == "refuse":
        differing.insert(0, f"partitions: wanted {topic.partitions}, found {topic.found_partitions}")
    return "; ".join(differing) or f"{topic.partitions} partition{'s' if topic.partitions > 1 else ''}"
