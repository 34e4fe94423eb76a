"""`pinocchio policy activate` on real Kafka: what is written is what a worker will read."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kafka import KafkaConsumer, TopicPartition

from agents.cli import main
from schemas.topics import POLICIES
from streams.core.policy.load import load_policies, load_policy_text, merge
from streams.runtime import admin

pytestmark = pytest.mark.kafka

FIRST = Path(__file__).parents[1] / "unit" / "policy" / "versions" / "first.yaml"


@pytest.fixture
def later(tmp_path: Path) -> Path:
    path = tmp_path / "later.yaml"
    path.write_text(FIRST.read_text().replace("effective_from: 2026-02-01", "effective_from: 2100-01-01"))
    return path


def activate(path: Path, broker: str) -> Result:
    return CliRunner().invoke(main, ["policy", "activate", str(path), "--broker", broker])


def records(broker: str) -> dict[str, bytes]:
    """The whole policies topic, the way a worker reads it: no group, committed only."""
    place = TopicPartition(POLICIES.name, 0)
    reader = KafkaConsumer(bootstrap_servers=broker, group_id=None, isolation_level="read_committed")
    try:
        reader.assign([place])
        reader.seek_to_beginning(place)
        end = reader.end_offsets([place])[place]
        found: dict[str, bytes] = {}
        while reader.position(place) < end:
            for batch in reader.poll(timeout_ms=500).values():
                found |= {record.key.decode(): record.value for record in batch}
        return found
    finally:
        reader.close()


def test_an_activated_policy_is_read_back_as_the_same_version(kafka, app_id, later):
    kafka.make_topics(app_id, partitions=2)
    result = activate(later, kafka.bootstrap)
    assert result.exit_code == 0, result.output
    ((key, value),) = records(kafka.bootstrap).items()
    loaded = load_policy_text(value.decode(), key, later.parent)
    assert key == f"{loaded.name}/{loaded.version}"
    merged, problems = merge(load_policies(FIRST), {key: value}, later.parent)
    assert problems == ()
    assert [version.version for version in merged.versions][1:] == [loaded.version]


def test_activating_twice_is_activating_once(kafka, app_id, later):
    kafka.make_topics(app_id, partitions=2)
    assert [activate(later, kafka.bootstrap).exit_code for _ in range(2)] == [0, 0]
    assert len(records(kafka.bootstrap)) == 1


def test_a_missing_topic_is_infrastructure_and_says_what_to_do(kafka, later):
    with admin.admin_client(kafka.bootstrap) as client:
        kafka.delete_topics(client)
    result = activate(later, kafka.bootstrap)
    assert result.exit_code == 3, result.output
    assert "pinocchio topics apply" in result.stderr


def test_no_broker_is_infrastructure_and_says_where(later):
    result = activate(later, "127.0.0.1:1")
    assert result.exit_code == 3, result.output
    assert "127.0.0.1:1" in result.stderr
