"""What a reporter's word weighs, and what a crowd of them amounts to."""

from __future__ import annotations

from random import Random

import pytest

from streams.core.handlers.reporters import MAX_ASKS, MAX_RULINGS, apply_activity, record_at
from streams.core.hops import Activity, Weight, decode_hop, encode_hop
from streams.core.rows.state import MAX_ROW_BYTES, ReporterRow
from streams.core.rows.store import encode_row
from streams.testing.builders import dismissed_view, later, report, report_ruled, tick
from streams.testing.house import House
from streams.testing.policies import fingers
from tests.replay.telling import shipped

LONG_AGO = later(days=-400)


class Ear:
    """A rule on reports that hears and does nothing."""

    def __init__(self) -> None:
        self.heard: list[dict] = []

    def hits(self, signals, at):
        del at
        self.heard.append(dict(signals))
        return ()


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def house(ear) -> House:
    return House(fingers(evaluators={**fingers().versions[0].evaluators, "report": ear}))


def by(person: str, minutes: float = 0, **more):
    fields = {"reporter_cluster": f"home of {person}", "reporter_since": LONG_AGO, "reporter_kind": "viewer", **more}
    name = f"{person} on {fields.get('target_id', 'listing-1')}"
    return report(name, reporter_id=person, at=later(minutes=minutes), **fields)


def ruled(person: str, ruling: str, minutes: float, target: str = "listing-1", **more):
    return report_ruled(f"{person} on {target}", target_id=target, ruling=ruling, at=later(minutes=minutes), **more)


def crowd_of(house, ear, *events) -> float:
    house.hear(*events)
    return ear.heard[-1]["crowd"]


def test_an_unknown_person_counts_with_the_priors_lower_bound(house, ear):
    assert crowd_of(house, ear, by("ann")) == pytest.approx(0.276, abs=0.001)


def test_a_new_account_counts_half_and_a_buyer_twice(house, ear):
    known = crowd_of(house, ear, by("ann"))
    new = crowd_of(house, ear, by("bob", target_id="l2", reporter_since=None))
    buyer = crowd_of(house, ear, by("cat", target_id="l3", reporter_kind="buyer"))
    assert (new, buyer) == (pytest.approx(known / 2, abs=0.002), pytest.approx(known * 2, abs=0.002))


def test_a_competitor_hardly_counts_and_is_no_reporter(house, ear):
    assert crowd_of(house, ear, by("rival", reporter_kind="competitor")) < 0.06
    assert ear.heard[-1]["reporters"] == 0


def test_linked_accounts_count_like_one(house, ear):
    one = crowd_of(house, ear, by("ann", reporter_cluster="farm"))
    many = [by(f"a{n}", n, reporter_cluster="farm") for n in range(30)]
    assert crowd_of(house, ear, *many) == one
    assert (ear.heard[-1]["reporters"], ear.heard[-1]["clusters"]) == (31, 1)


def test_those_without_a_cluster_share_one_that_is_capped(house, ear):
    assert crowd_of(house, ear, *(by(f"a{n}", n, reporter_cluster=None) for n in range(15))) == 1.5


def test_right_reports_make_a_word_weigh_more_and_wrong_ones_less(house, ear):
    unknown = crowd_of(house, ear, by("ann"))
    for n in range(4):
        house.hear(by("ann", n, target_id=f"a{n}"), ruled("ann", "upheld", n + 10, f"a{n}"))
        house.hear(by("bob", n, target_id=f"b{n}"), ruled("bob", "dismissed", n + 10, f"b{n}"))
    house.hear(by("ann", 30, target_id="new"))
    house.hear(by("x", 31, target_id="new", reporter_kind="competitor", reporter_cluster="home of ann"))
    ann = ear.heard[-1]["crowd"]
    house.hear(by("bob", 30, target_id="newer"))
    house.hear(by("y", 31, target_id="newer", reporter_kind="competitor", reporter_cluster="home of bob"))
    assert ann > 1.9 * unknown
    assert ear.heard[-1]["crowd"] < unknown / 1.5


def test_a_ruling_moves_nothing_that_was_reported_before_it(house, ear):
    house.hear(by("ann", 0, target_id="a"), by("ann", 5, target_id="b"), ruled("ann", "dismissed", 10, "a"))
    house.hear(by("x", 11, target_id="b", reporter_kind="competitor", reporter_cluster="home of ann"))
    assert ear.heard[-1]["crowd"] == pytest.approx(0.276, abs=0.001)


def test_a_late_ruling_answers_the_reports_after_it_again(house, ear):
    house.hear(by("ann", 0, target_id="a"), by("ann", 20, target_id="b"), ruled("ann", "dismissed", 10, "a"))
    house.hear(by("x", 21, target_id="b", reporter_kind="competitor", reporter_cluster="home of ann"))
    assert ear.heard[-1]["crowd"] < 0.25


def test_a_machines_ruling_moves_nobody(house):
    house.hear(by("ann"), ruled("ann", "abusive", 5, ruled_by="machine"))
    assert [row.rulings for row in house.rows.values() if isinstance(row, ReporterRow)] == [()]


def test_records_are_kept_by_class(house, ear):
    house.hear(by("ann", 0, target_id="a"), ruled("ann", "upheld", 1, "a"))
    other = crowd_of(house, ear, by("ann", 5, target_id="b", reason="off_platform"))
    assert other == pytest.approx(0.276, abs=0.001)


def test_an_abusive_reporter_is_muted_for_a_term(house, ear):
    house.hear(by("bob", 0, target_id="a"), ruled("bob", "abusive", 1, "a"), by("bob", 5, target_id="b"))
    assert (ear.heard[-1]["crowd"], ear.heard[-1]["reporters"]) == (0.0, 0)
    house.hear(by("bob", 60 * 24 * 91, target_id="c"))
    assert ear.heard[-1]["reporters"] == 1
    assert 0 < ear.heard[-1]["crowd"] < 0.276


def test_contrary_votes_take_away_at_most_half(house, ear):
    alone = crowd_of(house, ear, by("ann"))
    looks = [dismissed_view(reporter_id=f"v{n}", at=later(minutes=10, seconds=n)) for n in range(40)]
    house.hear(*looks, *looks, dismissed_view(reporter_id="ann", at=later(minutes=11)))
    assert crowd_of(house, ear, by("ann", 12, id="soon")) == alone  # an hour counts once it is over
    assert crowd_of(house, ear, by("ann", 65, id="later")) == pytest.approx(alone * (1 - 0.5 * 40 / 50), abs=0.001)


def test_many_contrary_votes_are_counted_well_enough_and_cost_no_report_its_place(house, ear):
    house.hear(*(by(f"p{n}", n / 10) for n in range(30)))
    house.hear(*(dismissed_view(reporter_id=f"v{n}", at=later(minutes=5, seconds=n / 10)) for n in range(3_000)))
    house.hear(by("last", 61))
    assert ear.heard[-1]["against"] == pytest.approx(3_000, rel=0.4)
    assert ear.heard[-1]["reporters"] == 20  # the others lie outside the window of an hour


def test_contrary_votes_may_come_in_any_order(house):
    reports = [by(f"p{n}", n * 10) for n in range(12)]
    looks = [dismissed_view(reporter_id=f"v{n}", at=later(minutes=n)) for n in range(90)]
    events = [house.read(event) for event in (*reports, *looks)]
    standings = []
    for seed in range(8):
        one = House(shipped())
        one.decide(Random(seed).sample(events, len(events)))
        standings.append(one.standing())
    assert all(standing == standings[0] for standing in standings)
    assert standings[0]


def test_a_report_that_a_person_ruled_wrong_weighs_nothing_any_more(house, ear):
    crowd_of(house, ear, by("ann"), by("bob", 1))
    assert crowd_of(house, ear, ruled("ann", "dismissed", 2), by("cat", 3)) == pytest.approx(2 * 0.276, abs=0.005)
    assert crowd_of(house, ear, ruled("ann", "upheld", 4), by("dan", 5)) == pytest.approx(4 * 0.276, abs=0.005)


def test_who_came_in_a_burst_gains_no_weight_by_waiting(house, ear):
    burst = [by(f"bot{n}", n / 60, reporter_cluster=f"farm-{n % 4}") for n in range(40)]
    assert crowd_of(house, ear, *burst) == 0
    assert ear.heard[-1]["burst"]
    assert crowd_of(house, ear, by("ann", 30)) == pytest.approx(0.276, abs=0.001)


def test_a_burst_across_the_edge_of_the_window_weighs_nothing_in_any_order():
    burst = [by(f"bot{n}", n / 4, reporter_cluster=f"farm-{n % 9}", reporter_since=None) for n in range(38)]
    events = [*burst, by("ann", 24 * 60 + 6, reporter_kind="buyer")]
    houses = [House(shipped()) for _ in range(6)]
    for seed, one in enumerate(houses):
        told = [one.read(event) for event in events]
        one.decide(Random(seed).sample(told, len(told)) if seed else told)
        one.hear(tick(later(days=1, hours=1)))
    assert {measure for one in houses for measure in one.measures()} == {"review"}


def test_who_reports_and_looks_away_is_no_contrary_vote(house, ear):
    alone = crowd_of(house, ear, by("ann"))
    house.hear(dismissed_view(reporter_id="ann", at=later(minutes=1)))
    assert crowd_of(house, ear, by("ann", 2, id="again")) == alone


def test_a_burst_of_few_hands_weighs_nothing_and_says_so(house, ear):
    before = crowd_of(house, ear, by("ann"), by("bob", 1))
    burst = [by(f"bot{n}", 30 + n / 60, reporter_cluster=f"farm {n % 3}") for n in range(40)]
    assert crowd_of(house, ear, *burst) == before
    assert ear.heard[-1]["burst"] is True


def test_thirty_independent_people_at_once_are_no_burst(house, ear):
    assert crowd_of(house, ear, *(by(f"p{n}", n / 30) for n in range(30))) > 8
    assert ear.heard[-1]["burst"] is False


def test_score_steps_are_followed_in_shadow_once_each(house):
    house.hear(*(by(f"p{n}", n) for n in range(20)))
    taken = [e for e in house.said if e.data.supersedes is None]
    assert {(e.data.measure, e.data.mode) for e in taken} == {("review", "shadow")}
    steps = [e.data.reasons[0].evidence[0].threshold for e in taken]
    assert steps == sorted(set(steps))
    assert [e.data.score for e in taken] == sorted(e.data.score for e in taken)
    house.hear(tick(later(days=2)))
    assert house.in_force.enforcements() == []


def asks(reporter: str, number: int) -> Activity:
    return Activity(
        time=number, reporter=reporter, seller_id=f"s{number}", report_id=f"r{number}", reason="other",
        source="m", id=f"e{number}", target_kind="listing", target_id=f"l{number}", asker=number % 8,
    )  # fmt: skip


def test_a_reporter_of_ten_thousand_targets_stays_small():
    policy, row = fingers().versions[0], ReporterRow()
    for number in range(10_000):
        row, _ = apply_activity(row, asks("u", number), policy)
    assert len(row.asks) == MAX_ASKS
    assert row.evicted == 10_000 - MAX_ASKS
    assert len(encode_row(row)) < 16 * 1024


def test_a_reporters_row_is_bounded_in_bytes_whatever_ids_are_made_of(house):
    def long(name: str) -> str:
        return name.ljust(128, "𠀀")

    for n in range(200):
        about = {"seller_id": long("s"), "target_id": long(f"l{n}"), "source": long("m")}
        house.hear(report(long(f"r{n}"), reporter_id=long("u"), id=long(f"e{n}"), at=later(minutes=n), **about))
        house.hear(report_ruled(long(f"r{n}"), id=long(f"j{n}"), at=later(days=8, minutes=n), **about))
    rows = [row for row in house.rows.values() if isinstance(row, ReporterRow)]
    assert [record_at(row, "counterfeit", 10**18).right for row in rows] == [200]
    assert max(len(encode_row(row)) for row in rows) < 0.8 * MAX_ROW_BYTES


def test_rulings_beyond_the_cap_become_counts():
    policy, row = fingers().versions[0], ReporterRow()
    for number in range(400):
        ruling = "upheld" if number % 4 else "dismissed"
        hop = Activity(
            time=number + 1, reporter="u", seller_id="s", report_id=f"r{number}", reason="other",
            source="m", id=f"e{number}", ruling=ruling,
        )  # fmt: skip
        row, _ = apply_activity(row, hop, policy)
    record = record_at(row, "other", 1_000)
    assert (record.right, record.wrong) == (300, 100)
    assert len(row.rulings) <= MAX_RULINGS


def test_activity_read_twice_changes_nothing():
    policy = fingers().versions[0]
    once, _ = apply_activity(ReporterRow(), asks("u", 1), policy)
    assert apply_activity(once, asks("u", 1), policy)[0] == once


def test_an_answer_goes_to_the_partition_that_asked_and_survives_its_bytes():
    hop = asks("u", 5)
    answer = Weight(time=1, seller_id="s", target_kind="listing", target_id="l", source="m", id="e", to=5)
    assert (hop.partition(), hop.key(), answer.partition()) == (None, "u", 5)
    assert [decode_hop(encode_hop(one)) for one in (hop, answer)] == [hop, answer]


def test_a_reporters_row_goes_when_nobody_can_need_it(house):
    house.hear(by("ann"), tick(later(days=6)))
    assert any(isinstance(row, ReporterRow) for row in house.rows.values())
    house.hear(tick(later(days=8)))
    assert not any(isinstance(row, ReporterRow) for row in house.rows.values())
