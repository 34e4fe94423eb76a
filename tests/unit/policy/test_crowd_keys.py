"""What the sections on crowds, notices and guarantees may say, and what is said about mistakes in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from streams.core.policy.load import load_policy_text
from streams.core.policy.parse import read_document
from streams.core.policy.problems import PolicyError

REMINDS = """notices:
  address_notice:
    measures: {shop: remind}
    correction: 7d
    restore: 7d
    legal_basis: ["Order 117 Art 22"]
"""


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("crowd:\n  kinds: {viewer: -1}\n", "a factor lies between 0 and 10"),
        ("crowd:\n  kinds: {viewer: 11}\n", "a factor lies between 0 and 10"),
        ("crowd:\n  deviations: -5\n", "`deviations` lies between 0 and 10"),
        ("crowd:\n  slope: -5.5\n", "`slope` lies between 0 and 100"),
        ("crowd:\n  diversity: -1\n", "`diversity` lies between 0 and 100"),
        ("crowd:\n  prior_right: 0\n", "`prior_right` lies between 0.01 and 1000"),
        ("crowd:\n  unclustered_cap: 1e9\n", "`unclustered_cap` lies between 0.01 and 100"),
        ("crowd:\n  burst_reports: 2e12\n", "`burst_reports` lies between 2 and 320"),
        ("crowd:\n  burst_times: 1e9\n", "`burst_times` lies between 1 and 1000"),
        ("crowd:\n  intercept: -1e9\n", "`intercept` lies between -100 and 100"),
        ("crowd:\n  steps: []\n", "there are no score steps"),
        ("crowd:\n  mute: 999999d\n", "`999999d` is too long"),
        ("crowd:\n  mute: 801d\n", "`mute` is longer than a reporter is remembered"),
        ("crowd:\n  burst_within: 0s\n", "`0s` is no time at all"),
        (REMINDS, "a reminder is not restored"),
    ],
)
def test_what_turns_its_meaning_round_is_refused_with_its_line(
    text: str, versions: Path, section: str, message: str
) -> None:
    with pytest.raises(PolicyError) as refused:
        load_policy_text(text + section, "small.yaml", versions)
    assert message in str(refused.value)
    assert "--> small.yaml:" in str(refused.value)


@pytest.mark.parametrize("measure", ["compensate", "refuse_opening"])
def test_points_bring_neither_compensation_nor_a_refused_opening(
    text: str, complaint: Callable[[str, str], str], measure: str
) -> None:
    first = next(line for line in text[text.index("steps:") :].splitlines() if "measure:" in line)
    old = first[first.index("measure: ") :].split(",")[0]
    assert f"points cannot bring `{measure}`" in complaint(old, f"measure: {measure}")


def test_a_misspelt_reset_is_the_first_thing_said(complaint: Callable[[str, str], str]) -> None:
    assert "unknown reset `calender`" in complaint("validity: 365d", "reset: calender")


def test_the_graver_never_counts_less(text: str, versions: Path) -> None:
    place = text.index("slight: ", text.index("ladders:"))
    end = text.index(",", place)
    with pytest.raises(PolicyError, match="counts less than `slight`"):
        load_policy_text(text[:place] + "slight: 99" + text[end:], "small.yaml", versions)


def test_kinds_that_are_not_named_keep_their_factor(text: str) -> None:
    document = read_document(text + "crowd:\n  kinds: {buyer: 3}\n", "x")
    assert document.crowd.kinds == {"viewer": 1.0, "buyer": 3.0, "competitor": 0.2}


def test_a_guarantee_for_no_class_compensates_nobody_and_is_written_so(text: str) -> None:
    document = read_document(text + "guarantee:\n  classes: []\n", "x")
    assert document.guarantee.classes == ()
    assert read_document(document.text(), "y").guarantee.classes == ()
    assert read_document(text, "x").guarantee.classes == ("counterfeit",)


def test_a_mute_lasts_at_most_as_long_as_its_own_policy_remembers_reporters(text: str) -> None:
    kept = text + "crowd:\n  mute: 801d\nhorizons: {ledger: 801d}\n"
    assert read_document(kept, "x").crowd.mute == "801d"
