"""Bytes to events. A bad record becomes a `DeadLetter` value with a located message; nothing here raises.

Structured mode (one CloudEvents JSON) is the default; binary mode (`ce_` headers, data as the value) is put back into
structured form and goes the same way, so that both meet the same checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from schemas.deadletter import DeadLetter
from schemas.enforcement import WireOutput
from schemas.envelope import Event
from schemas.events import WireEvent
from schemas.events.control import Control
from schemas.fields import MAX_RECORD_BYTES
from schemas.refusal import invalid, malformed, refused
from schemas.seal import seal
from schemas.sealed import Tokeniser
from schemas.times import LAST_YEAR, unusable_time

_E = TypeVar("_E", bound=Event)

Headers = Sequence[tuple[str, bytes | None]]


CONTROL = b'"governance.control.'
"""What only a switch of operations has in it; a policy on the same topic has no CloudEvents type."""


class _Version(msgspec.Struct):
    specversion: str


_DECODER: msgspec.json.Decoder[WireEvent] = msgspec.json.Decoder(WireEvent)
_OUTPUTS: msgspec.json.Decoder[WireOutput] = msgspec.json.Decoder(WireOutput)
_CONTROLS: msgspec.json.Decoder[Control] = msgspec.json.Decoder(Control)
_VERSION = msgspec.json.Decoder(_Version)
_RAW = msgspec.json.Decoder(msgspec.Raw)
_STRUCTURED = b"application/cloudevents"


def decode(value: bytes | None, headers: Headers, tokeniser: Tokeniser) -> Event | DeadLetter:
    """One record's event, sealed, or the reason why there is none. Never raises, never quotes a value."""
    if not value:
        return refused("decode", "empty_value", "record has no value")
    if len(value) > MAX_RECORD_BYTES:
        return refused("decode", "too_large", f"record has {len(value)} bytes, at most {MAX_RECORD_BYTES}")
    event = _checked(_DECODER, value, headers)
    return event if isinstance(event, DeadLetter) else _sealed(event, tokeniser)


def decode_output(value: bytes) -> WireOutput | DeadLetter:
    """What the service wrote, for those who read it: an enforcement or an application's answer. Never raises."""
    return _checked(_OUTPUTS, value, ())


def decode_control(value: bytes, headers: Headers = ()) -> Control | DeadLetter:
    """A switch of operations. Never raises."""
    return _checked(_CONTROLS, value, headers)


def _checked(decoder: msgspec.json.Decoder[_E], value: bytes, headers: Headers) -> _E | DeadLetter:
    """The event in clear."""
    try:
        event = decoder.decode(_structured(value, headers))
    except msgspec.ValidationError as error:
        return invalid(error)
    except msgspec.DecodeError as error:
        return malformed(error, value)
    except UnicodeError:
        return refused("decode", "not_text", "text is not valid UTF-8")
    except RecursionError:
        return refused("decode", "not_json", "JSON is nested too deeply")
    where = unusable_time(event)
    if where is None:
        return event
    return refused("validate", "out_of_bounds", f"time outside the years 1 to {LAST_YEAR} at {where}")


def _sealed(event: WireEvent, tokeniser: Tokeniser) -> Event | DeadLetter:
    try:
        return seal(event, tokeniser)
    except Exception as error:  # noqa: BLE001 - one record that the tokeniser trips over must not stop the partition
        return refused("decide", "decision_failed", f"personal values could not be sealed: {type(error).__name__}")


def _structured(value: bytes, headers: Headers) -> bytes:
    """The value as structured-mode JSON; binary mode is told by its `ce_specversion` header."""
    attributes = _attributes(headers) if headers else {}
    if "specversion" not in attributes:
        if b'"specversion"' not in value:  # its default must not stand in for an attribute that CloudEvents requires
            _VERSION.decode(value)
        return value
    data = bytes(_RAW.decode(value))  # one whole JSON value: it cannot close the envelope early and add attributes
    return msgspec.json.encode(attributes)[:-1] + b',"data":' + data + b"}"


def _attributes(headers: Headers) -> dict[str, str]:
    """The CloudEvents attributes of binary mode; none when the content type says that the value is a whole event."""
    attributes: dict[str, str] = {}
    for name, text in headers:
        lower = name.lower()
        if not text or lower == "ce_data":
            continue
        if lower == "content-type":
            if text.lower().startswith(_STRUCTURED):
                return {}
            attributes["datacontenttype"] = text.decode("utf-8")
        elif lower.startswith("ce_"):
            attributes[lower[3:]] = text.decode("utf-8")
    return attributes
