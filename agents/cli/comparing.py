"""`replay --diff A B`: which measures appear and which disappear when policy B decides instead of policy A."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from rich.console import Console

from agents.cli.replay_report import row
from agents.cli.replaying import Job, Output, run
from agents.cli.words import Lang
from schemas.enforcement import Enforcement, EnforcementTaken
from streams.core.policy.model import PolicySet

Same = tuple[str, str, str, str, str, str, tuple[str, ...]]
_SHOWN = 20


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Measures taken under only one of two policies, and how many under both."""

    policies: tuple[str, str]
    disappear: Sequence[Enforcement]
    appear: Sequence[Enforcement]
    both: int


def compare(job: Job, one: PolicySet, other: PolicySet) -> Comparison:
    """Replay twice. The same measure of the same class on the same target for the same event is no difference."""
    before, after = _taken(job, one, "policy A"), _taken(job, other, "policy B")
    return Comparison(
        policies=(_versions(one), _versions(other)),
        disappear=[before[key] for key in before if key not in after],
        appear=[after[key] for key in after if key not in before],
        both=len(before.keys() & after.keys()),
    )


def _taken(job: Job, policies: PolicySet, title: str) -> Mapping[Same, Enforcement]:
    taken: dict[Same, Enforcement] = {}

    def hear(output: Output) -> None:
        if isinstance(output, EnforcementTaken):
            taken.setdefault(_same(output), output)

    run(job, policies, hear, title)
    return taken


def _same(taken: Enforcement) -> Same:
    """What a host would call the same measure, whatever rule it comes from."""
    data = taken.data
    target = (data.seller_id, data.target_kind, data.target_id)
    cause = data.caused_by or (taken.time.isoformat(),)  # a crowd's names no event
    return (*target, data.measure, data.violation_class, data.mode, cause)


def _versions(policies: PolicySet) -> str:
    return ", ".join(policy.version for policy in policies.versions)


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as one JSON document."""
    return {
        "policies": list(comparison.policies),
        "both": comparison.both,
        "disappear": [msgspec.to_builtins(taken.data) for taken in comparison.disappear],
        "appear": [msgspec.to_builtins(taken.data) for taken in comparison.appear],
    }


def show(comparison: Comparison, console: Console, lang: Lang) -> None:
    """The comparison for people: `-` only under A, `+` only under B."""
    one, other = comparison.policies
    console.print(f"A {one}\nB {other}", highlight=False)
    console.print(
        f"{comparison.both:,} measures under both, {len(comparison.disappear):,} disappear with B, "
        f"{len(comparison.appear):,} appear with B"
    )
    for sign, style, taken in (("-", "red", comparison.disappear), ("+", "green", comparison.appear)):
        for enforcement in taken[:_SHOWN]:
            console.print(f"{sign} {'  '.join(row(enforcement, lang))}", style=style, markup=False, highlight=False)
        if len(taken) > _SHOWN:
            console.print(f"{sign} … and {len(taken) - _SHOWN:,} more: --json shows all", style=style)
