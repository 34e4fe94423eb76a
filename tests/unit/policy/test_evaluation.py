"""What fires, with which measure, on which basis."""

from __future__ import annotations

import msgspec
import pytest

from streams.core.policy.build import build, rule_of
from streams.core.policy.document import Document
from streams.core.policy.evaluate import FAILED, CelEvaluator, outcome_of
from streams.core.policy.model import Policy
from streams.core.policy.parse import read_document
from streams.core.policy.section import moment_of
from streams.core.time import DAY

FEBRUARY = moment_of("2026-02-01") or 0
FAKE = {"brand_found": True, "jargon_core": 1}


@pytest.fixture
def document(text: str) -> Document:
    return read_document(text, "small.yaml")


def with_rule(document: Document, number: int, **changes: object) -> Policy:
    rules = list(document.rules)
    rules[number] = msgspec.structs.replace(rules[number], **changes)
    return build(msgspec.structs.replace(document, rules=tuple(rules)))


@pytest.mark.parametrize(("ratio", "measure"), [(0.3, "block_listing"), (0.5, "review"), (1.0, "review")])
def test_the_highest_score_reached_decides_the_measure(small: Policy, ratio: float, measure: str) -> None:
    hits = small.hits("listing", {**FAKE, "price_to_reference": ratio}, FEBRUARY)
    assert [hit.measure for hit in hits] == [measure]


def test_a_score_below_every_threshold_is_no_hit(document: Document) -> None:
    assert with_rule(document, 0, score=0.5).hits("listing", FAKE, FEBRUARY) == ()


def test_nothing_seen_wakes_no_rule(small: Policy) -> None:
    assert small.hits("listing", {}, FEBRUARY) == ()
    assert small.hits("utterance", FAKE, FEBRUARY) == ()


def test_a_hit_names_rule_version_and_the_signals_it_looked_at(small: Policy) -> None:
    hit = small.hits("listing", FAKE, FEBRUARY)[0]
    assert (hit.rule_id, hit.policy_version, hit.mode) == ("fake", small.version, "live")
    assert hit.signals == ("brand_authorised", "brand_found", "jargon_core", "price_to_reference")


def test_a_law_is_cited_only_while_it_is_in_force(small: Policy) -> None:
    before = small.hits("listing", FAKE, FEBRUARY - 1)[0].legal_basis
    after = small.hits("listing", FAKE, FEBRUARY)[0].legal_basis
    assert before == ("Old Law Art 3, in force 2020-01-01",)
    assert after == ("Live Measures Art 12, in force 2026-02-01",)


def test_a_crowd_rule_takes_its_class_from_the_reports(small: Policy) -> None:
    signals = {"reason": "price_fraud", "reporters": 5}
    hit = small.hits("report", signals, FEBRUARY)[0]
    assert (hit.violation_class, hit.measure, hit.lapse) == ("price_fraud", "remind", "review")
    assert small.hits("report", {**signals, "reason": "no class"}, FEBRUARY)[0].violation_class == "other"


def test_a_rule_holds_from_its_first_moment_to_just_before_its_last(document: Document) -> None:
    policy = with_rule(document, 0, effective_from="2026-02-02", effective_to="2026-02-04")
    days = [bool(policy.hits("listing", FAKE, FEBRUARY + offset)) for offset in (DAY - 1, DAY, 3 * DAY - 1, 3 * DAY)]
    assert days == [False, True, True, False]


def test_shadow_is_told_and_off_is_silent(document: Document) -> None:
    assert with_rule(document, 0, mode="shadow").hits("listing", FAKE, FEBRUARY)[0].mode == "shadow"
    assert with_rule(document, 0, mode="off").hits("listing", FAKE, FEBRUARY) == ()


def test_rules_fire_in_the_order_of_the_file(document: Document) -> None:
    later = msgspec.structs.replace(document.rules[0], id="a-later-one")
    policy = build(msgspec.structs.replace(document, rules=(*document.rules, later)))
    assert [hit.rule_id for hit in policy.hits("listing", FAKE, FEBRUARY)] == ["fake", "a-later-one"]


def test_a_count_given_for_a_ratio_counts_as_that_ratio(small: Policy) -> None:
    assert small.hits("listing", {**FAKE, "price_to_reference": 0}, FEBRUARY)[0].measure == "block_listing"


def test_a_score_beyond_its_bounds_is_cut_to_them(document: Document) -> None:
    high = with_rule(document, 0, score="price_to_reference * 10.0")
    assert high.hits("listing", FAKE, FEBRUARY)[0].score == 1.0


def test_a_rule_that_cannot_tell_asks_a_person_in_shadow(document: Document) -> None:
    """Values of a wrong type cannot come out of typed signals; if they ever do, the content is not waved through."""
    rule = rule_of(document.rules[0], document, "v")
    assert outcome_of(rule, {"brand_found": "yes", "brand_authorised": False, "jargon_core": 1}) == FAILED
    no_number = rule_of(msgspec.structs.replace(document.rules[0], score="0.0 / 0.0"), document, "v")
    hits = CelEvaluator("listing", [no_number]).hits(FAKE, FEBRUARY)
    assert [(hit.measure, hit.mode, hit.score) for hit in hits] == [("review", "shadow", 0.0)]


def test_what_is_remembered_is_bounded_and_changes_nothing(small: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.core.policy.evaluate.REMEMBERED", 3)
    seen = [small.hits("report", {"reason": "other", "reporters": count}, FEBRUARY) for count in range(20)]
    again = [small.hits("report", {"reason": "other", "reporters": count}, FEBRUARY) for count in range(20)]
    assert seen == again
    assert [bool(hits) for hits in seen] == [count >= 5 for count in range(20)]
