"""A crowd in any order of arrival: reports, rulings on them, contrary votes, and the answers of the reporters' rows."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.crowd.tally import Tally, count_alone, count_once
from streams.core.fold.folding import advance, remembered
from streams.core.policy.crowd import Crowd
from streams.core.replay import order_of
from streams.core.rows.credibility import UNIT, Record, weight
from streams.core.rows.facts import Reported
from streams.core.rows.state import TargetRow
from streams.core.time import DAY, HOUR
from streams.testing.builders import corrected, dismissed_view, later, report, report_ruled, tick
from streams.testing.house import House
from streams.testing.policies import fingers
from tests.properties.crowd_rules import CrowdRules
from tests.properties.delayed import Partitions

PEOPLE = st.integers(0, 3)


CROWD_RULES = CrowdRules("crowd", ((0.2, "remind"), (0.45, "review")))
"""Bars so close to what one reporter weighs that every record moves somebody over one."""


def house() -> House:
    evaluators = {**fingers().versions[0].evaluators, "report": CROWD_RULES}
    return House(fingers(evaluators=evaluators, crowd_window=30 * HOUR))


@st.composite
def events(draw):
    who, target = draw(PEOPLE), draw(st.sampled_from(["l1", "l2"]))
    name, kind = f"r{who}-{target}-{draw(st.integers(0, 1))}", draw(st.integers(0, 9))
    at = later(hours=draw(st.integers(0, 60)))
    if kind == 0:
        return corrected(target, at=at)
    if kind == 1:
        return dismissed_view(reporter_id=f"u{who}", target_id=target, at=at)
    if kind in (2, 3, 4):
        ruling, by = (
            draw(st.sampled_from(["upheld", "dismissed", "abusive"])),
            draw(st.sampled_from(["human", "machine"])),
        )
        return report_ruled(name, target_id=target, ruling=ruling, ruled_by=by, at=at)
    cluster = draw(st.sampled_from([None, "home", f"home-{who}"]))
    since = draw(st.sampled_from([None, later(days=-400)]))
    recorded = draw(st.sampled_from([None, None, later(hours=70)]))
    more = {"reporter_cluster": cluster, "reporter_since": since, "recorded": recorded, "at": at}
    return report(name, reporter_id=f"u{who}", target_id=target, reporter_kind="viewer", **more)


@settings(max_examples=300, deadline=None)
@given(st.lists(events(), min_size=4, max_size=18), st.integers(0, 2**32))
def test_what_a_crowd_brings_does_not_depend_on_arrival_order(built, seed):
    one, other = house(), house()
    known = list({(e.source, e.id): e for e in map(one.read, built)}.values())
    one.decide(sorted(known, key=order_of))
    other.decide(random.Random(seed).sample(known, len(known)))
    assert other.standing() == one.standing()
    for last in (later(days=4), later(days=9)):
        one.hear(tick(last))
        other.hear(tick(last))
        assert other.standing() == one.standing()


@settings(max_examples=200, deadline=None)
@given(st.lists(events(), min_size=4, max_size=18), st.integers(0, 2**32), st.sampled_from([0.0, 0.5, 5.0]))
def test_answers_may_come_late(built, seed, haste):
    """As on a stream: hop records wait, each pair of partitions in order, and everything is answered at last."""
    one = house()
    known = sorted({(e.source, e.id): e for e in map(one.read, built)}.values(), key=order_of)
    one.decide(known)
    slow = Partitions(one.policies, random.Random(seed), count=3, haste=haste)
    slow.feed(known)
    assert slow.in_force.keys() == one.standing()


@settings(max_examples=200, deadline=None)
@given(st.lists(events(), min_size=1, max_size=18), st.sampled_from([house, House]))
def test_a_report_that_is_only_remembered_leaves_the_row_that_a_fold_would(built, place):
    one = place()
    one.decide(sorted({(e.source, e.id): e for e in map(one.read, built)}.values(), key=order_of))
    for row in [row for row in one.rows.values() if isinstance(row, TargetRow)]:
        told = TargetRow(seller_id=row.seller_id, target_kind=row.target_kind, target_id=row.target_id, views=row.views)
        for fact in row.facts:
            folded, _ = advance(told, [fact], fact.time, one.policies)
            if isinstance(fact, Reported):
                assert remembered(told, fact, fact.time, one.policies) in (None, folded)
            told = folded


FACTS = st.builds(
    lambda hour, who, cluster, right: Reported(
        time=hour * HOUR,
        type="r",
        source="s",
        id=f"{hour}-{who}",
        reason="other",
        reporter=f"u{who}",
        cluster=cluster,
        record=Record(right, 1),
    ),
    st.integers(0, 80),
    st.integers(0, 5),
    st.sampled_from([None, "a", "b"]),
    st.integers(0, 4),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(FACTS, min_size=1, max_size=40, unique_by=lambda fact: fact.id))
def test_a_tally_that_went_on_says_what_one_pass_says(facts):
    facts = sorted(facts, key=lambda fact: fact.order())
    rule = Crowd(burst_reports=4.0, burst_span=5 * HOUR, burst_times=1.0)
    running = Tally(rule)
    for number, fact in enumerate(facts):
        running.add(fact)
        since = fact.start - DAY
        assert running.at(fact, since) == count_once(facts[: number + 1], fact, since, rule)


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_right_report_never_makes_a_word_weigh_less_nor_a_wrong_one_more(right, wrong):
    rule = Crowd()

    def worth(record: Record) -> int:
        return weight(record, "viewer", -100 * DAY, 0, rule)

    here = worth(Record(right, wrong))
    assert 0 <= here <= UNIT
    assert worth(Record(right + 1, wrong)) >= here >= worth(Record(right, wrong + 1))


@given(FACTS)
def test_one_person_alone_is_counted_as_any_crowd(fact):
    rule = Crowd()
    assert count_alone(fact, rule) == count_once((fact,), fact, fact.start - DAY, rule)
