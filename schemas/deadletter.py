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
    "out_of_bounds": "A text, list or number is outside its bounds, or a time has no zone.",
    "unknown_value": "A field holds a value outside its closed set.",
    "wrong_topic": "The event is well formed but does not belong on this topic.",
    "future_time": "Live only: the event time is more than 10 minutes ahead of the record's append time.",
    "older_than_horizon": "The event is older than its row's clock less the policy's ledger horizon.",
    "decision_failed": "The decision raised: a fault of ours. Nothing was changed; redrive after the fix.",
}


class DeadLetter(Wire, frozen=True, kw_only=True):
    """A refusal. `message` says what and where and quotes no value."""

    stage: Stage
    reason: DeadLetterReason
    message: str
