from __future__ import annotations

import msgspec
import pytest

from streams.testing.builders import corrected, later, listing, revision, tick, utterance, withdrawal


def test_a_fake_is_blocked_and_a_clean_revision_lifts_it(house):
    house.hear(listing(title="FAKE shoes"))
    assert house.measures() == ["block_listing"]
    house.hear(revision(title="shoes", at=later(hours=1)))
    assert house.story() == ["taken block_listing listing-1", "lifted block_listing listing-1"]
    assert house.said[1].data.supersedes == house.said[0].id
    assert house.said[1].data.lift_reason == "revised"


def test_a_withdrawal_lifts(house):
    house.hear(listing(title="FAKE shoes"), withdrawal(at=later(hours=1)))
    assert house.measures() == []
    assert house.said[-1].data.lift_reason == "withdrawn"


def test_a_clean_publication_leaves_no_row(house):
    house.hear(listing(title="honest shoes"))
    assert len(house.rows) == 0
    assert house.said == []


def test_a_revision_that_comes_before_what_it_cleans_still_cleans(house):
    house.hear(revision(title="shoes", at=later(hours=1)), listing(title="FAKE shoes"))
    assert house.story() == []


def test_the_same_event_twice_is_a_duplicate(house):
    house.hear(listing(title="FAKE shoes"))
    again = house.hear(listing(title="FAKE shoes"))
    assert [step.verdict for step in again] == ["duplicate"]
    assert len(house.said) == 1


def test_a_second_fake_version_is_not_told_again(house):
    house.hear(listing(title="FAKE shoes"), revision(title="FAKE shoes II", at=later(hours=1)))
    assert house.story() == ["taken block_listing listing-1"]


def test_a_repeat_within_thirty_days_also_asks_for_review_which_a_clean_revision_does_not_lift(house):
    house.hear(
        listing(title="FAKE"),
        revision(title="clean", at=later(days=1)),
        revision(title="FAKE", at=later(days=2)),
        revision(title="clean", at=later(days=3)),
    )
    assert house.measures() == ["review"]


def test_a_reminder_that_nobody_answers_becomes_a_warning_when_time_passes(house):
    house.hear(listing(title="BEST shoes"))
    assert house.measures() == ["remind"]
    house.hear(tick(later(hours=47)))
    assert house.measures() == ["remind"]
    house.hear(tick(later(hours=49)))
    assert house.story() == ["taken remind listing-1", "lifted remind listing-1", "taken warn listing-1"]
    assert house.said[1].time == later(hours=48)
    assert house.said[1].data.lift_reason == "lapsed"
    assert house.said[2].data.caused_by == house.said[0].data.caused_by


def test_a_rows_own_later_event_fires_its_timers_first(house):
    house.hear(listing(title="BEST shoes"), revision(title="shoes", at=later(hours=72)))
    assert house.story() == [
        "taken remind listing-1",
        "lifted remind listing-1",
        "taken warn listing-1",
        "lifted warn listing-1",
    ]


def test_an_event_older_than_the_ledger_horizon_is_a_late_dead_letter(house):
    house.hear(tick(later(days=801)))
    step = house.hear(listing(title="FAKE"))[0]
    assert (step.verdict.stage, step.verdict.reason) == ("late", "older_than_horizon")
    assert house.hear(listing(title="clean"))[0].verdict.stage == "late"


def test_rows_with_nothing_left_to_say_are_forgotten(house):
    house.hear(revision(title="shoes"))
    assert len(house.rows) == 1
    house.hear(tick(later(days=8)))
    assert list(house.rows) == ["clock"]


def test_a_marker_is_the_row_that_the_fold_would_give(house):
    from streams.core.fold.folding import advance  # noqa: PLC0415 - only this test looks inside

    house.hear(revision(title="shoes"))
    (row,) = house.rows.values()
    folded, changed = advance(msgspec.structs.replace(row, facts=(), clock=0, due=None), row.facts, 0, house.policies)
    assert changed.changes == ()
    assert folded == row


@pytest.mark.parametrize("put_right", [revision(title="shoes", at=later(hours=23)), corrected(at=later(hours=23))])
def test_a_reminder_that_was_put_right_and_comes_again_goes_to_a_person_too(house, put_right):
    house.hear(listing(title="BEST shoes"), put_right, revision(title="BEST of all", at=later(hours=24)))
    assert house.measures() == ["remind", "review"]
    house.hear(revision(title="shoes", at=later(hours=30)))
    assert house.measures() == ["review"]


def test_a_reminder_long_after_the_last_was_put_right_is_a_new_slip(house):
    house.hear(listing(title="BEST shoes"), revision(title="shoes", at=later(hours=2)))
    house.hear(revision(title="BEST of all", at=later(days=45)))
    assert house.measures() == ["remind"]


def test_words_said_again_while_their_reminder_is_open_are_the_same_slip(house):
    house.hear(utterance(text="BEST of all"), utterance(text="BEST of all", at=later(minutes=2)))
    assert house.measures() == ["remind"]
