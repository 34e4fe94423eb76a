from __future__ import annotations

import msgspec

from streams.core.fold.folding import advance
from streams.testing.builders import corrected, later, report, tick


def crowd(house, count, *, start_s=0, reason="counterfeit", prefix="u", **more):
    for number in range(count):
        house.hear(
            report(
                f"{prefix}{number}-{reason}",
                reporter_id=f"{prefix}{number}",
                reason=reason,
                at=later(seconds=start_s + number),
                **more,
            )
        )


def test_three_people_open_a_reminder_and_two_do_not(house):
    crowd(house, 2)
    assert house.measures() == []
    crowd(house, 1, start_s=10, prefix="late")
    assert house.measures() == ["remind"]


def test_one_person_reporting_often_counts_once(house):
    for number in range(9):
        house.hear(report(f"r{number}", reporter_id="same", at=later(seconds=number)))
    assert house.measures() == []


def test_reports_outside_the_window_do_not_add_up(house):
    for number in range(6):
        house.hear(report(f"r{number}", reporter_id=f"u{number}", at=later(minutes=40 * number)))
    assert house.measures() == []


def test_reasons_are_counted_separately(house):
    crowd(house, 2, reason="counterfeit")
    crowd(house, 2, reason="off_platform")
    assert house.measures() == []


def test_a_crowd_alone_never_gets_past_remind_and_review(house):
    crowd(house, 200)
    house.hear(tick(later(days=30)))
    assert {e.data.measure for e in house.said} == {"remind", "review"}


def test_a_crowds_reminder_lapses_into_review_only(house):
    crowd(house, 3)
    house.hear(tick(later(days=3)))
    assert house.measures() == ["review"]


def test_a_corrected_target_is_not_reminded_again_by_the_same_reports(house):
    crowd(house, 3)
    house.hear(corrected(at=later(minutes=5)))
    crowd(house, 2, start_s=400, prefix="more")
    assert house.measures() == []
    crowd(house, 1, start_s=500, prefix="third")
    assert house.measures() == ["review"]  # a second crowd so soon after the first is for a person to look at


def test_notices_and_competitors_are_no_crowd(house):
    crowd(house, 5, reporter_kind="competitor")
    crowd(house, 5, reporter_kind="staff", prefix="g")
    assert "remind" not in house.measures()


def test_the_first_report_leaves_the_row_that_a_fold_would(house):
    event = house.read(report("r1", reporter_id="u1"))
    house.decide([event])
    (key,) = [key for key in house.rows if key.startswith("target/")]
    row = house.rows[key]
    bare = msgspec.structs.replace(row, clock=0, facts=(), due=None)
    assert advance(bare, row.facts, 0, house.policies)[0] == row
