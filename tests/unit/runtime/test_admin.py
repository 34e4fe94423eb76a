"""What is wanted of topics, and how it is compared with what is there."""

from __future__ import annotations

from schemas.topics import ACCOUNTS, POLICIES, STATE, TOPICS, dead_letters_of
from streams.runtime.admin import Found, Wanted, compare, wanted_topics

WANTED = Wanted(name="t", partitions=8, config={"cleanup.policy": "compact"})


def found(**changes):
    return Found(**({"partitions": 8, "replicas": 1, "config": {"cleanup.policy": "compact"}} | changes))


def test_all_topics_have_the_same_partitions_but_the_policies():
    wanted = {topic.name: topic.partitions for topic in wanted_topics("app", 12)}
    assert wanted.pop(POLICIES.name) == 1
    assert set(wanted.values()) == {12}
    assert len(wanted) == len(TOPICS) - 1


def test_state_and_hops_are_named_after_the_app_id():
    names = {topic.name for topic in wanted_topics("shop-2", 1)}
    assert {"shop-2-state", "shop-2-claims", "shop-2-gangs"} <= names
    assert not any("{" in name for name in names)


def test_broker_time_is_asked_for_where_latency_is_measured_from_it():
    config = {topic.name: topic.config for topic in wanted_topics("app", 1)}
    assert config[ACCOUNTS.name]["message.timestamp.type"] == "LogAppendTime"
    assert config[STATE.named("app")]["cleanup.policy"] == "compact"
    assert config[dead_letters_of(ACCOUNTS).name]["retention.ms"] == str(7 * 24 * 3600 * 1000)


def test_three_replicas_ask_for_two_in_sync():
    assert all(topic.config["min.insync.replicas"] == "2" for topic in wanted_topics("app", 1, 3))
    assert not any("min.insync.replicas" in topic.config for topic in wanted_topics("app", 1, 1))


def test_a_missing_topic_is_to_be_created():
    assert compare(WANTED, None).action == "create"


def test_a_topic_as_wanted_is_kept():
    assert compare(WANTED, found()).action == "keep"


def test_another_setting_is_named_with_both_values():
    plan = compare(WANTED, found(config={"cleanup.policy": "delete"}))
    assert plan.action == "differs"
    assert [(d.setting, d.wanted, d.found) for d in plan.differences] == [("cleanup.policy", "compact", "delete")]


def test_fewer_replicas_than_wanted_are_a_difference_and_more_are_not():
    assert compare(WANTED, found(replicas=1), 3).action == "differs"
    assert compare(WANTED, found(replicas=3), 1).action == "keep"


def test_another_partition_count_is_refused_whatever_else_differs():
    plan = compare(WANTED, found(partitions=4, config={}))
    assert plan.action == "refuse"
    assert plan.found_partitions == 4
