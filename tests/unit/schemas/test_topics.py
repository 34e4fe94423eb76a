"""The topic registry says what the contract says."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from schemas.deadletter import HEADERS, MEANINGS, REASONS
from schemas.events import WireEvent
from schemas.topics import DEAD_LETTERS, HOPS, POLICIES, SOURCES, STATE, TOPICS, dead_letters_of


def test_every_event_type_belongs_on_exactly_one_topic() -> None:
    count = Counter(kind for topic in (*SOURCES, POLICIES) for kind in topic.types)
    assert set(count) == set(get_args(WireEvent))
    assert set(count.values()) == {1}


def test_topic_names_are_unique_and_never_mix_dots_with_underscores() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(set(names)) == len(names)
    assert [name for name in names if "_" in name] == []


def test_what_comes_in_bears_the_time_of_the_broker() -> None:
    assert {topic.config()["message.timestamp.type"] for topic in SOURCES} == {"LogAppendTime"}


def test_every_source_has_its_dead_letters_for_seven_days() -> None:
    assert [topic.name for topic in DEAD_LETTERS] == [f"governance.dlq.{source.name}" for source in SOURCES]
    assert {topic.config()["retention.ms"] for topic in DEAD_LETTERS} == {"604800000"}
    assert dead_letters_of(SOURCES[0]) == DEAD_LETTERS[0]


def test_internal_topics_bear_the_app_id() -> None:
    names = [topic.named("pinocchio-v1") for topic in (STATE, *HOPS)]
    suffixes = ["state", "claims", "links", "activity", "weights", "gangs"]
    assert names == [f"pinocchio-v1-{suffix}" for suffix in suffixes]


def test_what_is_compacted_is_never_deleted_by_age() -> None:
    for topic in (STATE, POLICIES):
        assert topic.config()["cleanup.policy"] == "compact"
        assert "retention.ms" not in topic.config()


def test_every_reason_of_a_dead_letter_is_explained() -> None:
    assert set(MEANINGS) == set(REASONS)


def test_dead_letter_headers_are_those_of_the_contract() -> None:
    original = [f"dlq.original.{part}" for part in ("topic", "partition", "offset", "timestamp")]
    ours = ["stage", "reason", "error.message", "attempt", "app.version", "policy.version"]
    assert [header.name for header in HEADERS] == [*original, *(f"dlq.{name}" for name in ours)]
