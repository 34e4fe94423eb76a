"""One open reminder of a target and class, whatever asks for it and in whatever order: rule, notice, crowd, ruling."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.enforcement import EnforcementTaken
from streams.core.fold.folding import advance
from streams.core.ledger.reminding import told_of
from streams.core.policy.model import Grace
from streams.core.replay import order_of
from streams.core.rows.state import TargetRow
from streams.core.time import DAY, HOUR
from streams.testing.builders import (
    acknowledged,
    appeal,
    appeal_decided,
    corrected,
    later,
    listing,
    overturned,
    report,
    report_ruled,
    revision,
    tick,
    violation,
)
from streams.testing.house import House
from streams.testing.policies import LADDER, NOTICES, fingers
from tests.properties.crowd_rules import CrowdRules

HOURS = st.integers(0, 24 * 12).map(lambda hours: later(hours=hours))
LISTINGS = st.sampled_from(["l1", "l2"])
SHORT = msgspec.structs.replace(LADDER, steps=LADDER.steps[:1])  # nothing comes after its reminder
GRACED = msgspec.structs.replace(LADDER, grace=Grace(("slight", "general"), 5 * DAY))
LOOKS = (13, 40)  # days


CROWD_RULES = CrowdRules("reporters", ((2, "remind"), (4, "review")))
"""A reminder by two, a review by four."""


def house(which=0):
    evaluators = {**fingers().versions[0].evaluators, "report": CROWD_RULES}
    other = (LADDER, SHORT, GRACED)[which]
    notices = {**NOTICES, "address_notice": msgspec.structs.replace(NOTICES["address_notice"], lapse="limit_traffic")}
    ladders = {"default": LADDER, "false_advertising": GRACED, "other": other}
    return House(fingers(ladders=ladders, evaluators=evaluators, notices=notices, crowd_window=20 * HOUR))


@st.composite
def happenings(draw):
    kind, at, target = draw(st.integers(0, 11)), draw(HOURS), draw(LISTINGS)
    about = draw(st.sampled_from([{"target_id": target}, {"target_id": "seller-1", "target_kind": "account"}]))
    if kind in (0, 1):
        said = listing if kind else revision
        return said(target, title=draw(st.sampled_from(["BEST shoes", "BEST of all", "shoes"])), at=at)
    if kind in (2, 3, 4):
        name, reason = f"v{draw(st.integers(0, 4))}", draw(st.sampled_from(["other", "false_advertising"]))
        more = {"case_id": draw(st.sampled_from([None, None, "c"])), "severity": draw(st.sampled_from(SEVERITIES))}
        return violation(name, violation_class=reason, at=at, **about, **more)
    if kind == 5:
        return overturned(f"v{draw(st.integers(0, 4))}", at=at)
    if kind in (6, 7):
        said = acknowledged if draw(st.integers(0, 3)) == 0 else corrected
        return said(about["target_id"], target_kind=about.get("target_kind", "listing"), at=at)
    if kind == 8:
        fields = {"target_kind": "account", "target_id": "seller-1", "reason": "other"}
        return report("a1", reporter_kind="regulator", notice_kind="address_notice", at=at, **fields)
    who = draw(st.integers(0, 5))
    if kind == 9 and who == 0:
        return report_ruled("r1", ruling="dismissed", at=at, **about)
    more = {"reporter_cluster": f"home-{who}", "reporter_since": later(days=-400), "reason": "other"}
    return report(f"r{who}", reporter_id=f"u{who}", at=at.replace(minute=who), **about, **more)


SEVERITIES = ["slight", "slight", "general", "serious"]
LIVES = st.lists(happenings(), min_size=2, max_size=16)


def read(built):
    reader = House()
    return sorted({(e.source, e.id): e for e in map(reader.read, built)}.values(), key=order_of)


def standings(events, which):
    told, found = house(which), []
    told.decide(events)
    found.append(told.standing())
    for day in LOOKS:
        told.hear(tick(later(days=day)))
        found.append(told.standing())
    return told, found


def assert_none_twice(told):
    """Nowhere in what was published are two reminders of one target and class open."""
    there = {}
    for said in told.said:
        data = said.data
        if data.measure != "remind" or data.mode != "live":
            continue
        key = (data.target_kind, data.target_id, data.violation_class)
        if isinstance(said, EnforcementTaken):
            assert key not in there
            there[key] = said.id
        else:
            assert there.pop(key) == data.supersedes


@settings(max_examples=300, deadline=None)
@given(LIVES, st.integers(0, 2**32), st.integers(0, 2))
def test_any_order_ends_alike_and_nobody_is_reminded_twice_at_once(built, seed, which):
    events = read(built)
    told, expected = standings(events, which)
    assert_none_twice(told)
    late, found = standings(random.Random(seed).sample(events, len(events)), which)
    assert_none_twice(late)
    assert found == expected


def told_first(house):
    """What may be appealed against, each as it was taken first: of what is taken anew not every id is known."""
    first = {}
    for said in house.said:
        data = said.data
        if isinstance(said, EnforcementTaken) and data.measure != "review":
            about = (data.target_id, data.measure, data.violation_class, data.reasons[0].rule_id, data.caused_by)
            first.setdefault(about, said)
    return list(first.values())


@settings(max_examples=300, deadline=None)
@given(LIVES, st.integers(0, 2**32), st.integers(0, 2))
def test_an_appeal_by_any_id_that_was_told_means_the_same_in_every_order(built, seed, which):
    dice, events = random.Random(seed), read(built)
    shuffled = dice.sample(events, len(events))
    teller, _ = standings(dice.choice([events, shuffled]), which)
    taken = told_first(teller)
    appeals = []
    for number, one in enumerate(dice.sample(taken, min(2, len(taken)))):
        at = one.time + timedelta(hours=dice.choice([1, 20, 60, 200]))
        appeals.append(teller.read(appeal(one.id, at=at, id=f"asked-{number}")))
        appeals.append(teller.read(appeal_decided(one.id, outcome="upheld", at=at, id=f"answered-{number}")))
    everything = sorted([*events, *appeals], key=order_of)
    told, expected = standings(everything, which)
    assert_none_twice(told)
    late, found = standings(dice.sample(everything, len(everything)), which)
    assert_none_twice(late)
    assert found == expected


@settings(max_examples=200, deadline=None)
@given(LIVES, st.integers(0, 2))
def test_a_target_that_goes_on_is_what_its_facts_fold_to(built, which):
    told = house(which)
    told.decide(read(built))
    for row in told.rows.values():
        if isinstance(row, TargetRow) and row.facts:
            bare = msgspec.structs.replace(row, facts=row.facts[1:], held=(), memory=type(row.memory)())
            ledger = told_of(told.rows.get("ledger/seller-1"), row.target_kind, row.target_id, told.policies)
            again, _ = advance(bare, [row.facts[0]], row.clock, told.policies, told=ledger)
            assert [h.key() for h in again.held] == [h.key() for h in row.held]
            assert again.memory == row.memory


@settings(max_examples=200, deadline=None)
@given(LIVES, st.lists(st.integers(0, 90), min_size=16, max_size=16), st.integers(0, 2))
def test_ticks_between_move_nothing_that_the_end_shows(built, hours, which):
    events = read(built)
    _, expected = standings(events, which)
    ticked = house(which)
    for event, ahead in zip(events, hours, strict=False):
        ticked.hear(tick(event.time + (later(hours=ahead) - later())))
        ticked.decide([event])
    assert_none_twice(ticked)
    for day in LOOKS:
        ticked.hear(tick(later(days=day)))
    assert ticked.standing() == expected[-1]
