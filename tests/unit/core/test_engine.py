from __future__ import annotations

from itertools import islice

import msgspec

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from streams.core.engine import run, step
from streams.core.rows.state import MAX_ROW_BYTES
from streams.core.rows.store import Rows, decode_row, encode_row, row_key
from streams.testing.builders import later, listing, report, revision, tick, violation
from streams.testing.policies import fingers
from streams.testing.tokens import PlainTokeniser
from streams.testing.traffic import Mix, traffic


def _events(count):
    decoded = (decode(record.value, (), PlainTokeniser()) for record in traffic(Mix(fakes=0.2)))
    return list(islice(decoded, count))


def _fakes(events):
    """Every seventh title carries a word that the small policy knows, so that the lists decide something."""
    for number, event in enumerate(events):
        if number % 7 == 0 and hasattr(event.data, "title"):
            yield msgspec.structs.replace(
                event, data=msgspec.structs.replace(event.data, title="FAKE " + str(number % 3))
            )
        else:
            yield event


def test_lists_of_one_and_of_five_thousand_give_the_same():
    events = list(_fakes(_events(5_000)))
    policies = fingers()
    singly, together = Rows(), Rows()
    one_by_one = [run(singly, [event], policies)[0] for event in events]
    at_once = run(together, events, policies)
    assert at_once == one_by_one
    assert dict(together) == dict(singly)
    assert sum(len(done.enforcements) for done in at_once) > 50


def test_a_step_changes_no_rows(house):
    house.hear(listing(title="FAKE"))
    before = dict(house.rows)
    done = step(house.rows, house.read(revision(title="clean", at=later(hours=1))), house.policies)
    assert done.enforcements
    assert dict(house.rows) == before


def test_a_decision_that_raises_becomes_a_dead_letter_and_changes_nothing(house, monkeypatch):
    house.hear(listing(title="FAKE"))
    before = dict(house.rows)
    monkeypatch.setattr("streams.core.fold.work.advance", lambda *_, **__: 1 / 0)
    done = house.hear(revision(title="secret words", at=later(hours=1)))[0]
    assert isinstance(done.verdict, DeadLetter)
    assert (done.verdict.stage, done.verdict.reason) == ("decide", "decision_failed")
    assert "ZeroDivisionError" in done.verdict.message
    assert "secret" not in done.verdict.message
    assert dict(house.rows) == before


def test_a_dead_letter_in_a_list_passes_through(house):
    dead = DeadLetter(stage="decode", reason="not_json", message="x")
    assert [done.verdict for done in run(house.rows, [dead], house.policies)] == [dead]


def test_no_two_rows_share_a_key():
    ids = [("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c"), ("a", "b", "c"), ("a/b/c",)]
    assert len({row_key("k", *parts) for parts in ids}) == len(ids)


def test_the_busiest_rows_stay_far_below_the_largest_record(house):
    for number in range(700):
        at = later(seconds=number)
        house.hear(report(f"r{number}", reporter_id=f"someone-with-a-long-name-{number}", at=at))
        house.hear(revision(listing_id="l2", title=f"FAKE {number}", at=at))
        house.hear(violation(f"v{number}", target_id=f"l{number}", severity="slight", at=at))
    sizes = {key: len(encode_row(row)) for key, row in house.rows.items()}
    assert max(sizes.values()) < MAX_ROW_BYTES // 2
    assert all(decode_row(encode_row(row)) == row for row in house.rows.values())
    assert "ban_account" in house.measures()
    house.hear(tick(later(days=1)))


def test_a_measure_outlives_the_facts_it_came_from(house):
    house.hear(listing(title="FAKE"))
    for number in range(400):
        house.hear(revision(title=f"FAKE {number}", at=later(minutes=number + 1)))
    assert house.story() == ["taken block_listing listing-1"]
    house.hear(revision(title="clean", at=later(days=1)))
    assert house.measures() == []
