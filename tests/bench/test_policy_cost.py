"""What evaluating the rules costs: microseconds an evaluation, and as ratios to the cheapest case of the same run."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import perf_counter

import msgspec
import pytest

from streams.core.policy.build import build
from streams.core.policy.model import Policy
from streams.core.policy.parse import read_document
from streams.core.policy.vocabulary import TEXT

pytestmark = pytest.mark.bench

FILE = Path(__file__).parents[2] / "deploy" / "policies" / "default.yaml"
LATER = 1_800_000_000_000_000
CLEAN = {name: signal.default for name, signal in TEXT.items()}
FAKE = {**CLEAN, "brand_found": True, "jargon_core": 1}


def microseconds(work: Callable[[], object], times: int = 20_000) -> float:
    start = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - start) / times * 1e6


def many_rules(copies: int) -> Policy:
    """The shipped policy with every rule many times over."""
    document = read_document(FILE.read_text(), FILE.name)
    rules = [
        msgspec.structs.replace(rule, id=f"{rule.id}.{number}") for number in range(copies) for rule in document.rules
    ]
    return build(msgspec.structs.replace(document, rules=tuple(rules)))


def test_a_listing_with_nothing_to_see_costs_a_fraction_of_one_with_a_hit() -> None:
    policy, ratios = many_rules(1), count(1)
    condition = policy.evaluators["listing"].rules[0].when
    data = {name: FAKE[name] for name in condition.names}
    cases: dict[str, Callable[[], object]] = {
        "clean listing, all signals given": lambda: policy.hits("listing", CLEAN, LATER),
        "brand alone": lambda: policy.hits("listing", {**CLEAN, "brand_found": True}, LATER),
        "hit, seen before": lambda: policy.hits("listing", FAKE, LATER),
        "hit, never seen": lambda: policy.hits("listing", {**FAKE, "price_to_reference": 1 / next(ratios)}, LATER),
        "report below the bar": lambda: policy.hits("report", {"reason": "other", "reporters": 3}, LATER),
        "one bare CEL evaluation": lambda: condition.program.eval(data=data).value(),
    }
    costs = {name: microseconds(work) for name, work in cases.items()}
    for name, cost in costs.items():
        print(f"{name:<34} {cost:6.2f} us  {cost / costs['clean listing, all signals given']:5.1f} x")  # noqa: T201 - figures are what a bench is for
    assert costs["clean listing, all signals given"] < costs["hit, never seen"]


def test_a_clean_listing_costs_the_same_under_many_rules() -> None:
    few, many = many_rules(1), many_rules(40)
    rules = len(many.evaluators["listing"].rules)
    ratio = microseconds(lambda: many.hits("listing", CLEAN, LATER)) / microseconds(
        lambda: few.hits("listing", CLEAN, LATER)
    )
    print(f"clean listing under {rules} listing rules, to {rules // 40}: {ratio:.2f} x")  # noqa: T201 - same
    assert ratio < 3
