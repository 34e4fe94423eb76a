"""Reports that wait for their author's row: they count in order, and no answer that came is lost."""

from __future__ import annotations

import msgspec
import pytest

from streams.core.hops import Activity, Weight
from streams.core.rows.awaiting import AWAITED_MAX, HELD_BYTES, PATIENCE, alarm, answered, name_of, noted, overdue
from streams.core.rows.facts import Reported
from streams.core.rows.state import ReporterRow, TargetRow
from streams.core.rows.store import decode_row, encode_row
from streams.core.time import DAY, SECOND
from streams.testing.builders import later, report, report_ruled, tick

EMPTY = TargetRow(seller_id="s", target_kind="listing", target_id="l")


def told(at: int, name: str = "", **more) -> Reported:
    about = {"type": "report.filed.v1", "source": "m", "id": name or f"r{at}", "reason": "other", "reporter": "u"}
    return Reported(time=at, revision=1, **about, **more)


def waiting(*times: int) -> TargetRow:
    row = EMPTY
    for at in times:
        row = noted(row, at, name_of("m", f"r{at}"))
    return row


def test_a_report_counts_as_soon_as_its_answer_is_there():
    assert answered(waiting(5), told(5)) == (msgspec.structs.replace(EMPTY, due=5 + PATIENCE), [told(5)])


def test_what_is_answered_early_waits_for_those_before_it():
    row, ready = answered(waiting(9, 5, 7), told(7))
    assert ready == []
    row, ready = answered(row, told(9))
    assert ready == []
    row, ready = answered(row, told(5))
    assert [one.time for one in ready] == [5, 7, 9]
    assert row.awaited == ()


def test_those_of_one_moment_come_in_the_order_of_their_names():
    row = noted(noted(waiting(3), 5, name_of("m", "b")), 5, name_of("m", "a"))
    row, _ = answered(row, told(5, "b"))
    row, _ = answered(row, told(5, "a"))
    assert [one.id for one in answered(row, told(3))[1]] == ["r3", "a", "b"]


def test_nobody_waits_for_ever():
    row, _ = answered(waiting(5, 7), told(7))
    assert alarm(row.awaited) == 5 + PATIENCE
    assert overdue(row, 4 + PATIENCE) == (row, [])
    moved, ready = overdue(row, 5 + PATIENCE)
    assert (moved.awaited, ready) == ((), [told(7)])
    assert answered(moved, told(5))[1] == [told(5)]


def test_a_queue_that_is_full_loses_the_order_and_no_report():
    row = waiting(*range(AWAITED_MAX + 5))
    assert len(row.awaited) == AWAITED_MAX
    assert answered(row, told(AWAITED_MAX + 2)) == (row, [told(AWAITED_MAX + 2)])


def test_what_waits_is_bounded_in_bytes():
    row, ready = waiting(*range(AWAITED_MAX)), []
    for at in range(AWAITED_MAX - 1, 0, -1):
        row, more = answered(row, told(at, f"r{at}", report_id="字" * 100))
        ready += more
        assert len(encode_row(row)) < HELD_BYTES + 8 * 1024
    assert len(ready) > AWAITED_MAX / 2
    assert row.awaited[0] == (0, name_of("m", "r0"))


def test_a_row_that_waits_survives_its_bytes():
    row, _ = answered(waiting(5, 7, 9), told(7))
    assert decode_row(encode_row(row)) == row


def question(house, event) -> Activity:
    (hop,) = house.step(house.read(event)).hops
    return hop


def answer(house, hop: Activity) -> Weight:
    (hop,) = house.step(hop).hops
    return hop


def by(person: str, seconds: float, **more):
    about = {"reporter_id": person, "reporter_kind": "viewer", "at": later(seconds=seconds), **more}
    return report(f"{person} at {seconds}", **about)


def facts(house) -> list[str]:
    return [fact.reporter for row in house.rows.values() if isinstance(row, TargetRow) for fact in row.facts]


def test_a_report_read_twice_while_it_waits_is_a_duplicate(house):
    first, hop = question(house, by("ann", 0)), question(house, by("bob", 1))
    assert house.step(house.read(by("bob", 1))).verdict == "duplicate"
    house.step(answer(house, hop))
    assert house.step(house.read(by("bob", 1))).verdict == "duplicate"
    house.step(answer(house, first))
    assert house.step(house.read(by("bob", 1))).verdict == "duplicate"
    assert len(facts(house)) == 2


def test_a_report_told_twice_after_all_counts_once(house):
    hop = answer(house, question(house, by("ann", 0)))
    house.step(hop)
    house.step(hop)
    assert len(facts(house)) == 1


def test_a_ruling_that_was_here_first_is_told_when_the_report_counts(house):
    hop = question(house, by("ann", 0))
    house.hear(report_ruled("ann at 0", ruling="upheld", at=later(seconds=5)))
    assert not any(isinstance(row, ReporterRow) for row in house.rows.values())
    (ruling,) = house.step(answer(house, hop)).hops
    assert (ruling.ruling, ruling.reporter) == ("upheld", hop.reporter)


def test_a_late_ruling_reaches_a_report_that_is_answered_and_waits(house):
    first, second = question(house, by("bob", 0)), question(house, by("ann", 1))
    house.step(answer(house, second))
    about = {"seller_id": "old", "report_id": "old", "reason": second.report.reason, "source": "m", "id": "ruled"}
    (ruled,) = house.step(Activity(time=first.time, reporter=second.reporter, ruling="abusive", **about)).hops
    house.step(ruled)
    house.step(answer(house, first))
    (row,) = (row for row in house.rows.values() if isinstance(row, TargetRow))
    assert [fact.record.wrong for fact in row.facts] == [0, 3]


def test_a_row_is_not_forgotten_while_reports_wait_in_it(house):
    first, second, third = (question(house, by(person, at)) for at, person in ((0, "ann"), (0.5, "bob"), (1, "cat")))
    house.step(answer(house, third))
    house.hear(tick(later(seconds=60.2)))  # the first is given up, the second is not
    assert facts(house) == []
    house.hear(tick(later(seconds=60.7)))
    assert facts(house) == [third.reporter]
    for hop in (first, second):
        house.step(answer(house, hop))
    assert facts(house) == [first.reporter, second.reporter, third.reporter]


def test_an_answer_finds_its_target_though_the_row_is_gone(house):
    hop = answer(house, question(house, by("ann", 0)))
    house.hear(tick(later(days=1)), tick(later(days=60)))
    assert not any(isinstance(row, TargetRow) for row in house.rows.values())
    house.step(hop)
    assert len(facts(house)) == 1


@pytest.mark.parametrize("ahead", [SECOND, DAY])
def test_a_tick_does_not_make_a_report_wait_longer(house, ahead):
    house.hear(by("ann", 0), tick(later(seconds=ahead / SECOND)))
    house.hear(by("bob", 0.5), by("cat", 0.7))
    assert house.measures() == ["remind"]
