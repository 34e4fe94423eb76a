"""Why a record could not be processed: a value, with a stage and a reason from closed sets."""

from __future__ import annotations

from typing import Literal, get_args

from schemas.fields import Wire

Stage = Literal["decode", "validate", "late", "decide"]
DeadLetterReason = Literal[
    "empty_value",
    "too_large",
    "not_json",
    "not_text",
    "not_cloudevent",
    "unknown_type",
    "missing_field",
    "wrong_type",
    "out_of_bounds",
    "unknown_value",
    "wrong_topic",
    "future_time",
    "older_than_horizon",
    "decision_failed",
]

STAGES: tuple[str, ...] = get_args(Stage)
REASONS: tuple[str, ...] = get_args(DeadLetterReason)

MEANINGS: dict[str, str] = {
    "empty_value": "The record has no value; event topics carry no tombstones.",
    "too_large": "The record is larger than 1 MiB.",
    "not_json": "The value is not one well-formed JSON document.",
    "not_text": "A string is not valid Unicode (a lone surrogate, or broken UTF-8).",
    "not_cloudevent": "The JSON is no CloudEvents 1.0 envelope: an attribute is missing or has the wrong type.",
    "unknown_type": "The CloudEvents type is none of the contract's.",
    "missing_field": "A required field of data is missing.",
    "wrong_type": "A field has another JSON type than the contract says.",
    "out_of_bounds": "A text, list or number is out of bounds, or a time has no zone, is none, or follows its ruling.",
    "unknown_value": "A field holds a value outside its closed set.",
    "wrong_topic": "The event is well formed but does not belong on this topic.",
    "future_time": "Live only: `time` or `recordedtime` is more than 10 minutes ahead of the record's append time.",
    "older_than_horizon": "The event is older than its row's clock less the policy's ledger horizon.",
    "decision_failed": "The decision raised: a fault of ours. Nothing was changed; redrive after the fix.",
}


STAGE_MEANINGS: dict[str, str] = {
    "decode": "The record could not be read as a CloudEvent of the contract.",
    "validate": "The event was read, but a field, its topic or its time is not as the contract says.",
    "late": "The event is too old to be decided.",
    "decide": "The event is good, and we failed on it.",
}
STAGE_REASONS: dict[str, tuple[DeadLetterReason, ...]] = {
    "decode": ("empty_value", "too_large", "not_json", "not_text", "not_cloudevent", "unknown_type"),
    "validate": ("missing_field", "wrong_type", "out_of_bounds", "unknown_value", "wrong_topic", "future_time"),
    "late": ("older_than_horizon",),
    "decide": ("decision_failed",),
}
"""Which reasons a stage gives; no other pair occurs."""


class DeadLetter(Wire, frozen=True, kw_only=True):
    """A refusal. `message` says what and where and quotes no value."""

    stage: Stage
    reason: DeadLetterReason
    message: str


class Header(Wire, frozen=True, kw_only=True):
    """A header that we add to a dead letter, and what Spring Kafka and Kafka Connect call the same thing."""

    name: str
    meaning: str
    spring: str | None = None
    connect: str | None = None


HEADERS: tuple[Header, ...] = (
    Header(
        name="dlq.original.topic",
        meaning="Topic that the record came from.",
        spring="kafka_dlt-original-topic",
        connect="__connect.errors.topic",
    ),
    Header(
        name="dlq.original.partition",
        meaning="Its partition there.",
        spring="kafka_dlt-original-partition",
        connect="__connect.errors.partition",
    ),
    Header(
        name="dlq.original.offset",
        meaning="Its offset there.",
        spring="kafka_dlt-original-offset",
        connect="__connect.errors.offset",
    ),
    Header(
        name="dlq.original.timestamp",
        meaning="Its record timestamp there, milliseconds since 1970.",
        spring="kafka_dlt-original-timestamp",
    ),
    Header(name="dlq.stage", meaning="Where it failed, a closed set.", connect="__connect.errors.stage"),
    Header(
        name="dlq.reason",
        meaning="Why it failed, a closed set.",
        spring="kafka_dlt-exception-fqcn",
        connect="__connect.errors.exception.class.name",
    ),
    Header(
        name="dlq.error.message",
        meaning="What is wrong and where, without any value of the record.",
        spring="kafka_dlt-exception-message",
        connect="__connect.errors.exception.message",
    ),
    Header(name="dlq.attempt", meaning="How often it was tried: 1, and one more for each redrive."),
    Header(name="dlq.app.version", meaning="Version of the service that refused it."),
    Header(name="dlq.policy.version", meaning="Version of the policy in force then."),
)
"""Values are UTF-8 text; the record's own headers stay before them, untouched."""
