"""Topics that are missing or unequal are named, all of them, with what to do."""

from __future__ import annotations

import pytest

from schemas.topics import POLICIES, TOPICS
from streams.runtime.check import shared_partitions
from streams.runtime.errors import InfrastructureError

APP = "some-app"


def ready():
    return {topic.named(APP): 8 for topic in TOPICS} | {POLICIES.name: 1}


def test_equal_topics_give_their_partition_count():
    assert shared_partitions(ready(), APP) == 8


def test_foreign_topics_do_not_matter():
    assert shared_partitions(ready() | {"somebody-elses": 3}, APP) == 8


def test_every_missing_and_every_unequal_topic_is_named():
    found = ready() | {"marketplace.live.v1": 6}
    del found["some-app-state"], found["governance.clock.v1"]
    with pytest.raises(InfrastructureError) as caught:
        shared_partitions(found, APP)
    text = str(caught.value)
    assert caught.value.exit_code == 3
    assert "topic some-app-state does not exist" in text
    assert "topic governance.clock.v1 does not exist" in text
    assert "marketplace.live.v1 has 6 partitions, most have 8" in text
    assert "pinocchio topics apply" in text
