"""Refusals: what msgspec says about a bad record, in our words and without any value it quotes.

A value in a message could be a telephone number or a name, and messages go to logs and dead-letter headers.
"""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

import msgspec

from schemas.deadletter import DeadLetter, DeadLetterReason, Stage

_PATH = re.compile(r" - at `(?P<path>[^`]*)`$")
_QUOTE = re.compile("['\"]")

_REASONS: Final[tuple[tuple[str, DeadLetterReason], ...]] = (
    ("missing required field", "missing_field"),
    ("invalid enum value", "unknown_value"),
    ("invalid value", "unknown_value"),
    (" of length ", "out_of_bounds"),
    (" >= ", "out_of_bounds"),
    (" <= ", "out_of_bounds"),
    ("matching regex", "out_of_bounds"),
    ("out of range", "out_of_bounds"),
    ("timezone", "out_of_bounds"),
    ("RFC3339", "out_of_bounds"),
)
"""A fragment of msgspec's words and the reason it stands for, the first that occurs; `wrong_type` when none does."""


def refused(stage: Stage, reason: DeadLetterReason, message: str) -> DeadLetter:
    """A dead letter."""
    return DeadLetter(stage=stage, reason=reason, message=message)


def invalid(error: msgspec.ValidationError) -> DeadLetter:
    """Well-formed JSON of the wrong shape, located: `expected int, got str at $.data.price_cents`."""
    text = str(error)
    found = _PATH.search(text)
    path = found["path"] if found else "$"
    words = _plain(text[: found.start()] if found else text)
    stage: Stage = "validate" if path.startswith("$.data") else "decode"
    return refused(stage, _reason(words, path), f"{words} at {path}")


def _reason(words: str, path: str) -> DeadLetterReason:
    if path == "$.type" and words.startswith("invalid value"):
        return "unknown_type"
    if not path.startswith("$.data"):
        return "not_cloudevent"
    return next((reason for fragment, reason in _REASONS if fragment in words), "wrong_type")


def _plain(text: str) -> str:
    """The words without quoted values, back-ticks and the `null` that every optional field may be."""
    if text.startswith("Invalid"):
        return f"i{_QUOTE.split(text[1:], maxsplit=1)[0].rstrip()} (value not shown)"
    text = text.replace("`", "").replace(" | null", "")
    return text[:1].lower() + text[1:]


def malformed(error: msgspec.DecodeError, value: bytes) -> DeadLetter:
    """Not JSON; or JSON with half a surrogate pair, which msgspec cannot tell from a truncated text."""
    if _reads_as_json(value):
        return refused("decode", "not_text", "text is not valid Unicode: half a surrogate pair")
    return refused("decode", "not_json", _malformed_words(str(error)))


def _malformed_words(text: str) -> str:
    if text.startswith("JSON"):
        return text
    return "JSON ends too early" if "truncated" in text else "JSON is malformed"


def _reads_as_json(value: bytes) -> bool:
    """Whether the standard library, which keeps lone surrogates, reads it; without its NaN and Infinity."""
    try:
        json.loads(value.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return False
    return True


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
