"""`pinocchio topics` on real Kafka."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from agents.cli import main
from schemas.topics import ENFORCEMENTS, TOPICS
from streams.runtime import admin

pytestmark = pytest.mark.kafka


@pytest.fixture
def topics(kafka, app_id):
    """Run the command on an empty broker."""
    with admin.admin_client(kafka.bootstrap) as client:
        kafka.delete_topics(client)

    def run(*arguments):
        return CliRunner().invoke(main, ["topics", *arguments, "--broker", kafka.bootstrap, "--app-id", app_id])

    return run


def actions(result):
    return {topic["action"] for topic in json.loads(result.stdout)["topics"]}


def test_plan_changes_nothing(topics):
    assert actions(topics("plan", "--json")) == {"create"}
    assert actions(topics("plan", "--json")) == {"create"}


def test_apply_makes_every_topic_and_may_be_repeated(topics):
    first = topics("apply", "--json", "--partitions", "3")
    again = topics("apply", "--json", "--partitions", "3")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert len(json.loads(first.stdout)["created"]) == len(TOPICS)
    assert json.loads(again.stdout)["created"] == []
    assert actions(again) == {"keep"}


def test_another_partition_count_is_refused_and_nothing_is_made(topics, kafka):
    with admin.admin_client(kafka.bootstrap) as client:
        client.create_topics(
            {ENFORCEMENTS.name: {"num_partitions": 2, "replication_factor": 1}}, wait_for_metadata=True
        )
    refused = topics("apply", "--partitions", "3")
    assert refused.exit_code == 1, refused.output
    assert "wanted 3, found 2" in refused.stdout
    assert "Give --partitions the count they have" in refused.stderr
    assert "create" in actions(topics("plan", "--json", "--partitions", "3"))


def test_a_changed_setting_is_shown_and_left_alone(topics, kafka):
    with admin.admin_client(kafka.bootstrap) as client:
        config = {**ENFORCEMENTS.config(), "retention.ms": "1000"}
        topic = {"num_partitions": 8, "replication_factor": 1, "configs": config}
        client.create_topics({ENFORCEMENTS.name: topic}, wait_for_metadata=True)
    applied = topics("apply")
    assert applied.exit_code == 0
    assert f"retention.ms: wanted {ENFORCEMENTS.config()['retention.ms']}, found 1000" in applied.stdout
    assert "found 1000" in topics("plan").stdout


def test_what_the_broker_refuses_is_told_in_one_line(topics):
    result = topics("apply", "--replication-factor", "3")
    assert result.exit_code == 3, result.output
    assert "the broker would not make" in result.stderr
    assert "Replication" in result.stderr
    assert len(result.stderr.splitlines()) == 1
