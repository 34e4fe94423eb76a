"""Bytes to events. A bad record becomes a `DeadLetter` value with a located message; nothing here raises.

Structured mode (one CloudEvents JSON) is the default; binary mode (`ce_` headers, data as the value) is put back into
structured form and goes the same way, so that both meet the same checks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from schemas.deadletter import DeadLetter, DeadLetterReason, Stage
from schemas.envelope import Event
from schemas.events import WireEvent
from schemas.fields import MAX_RECORD_BYTES
from schemas.seal import seal
from schemas.sealed import Tokeniser

Headers = Sequence[tuple[str, bytes | None]]

_DECODER: msgspec.json.Decoder[WireEvent] = msgspec.json.Decoder(WireEvent)
_RAW = msgspec.json.Decoder(msgspec.Raw)
_PATH = re.compile(r" - at `(?P<path>[^`]*)`$")


def decode(value: bytes | None, headers: Headers, tokeniser: Tokeniser) -> Event | DeadLetter:
    """One record's event, sealed, or the reason why there is none. Never raises, never quotes a value."""
    if not value:
        return DeadLetter(stage="decode", reason="empty_value", message="record has no value")
    if len(value) > MAX_RECORD_BYTES:
        return DeadLetter(
            stage="decode", reason="too_large", message=f"record has {len(value)} bytes, at most {MAX_RECORD_BYTES}"
        )
    try:
        return seal(_DECODER.decode(_structured(value, headers)), tokeniser)
    except msgspec.ValidationError as error:
        return _invalid(str(error))
    except msgspec.DecodeError as error:
        return DeadLetter(stage="decode", reason="not_json", message=_plain(str(error)))
    except UnicodeError:
        return DeadLetter(stage="decode", reason="not_text", message="text is not valid Unicode")
    except RecursionError:
        return DeadLetter(stage="decode", reason="not_json", message="JSON is nested too deeply")


def _structured(value: bytes, headers: Headers) -> bytes:
    """The value as structured-mode JSON; binary mode is told by its `ce_specversion` header."""
    if not headers:
        return value
    attributes = {
        name[3:]: text.decode("utf-8")
        for name, text in headers
        if text is not None and name.startswith("ce_") and name != "ce_data"
    }
    if "specversion" not in attributes:
        return value
    data = bytes(_RAW.decode(value))  # one whole JSON value: it cannot close the envelope early and add attributes
    return msgspec.json.encode(attributes)[:-1] + b',"data":' + data + b"}"


def _invalid(error: str) -> DeadLetter:
    """A validation error of msgspec as a dead letter: located, in our words, without the offending value."""
    found = _PATH.search(error)
    path = found.group("path") if found else "$"
    text = _plain(error[: found.start()] if found else error)
    reason = _reason(text, path)
    stage: Stage = "validate" if path.startswith("$.data") else "decode"
    return DeadLetter(stage=stage, reason=reason, message=f"{text} at {path}")


def _plain(error: str) -> str:
    """msgspec's words without the value they may quote, which could be personal."""
    text = error.replace("`", "").replace(" | null", "")
    if text.startswith("Invalid"):
        return "i" + re.split("['\"]", text[1:], maxsplit=1)[0].rstrip() + " (value not shown)"
    return text if text.startswith("JSON") else text[:1].lower() + text[1:]


def _reason(text: str, path: str) -> DeadLetterReason:
    inside = path.startswith("$.data")
    if path == "$.type" and "invalid value" in text:
        return "unknown_type"
    if "missing required field" in text:
        return "missing_field" if inside else "not_cloudevent"
    if not inside:
        return "not_cloudevent"
    if "invalid enum value" in text or "invalid value" in text:
        return "unknown_value"
    if " of length " in text or " >= " in text or " <= " in text or "matching regex" in text or "out of range" in text:
        return "out_of_bounds"
    if "timezone" in text or "rfc3339" in text.lower():
        return "out_of_bounds"
    return "wrong_type"
