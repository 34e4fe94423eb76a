"""What a ladder may say in a file, and what is said about mistakes in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from streams.core.policy.load import load_policy_text
from streams.core.policy.model import CarryOver, Grace, WindowCap
from streams.core.policy.parse import read_document
from streams.core.policy.words import document_words
from streams.core.time import DAY

CALENDAR = "reset: calendar\n    carry_over: {from: 24, below: 48}"
RICH = f"{CALENDAR}\n    window_cap: {{points: 12, days: 3, severities: [slight]}}"


def test_every_key_reaches_the_engine(text: str, versions: Path) -> None:
    ladder = load_policy_text(text.replace("validity: 365d", RICH, 1), "small.yaml", versions).ladders["default"]
    assert (ladder.reset, ladder.carry_over) == ("calendar", CarryOver(24, 48))
    assert ladder.window_cap == WindowCap(12, 3, ("slight",))
    graced = text.replace("validity: 365d", "validity: 365d\n    grace: {severities: [slight], clean: 30d}", 1)
    assert load_policy_text(graced, "small.yaml", versions).ladders["default"].grace == Grace(("slight",), 30 * DAY)


def test_what_counts_is_told_in_words(text: str) -> None:
    said = "\n".join(document_words(read_document(text.replace("validity: 365d", RICH, 1), "x")))
    for words in ("cleared on 31 December", "24 to 47 carried over", "at most 12 in 3 days of slight findings"):
        assert words in said


def test_the_written_policy_reads_as_itself(text: str) -> None:
    document = read_document(text.replace("validity: 365d", RICH + "\n    never_slight: true", 1), "x")
    assert read_document(document.text(), "y") == document


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("validity: 365d\n    reset: yearly", "unknown reset `yearly`"),
        ("validity: 365d\n    reset: calendar", "points are cleared when the year ends"),
        ("reset: rolling", "`validity` is missing"),
        ("validity: 365d\n    carry_over: {from: 24, below: 48}", "nothing is carried over where points roll"),
        ("reset: calendar\n    carry_over: {from: 24, below: 24}", "the band is empty"),
        ("validity: 365d\n    window_cap: {points: 0, days: 3}", "`points` is a whole number of at least 1"),
        ("validity: 365d\n    window_cap: {points: 3}", "`days` is missing"),
        ("validity: 365d\n    grace: {clean: 30d}", "grace names the severities it is for"),
        ("validity: 365d\n    grace: {severities: [slite], clean: 30d}", "unknown severity `slite`"),
        (
            "validity: 365d\n    never_slight: true\n    grace: {severities: [slight], clean: 30d}",
            "a class that is never slight has no first slip to grace",
        ),
    ],
)
def test_mistakes_have_their_words(complaint: Callable[[str, str], str], written: str, message: str) -> None:
    assert complaint("validity: 365d", written).splitlines()[0] == f"error: {message}"
