"""The shipped policy: it loads, its cases hold, and it keeps the promises that no change of it may break."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import get_args

import pytest

from schemas.fields import Severity
from streams.core.identity.fields import ALL_FIELDS
from streams.core.policy.build import build
from streams.core.policy.cases import run_cases
from streams.core.policy.load import load_policies
from streams.core.policy.model import Policy
from streams.core.policy.parse import read_document

FILE = Path(__file__).parents[3] / "deploy" / "policies" / "default.yaml"
LATER = 1_800_000_000_000_000


@pytest.fixture(scope="module")
def policy() -> Policy:
    """Its rules and ladders; reading texts takes the lexicons, which have their own tests."""
    return build(read_document(FILE.read_text(), FILE.name))


def test_its_own_cases_hold() -> None:
    text = FILE.read_text()
    said = run_cases(read_document(text, FILE.name), text, FILE.name, load_policies(FILE).at(LATER).reader)
    assert [problem.render() for problem in said] == []


def test_the_rule_that_the_documentation_shows_is_a_rule() -> None:
    manual = (FILE.parents[2] / "docs" / "policy.md").read_text()
    example = manual.partition("```yaml\n")[2].partition("```")[0]
    sections = FILE.read_text().partition("\nrules:\n")[0]
    (rule,) = read_document(f"{sections}\nrules:\n{indent(example, '  ')}", "policy.md").rules
    assert rule.id == "counterfeit.brand-and-jargon"


def test_it_says_that_its_ladders_are_a_sample() -> None:
    assert "THE LADDERS ARE A SAMPLE" in FILE.read_text()


def test_it_cites_nothing_that_nobody_has_read() -> None:
    laws = read_document(FILE.read_text(), FILE.name).laws
    assert [name for name, law in laws.items() if not law.citable] == ["online_trading", "platform_rules"]


@pytest.mark.parametrize("reporters", [5, 14, 15, 300, 1_000_000])
def test_a_crowd_alone_never_does_more_than_remind_and_call_a_person(policy: Policy, reporters: int) -> None:
    signals = {"reason": "counterfeit", "reporters": reporters, "clusters": reporters, "crowd": 0.276 * reporters}
    hits = policy.hits("report", signals, LATER)
    assert {hit.measure for hit in hits} == ({"remind"} if reporters < 15 else {"remind", "review"})
    assert {hit.lapse for hit in hits if hit.measure == "remind"} == {"review"}


def test_a_brand_and_a_low_price_alone_are_evidence_of_nothing(policy: Policy) -> None:
    for ratio in (0.01, 0.3, 0.9):
        assert policy.hits("listing", {"brand_found": True, "brand": "Nike", "price_to_reference": ratio}, LATER) == ()


@pytest.mark.parametrize(
    ("signals", "decision"),
    [
        ({}, None),
        ({"strong": 1, "groups": 1}, "refuse_opening"),
        ({"weak": 1, "groups": 1}, "review"),
        ({"medium": 1, "groups": 1}, "review"),
        ({"weak": 2, "groups": 1}, "review"),  # two of one group are not independent
        ({"weak": 2, "groups": 2}, "refuse_opening"),
        ({"medium": 1, "weak": 1, "groups": 2}, "refuse_opening"),
        ({"strong": 1, "weak": 3, "groups": 4}, "refuse_opening"),
    ],
)
def test_one_strong_link_or_two_independent_ones_refuse(
    policy: Policy, signals: dict[str, int], decision: str | None
) -> None:
    hits = policy.hits("application", {**signals, "offenders": 1, "term_active": True} if signals else {}, LATER)
    assert [hit.measure for hit in hits] == ([decision] if decision else [])


def test_it_weighs_only_identifiers_that_the_tokeniser_makes(policy: Policy) -> None:
    assert set(policy.identifiers) <= {field.kind for field in ALL_FIELDS}
    assert {kind for kind, part in policy.identifiers.items() if part.strength == "strong"} >= {"uscc", "id_no"}


def test_every_ladder_knows_every_severity_and_ends_with_the_account(policy: Policy) -> None:
    for ladder in policy.ladders.values():
        assert set(ladder.points) == set(get_args(Severity))
        assert ladder.steps[-1].measure == "ban_account"
        assert max(ladder.points.values()) >= ladder.steps[0].threshold


def test_no_slight_slip_does_more_than_warn(policy: Policy) -> None:
    for ladder in policy.ladders.values():
        reached = [step.measure for step in ladder.steps if step.threshold <= ladder.points["slight"]]
        assert set(reached) <= {"remind", "warn"}
