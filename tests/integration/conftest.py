"""Real Kafka for the tests that need one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator

import pytest

from streams.runtime.admin import admin_client
from tests.integration.kafka.cluster import RealKafka
from tests.integration.kafka.jars import KafkaUnavailableError
from tests.integration.kafka.topics import KafkaUnderTest, existing_topics

EXTERNAL = "PINOCCHIO_TEST_BROKER"
WIPE = "PINOCCHIO_TEST_BROKER_WIPE"


@pytest.fixture(scope="session")
def kafka_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealKafka]:
    """The broker's process, for tests that stop, kill or restart it. They must leave it running."""
    broker = RealKafka(tmp_path_factory.mktemp("kafka"))
    try:
        broker.format()
        broker.start()
    except KafkaUnavailableError as missing:
        unavailable(str(missing))
    yield broker
    broker.stop()


def unavailable(reason: str) -> None:
    """On a laptop a visible skip; in CI a failure, for there nothing may be left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest) -> KafkaUnderTest:
    """A real broker: the one named by PINOCCHIO_TEST_BROKER, or one of our own for this run."""
    if address := os.environ.get(EXTERNAL):
        refuse_foreign_data(address)
        return KafkaUnderTest(address)
    return KafkaUnderTest(request.getfixturevalue("kafka_process").bootstrap)


def refuse_foreign_data(address: str) -> None:
    """Tests delete and make the marketplace's topics: never on a broker where somebody has them already."""
    with admin_client(address) as client:
        names = existing_topics(client)
    if names and os.environ.get(WIPE) != "yes":
        pytest.fail(f"{address} holds {names[0]} and others, which the tests would delete. If they may: {WIPE}=yes")


@pytest.fixture
def app_id() -> str:
    """An app id nobody had before: its group, its state and its transactions start from nothing."""
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def fresh_topics(kafka: KafkaUnderTest, app_id: str) -> Callable[..., str]:
    """`fresh_topics(partitions=4)` empties the broker, makes every topic and returns the app id."""

    def make(partitions: int = 4) -> str:
        kafka.make_topics(app_id, partitions)
        return app_id

    return make
