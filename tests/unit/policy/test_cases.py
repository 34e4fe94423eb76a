"""A rule's own cases: run through the real evaluation, and told with their place when they do not hold."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from schemas.enforcement import Evidence
from schemas.events.listings import ListingData
from schemas.events.live import UtteranceData
from streams.core.policy.cases import run_cases
from streams.core.policy.model import ListingReader, Signals, SignalValue
from streams.core.policy.parse import read_document


class Seen(msgspec.Struct, frozen=True):
    """Signals of a text that says `fake`."""

    brand: str = "Nike"
    evidence: tuple[Evidence, ...] = ()

    def values(self) -> dict[str, SignalValue]:
        """A brand and a word."""
        return {"brand_found": True, "jargon_core": 1}


class Reader:
    """Sees `fake` and nothing else."""

    def read(self, listings: Sequence[ListingData]) -> list[Signals | None]:
        """One entry a listing."""
        return [Seen() if "fake" in listing.title else None for listing in listings]

    def hear(self, utterances: Sequence[UtteranceData]) -> list[Signals | None]:
        """One entry an utterance."""
        return [Seen() if "fake" in utterance.text else None for utterance in utterances]


def problems(text: str, reader: ListingReader | None = None) -> list[str]:
    return [problem.render() for problem in run_cases(read_document(text, "x.yaml"), text, "x.yaml", reader)]


def test_cases_that_hold_say_nothing(text: str) -> None:
    assert problems(text) == []


def test_a_case_that_does_not_hold_says_what_the_rule_saw(text: str) -> None:
    (said,) = problems(text.replace("price_to_reference: 0.3}", "price_to_reference: 0.8}"))
    assert said.splitlines()[:2] == [
        "error: case `replica` of rule `fake`: expected block_listing, got review",
        "  --> x.yaml:32:16",
    ]
    assert "= hint: the rule saw brand_found = True, jargon_core = 1, price_to_reference = 0.8" in said


def test_a_case_without_a_name_is_called_by_its_number(text: str) -> None:
    (said,) = problems(text.replace("reporters: 4}, expect: none", "reporters: 6}, expect: none"))
    assert said.startswith("error: case 2 of rule `crowd`: expected none, got remind")


@pytest.mark.parametrize("change", ["mode: off", "effective_from: 2030-01-01", "mode: shadow"])
def test_cases_run_whatever_the_mode_and_the_dates(text: str, change: str) -> None:
    changed = text.replace("on: report", f"on: report\n    {change}").replace("reporters >= 5", "reporters >= 9")
    assert len(problems(changed)) == 1


REPLICA = "signals: {brand_found: true, jargon_core: 1, price_to_reference: 0.3}, expect: block_listing"


@pytest.mark.parametrize(
    ("listing", "trouble"),
    [
        ("{title: a fake shoe}", ""),
        ("{title: a shoe}", "expected review, got none"),
        ("{title: a fake shoe, price: 3}", "`price` is no field of a listing"),
        ("{title: a fake shoe, price_cents: -3}", "no listing: Expected `int` >= 0 - at `$.price_cents`"),
        ("{description: fake}", "no listing: Object missing required field `title`"),
    ],
)
def test_a_case_may_be_a_listing(text: str, listing: str, trouble: str) -> None:
    said = problems(text.replace(REPLICA, f"listing: {listing}, expect: review"), Reader())
    assert [line.partition("`fake`: ")[2] for report in said for line in report.splitlines()[:1]] == (
        [trouble] if trouble else []
    )


def test_a_listing_without_a_reader_is_told_not_passed(text: str) -> None:
    (said,) = problems(text.replace(REPLICA, "listing: {title: fake}, expect: review"))
    assert "there is nothing to read texts with, for the policy names no `lexicons`" in said


def test_a_case_may_be_words_said_live(text: str) -> None:
    changed = text.replace("on: listing", "on: utterance").replace("block_listing, 0.6", "pause_live, 0.6")
    changed = changed.replace(REPLICA, "utterance: a fake, expect: review")
    assert problems(changed, Reader()) == []
