"""The CloudEvents library is the oracle: it accepts what we write, and we read what it writes, in both modes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import (
    KafkaMessage,
    from_binary_event,
    from_kafka_event,
    from_structured_event,
    to_binary_event,
    to_structured_event,
)

from schemas.decode import decode, decode_output
from schemas.encode import CONTENT_TYPE, encode_event
from schemas.envelope import Event
from tests.contract.wire import HashTokeniser, binary, examples, is_ours, named

OURS = [path for path in examples("valid") if is_ours(path.parts[-3])]
THEIRS = [path for path in examples("valid") if not is_ours(path.parts[-3])]


def load(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def written(path: Path) -> bytes:
    event = decode_output(path.read_bytes())
    assert isinstance(event, Event)
    return encode_event(event)


def assert_same(event: BaseCloudEvent, document: dict[str, Any]) -> None:
    """The library read the same attributes and data as the document holds."""
    assert event.get_data() == document["data"]
    for name in ("id", "source", "type", "specversion", "subject", "datacontenttype"):
        assert event.get_attributes().get(name) == document.get(name)
    assert event.get_time() is not None


@pytest.mark.parametrize("path", OURS, ids=named)
def test_the_library_accepts_what_we_write(path: Path) -> None:
    message = KafkaMessage(headers={"content-type": CONTENT_TYPE.encode()}, key=b"s-2001", value=written(path))
    assert_same(from_structured_event(message), load(path))
    assert_same(from_kafka_event(message), load(path))


@pytest.mark.parametrize("path", OURS, ids=named)
def test_the_library_accepts_our_events_put_into_binary_mode(path: Path) -> None:
    value, headers = binary(json.loads(written(path)))
    message = KafkaMessage(headers={name: text for name, text in headers if text}, key=b"s-2001", value=value)
    assert_same(from_binary_event(message), load(path))


@pytest.mark.parametrize("path", THEIRS, ids=named)
def test_we_read_what_the_library_writes_in_both_modes(path: Path) -> None:
    message = KafkaMessage(headers={"content-type": CONTENT_TYPE.encode()}, key=None, value=path.read_bytes())
    event = from_structured_event(message)
    as_one = to_structured_event(event)
    as_headers = to_binary_event(event)
    structured = decode(as_one.value, list(as_one.headers.items()), HashTokeniser())
    assert isinstance(structured, Event), structured
    assert decode(as_headers.value, list(as_headers.headers.items()), HashTokeniser()) == structured
