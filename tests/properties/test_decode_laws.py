"""Laws of decode: it never raises, it undoes encode, and no personal value passes it or stands in a message."""

from __future__ import annotations

import copy
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.deadletter import REASONS, STAGES, DeadLetter
from schemas.decode import decode, decode_output
from schemas.encode import encode_event
from schemas.envelope import Event, type_of
from schemas.generate.catalogue import wire_types
from schemas.seal import seal
from tests.contract.strategies import wire_values
from tests.contract.wire import EXAMPLES, HashTokeniser, binary, is_ours

INS = [kind for name, kind, _ in wire_types() if not is_ours(name)]
OUTS = [kind for name, kind, _ in wire_types() if is_ours(name)]
FULL = {
    name: json.loads((EXAMPLES / name / "valid" / "full.json").read_text(encoding="utf-8"))
    for name, _, _ in wire_types()
    if not is_ours(name)
}
MARKER = "13912345678"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["ce_specversion", "ce_type", "ce_id", "CE_Time", "ce_source", "ce_data", "content-type"])
HEADERS = st.lists(st.tuples(NAMES | st.text(max_size=12), st.none() | st.binary(max_size=24)), max_size=9)


def assert_value(result: object) -> None:
    """An event or a well-formed refusal."""
    assert isinstance(result, (Event, DeadLetter))
    if isinstance(result, DeadLetter):
        assert result.stage in STAGES
        assert result.reason in REASONS
        assert result.message


@given(st.none() | st.binary(max_size=200), HEADERS)
def test_decode_never_raises_on_any_bytes_and_headers(value: bytes | None, headers: list[Any]) -> None:
    assert_value(decode(value, headers, HashTokeniser()))


@given(st.sampled_from(sorted(FULL)), st.data())
def test_decode_never_raises_on_an_event_with_one_part_replaced(name: str, data: st.DataObject) -> None:
    document = copy.deepcopy(FULL[name])
    place = data.draw(st.sampled_from([document, document["data"]]))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    value = json.dumps(document).encode()
    assert_value(decode(value, (), HashTokeniser()))


@given(st.sampled_from(sorted(FULL)), st.data())
def test_decode_never_raises_on_an_event_with_bytes_replaced(name: str, data: st.DataObject) -> None:
    value = json.dumps(FULL[name], ensure_ascii=False).encode()
    start = data.draw(st.integers(0, len(value)))
    end = data.draw(st.integers(start, min(len(value), start + 8)))
    assert_value(decode(value[:start] + data.draw(st.binary(max_size=8)) + value[end:], (), HashTokeniser()))


@pytest.mark.parametrize("kind", INS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_decode_undoes_encode_and_seals(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(wire_values(kind))
    written = msgspec.structs.replace(event, datacontenttype=event.datacontenttype or "application/json")
    assert decode(encode_event(event), (), HashTokeniser()) == seal(written, HashTokeniser())


@pytest.mark.parametrize("kind", OUTS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_what_we_write_reads_back_equal(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(wire_values(kind))
    written = msgspec.structs.replace(event, datacontenttype=event.datacontenttype or "application/json")
    value = encode_event(event)
    assert decode_output(value) == written
    assert b"null" not in value or "null" in repr(event)


@given(st.sampled_from(INS), st.data())
def test_both_modes_read_the_same_event(kind: type[Event], data: st.DataObject) -> None:
    event = msgspec.structs.replace(data.draw(wire_values(kind)), datacontenttype="application/json")
    encoded = encode_event(event)
    value, headers = binary(json.loads(encoded))
    assert decode(value, headers, HashTokeniser()) == decode(encoded, (), HashTokeniser())


def planted(name: str) -> list[dict[str, Any]]:
    """The full example of a type with the marker put into every field, in every wrong way."""
    ways: list[Any] = [MARKER, [MARKER], {MARKER: MARKER}, int(MARKER), MARKER * 2_000, f"'{MARKER}' - at `$.{MARKER}`"]
    documents = []
    for part in ("envelope", "data"):
        for field in FULL[name] if part == "envelope" else FULL[name]["data"]:
            for way in ways:
                document = copy.deepcopy(FULL[name])
                (document if part == "envelope" else document["data"])[field] = way
                documents.append(document)
    return documents


@pytest.mark.parametrize("name", sorted(FULL))
def test_no_message_quotes_a_value_however_wrong_it_is(name: str) -> None:
    refusals = 0
    for document in planted(name):
        texts = [json.dumps(document, ensure_ascii=False).encode()]
        texts += [texts[0][:-5], texts[0].replace(b'", "', b'\xff", "'), texts[0] + MARKER.encode()]
        texts.append(texts[0].replace(MARKER.encode(), MARKER.encode() + b"\\ud800"))
        for value in texts:
            result = decode(value, (), HashTokeniser())
            if isinstance(result, DeadLetter):
                refusals += 1
                assert MARKER not in result.message
    assert refusals > len(FULL[name]["data"])


PERSONAL = ["marketplace.shop.applied.v1", "marketplace.offender.listed.v1"]


@pytest.mark.parametrize("name", PERSONAL)
def test_no_identity_value_passes_decode_in_clear(name: str) -> None:
    known = {"application_id", "account_id", "shop_name", "offender_id", "reason", "banned_at", "term_end", "agency_id"}
    document = copy.deepcopy(FULL[name])
    for field, value in document["data"].items():
        if field not in known:
            document["data"][field] = [MARKER] if isinstance(value, list) else MARKER
    event = decode(json.dumps(document).encode(), (), HashTokeniser())
    assert isinstance(event, Event)
    assert type_of(event) == name
    assert MARKER not in repr(event)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("marketplace.account.attribute.v1", ["value"]),
        ("marketplace.report.filed.v1", ["reporter_id", "reporter_cluster"]),
        ("marketplace.report.ruled.v1", ["reporter_id"]),
        ("marketplace.report.dismissed_view.v1", ["reporter_id"]),
    ],
)
def test_no_attribute_and_no_reporter_passes_decode_in_clear(name: str, fields: list[str]) -> None:
    document = copy.deepcopy(FULL[name])
    document["data"] |= dict.fromkeys(fields, MARKER)
    event = decode(json.dumps(document).encode(), (), HashTokeniser())
    assert isinstance(event, Event)
    assert MARKER not in repr(event)
