"""Rows of an earlier release are read; rows of a newer one are refused, and what is no row at all is told apart."""

from __future__ import annotations

import msgspec
import pytest

from streams.core.rows.state import AnyRow, ClockRow, TargetRow
from streams.core.rows.store import ForeignRowError, decode_row, encode_row
from streams.core.rows.upgrade import STEPS
from streams.core.time import DAY

TARGET = {"t": "target.1", "seller_id": "s", "target_kind": "listing", "target_id": "l"}
REPORT = {"f": "report", "time": 5, "type": "report.filed.v1", "source": "m", "id": "r1", "reason": "counterfeit"}


def packed(**row):
    return msgspec.msgpack.encode(row)


def test_a_row_of_today_needs_no_step():
    assert decode_row(encode_row(ClockRow(ticked=3))) == ClockRow(ticked=3)


def test_a_target_of_the_first_release_keeps_its_crowd_and_drops_notices_that_had_no_effect():
    notice = {**REPORT, "id": "n1", "crowd": False, "reporter": "brand"}
    row = decode_row(packed(**TARGET, facts=[{**REPORT, "reporter": "a"}, notice]))
    assert isinstance(row, TargetRow)
    assert [fact.id for fact in row.facts] == ["r1"]
    assert encode_row(row) != packed(**TARGET)
    assert decode_row(encode_row(row)) == row


def test_when_a_timer_of_an_old_row_last_fired_is_not_known():
    assert decode_row(packed(**TARGET, clock=7)).fired == 7


def measure(kind, **more):
    return {
        "target_kind": "listing",
        "target_id": "l",
        "measure": kind,
        "violation_class": "counterfeit",
        "mode": "live",
        "start": 5,
        "rule_id": "crowd",
        "policy_version": "p@1",
        "cause": ["m", "r1"],
        "basis": "crowd",
        "content": "crowd",
        **more,
    }


def crowded(held, **more):
    row = decode_row(packed(**TARGET, held=held, **more))
    assert isinstance(row, TargetRow)
    return row


def test_a_crowds_review_of_the_first_release_ends_and_wakes_its_row():
    row = crowded([measure("review")], base_held=[measure("review")])
    assert [held.expires_at for held in (*row.held, *row.base_held)] == [5 + 7 * DAY] * 2
    assert row.due == 5 + 7 * DAY


def test_a_review_ends_so_long_after_its_report_was_known():
    row = crowded([measure("review")], facts=[{**REPORT, "reporter": "a", "recorded": 9}])
    assert row.held[0].expires_at == row.due == 9 + 7 * DAY


def test_what_a_crowds_reminder_of_the_first_release_lapses_to_ends_too_and_its_own_timer_stays():
    lapse = {"measure": "review", "target_kind": "listing", "target_id": "l"}
    row = crowded([measure("remind", expires_at=7, lapse=lapse), measure("review")], due=7)
    assert row.held[0].expires_at == row.due == 7
    assert row.held[0].lapse.duration == 7 * DAY


@pytest.mark.parametrize(
    "held",
    [measure("block_listing", basis="rule", content="digest"), measure("review", basis="rule", content="digest")],
)
def test_a_rules_measure_of_the_first_release_stays_without_an_end(held):
    row = crowded([held])
    assert row.held[0].expires_at is None
    assert row.due is None


@pytest.mark.parametrize(
    "row",
    [
        {**TARGET, "held": [7]},
        {**TARGET, "held": 7},
        {**TARGET, "held": [{"content": "crowd"}]},
        {"t": "target.99", "seller_id": "s"},
        {"t": "unheard-of.1"},
        {**TARGET, "t": "target.2", "facts": [{**REPORT, "f": "unheard-of"}]},
        {**TARGET, "facts": [{**REPORT, "reporter": 7}]},
        {**TARGET, "facts": ["no fact"]},
        {"t": "clock.1", "ticked": 3, "added_later": True},
        {**TARGET, "t": "target.2", "facts": [{**REPORT, "reporter": "a", "added_later": True}]},
    ],
)
def test_a_row_of_another_release_is_refused_by_its_name(row):
    with pytest.raises(ForeignRowError, match=row["t"]):
        decode_row(packed(**row))


@pytest.mark.parametrize("value", [b"", b"\xc1", b"text", msgspec.msgpack.encode([1]), packed(no="tag"), packed(t=1)])
def test_bytes_that_are_no_row_are_no_row_of_another_release(value):
    with pytest.raises(msgspec.DecodeError):
        decode_row(value)


def parts(kind, seen):
    """Every struct of ours that lies in a row. What is shared with the wire or the hops is tolerant there."""
    shared = ("schemas.", "streams.core.hops", "streams.core.rows.credibility", "streams.core.rows.taint")
    match kind:
        case msgspec.inspect.StructType(cls=cls, fields=fields) if cls not in seen:
            if not cls.__module__.startswith(shared):
                seen.add(cls)
                for field in fields:
                    parts(field.type, seen)
        case msgspec.inspect.UnionType(types=types):
            for one in types:
                parts(one, seen)
        case msgspec.inspect.VarTupleType(item_type=item):
            parts(item, seen)
        case msgspec.inspect.DictType(value_type=value):
            parts(value, seen)
    return seen


def test_nothing_in_a_row_reads_away_what_a_newer_release_added():
    found = parts(msgspec.inspect.type_info(AnyRow), set())
    assert len(found) > len(AnyRow.__args__)
    assert [kind.__name__ for kind in found if not kind.__struct_config__.forbid_unknown_fields] == []


def test_every_step_ends_at_a_version_of_today():
    ours = {kind.__struct_config__.tag for kind in AnyRow.__args__}
    for old in STEPS:
        assert old not in ours, "a version of today has no step to another"
        tag, seen = old, set()
        while tag in STEPS:
            assert tag not in seen
            seen.add(tag)
            tag = STEPS[tag]({"t": tag})["t"]
        assert tag in ours
