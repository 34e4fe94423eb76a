"""`replay --diff A B`: which measures appear, disappear or move when policy B decides instead of policy A."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from rich.console import Console

from agents.cli.replay_report import row
from agents.cli.replaying import Job, Output, run
from agents.cli.story import moment
from agents.cli.story_words import LABELS
from agents.cli.words import Lang, say
from schemas.enforcement import Enforcement, EnforcementLifted, EnforcementTaken
from streams.core.policy.model import PolicySet

Same = tuple[str, str, str, str, str, str, tuple[str, ...]]
_SHOWN = 20


class Term(msgspec.Struct, frozen=True):
    """A measure, and when it ended; None while it is in force."""

    taken: Enforcement
    ended: datetime | None = None

    def span(self) -> tuple[datetime, datetime | None]:
        """From when it held, and until when it was to or did."""
        return self.taken.time, self.ended or self.taken.data.expires_at


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Measures taken under only one of two policies, how many under both, and which of these at other times."""

    policies: tuple[str, str]
    disappear: Sequence[Enforcement]
    appear: Sequence[Enforcement]
    moved: Sequence[tuple[Term, Term]]
    both: int


def compare(job: Job, one: PolicySet, other: PolicySet) -> Comparison:
    """Replay twice. The same measure of the same class on the same target for the same event is no difference."""
    before, after = _taken(job, one, "policy A"), _taken(job, other, "policy B")
    return Comparison(
        policies=(_versions(one), _versions(other)),
        disappear=[before[key].taken for key in before if key not in after],
        appear=[after[key].taken for key in after if key not in before],
        moved=[(term, after[key]) for key, term in before.items() if key in after and term.span() != after[key].span()],
        both=len(before.keys() & after.keys()),
    )


def _taken(job: Job, policies: PolicySet, title: str) -> Mapping[Same, Term]:
    taken: dict[Same, Term] = {}
    known: dict[str, Same] = {}

    def hear(output: Output) -> None:
        if isinstance(output, EnforcementTaken):
            key = _same(output)
            if key not in taken:
                taken[key], known[output.id] = Term(output), key
        elif isinstance(output, EnforcementLifted) and output.data.supersedes in known:
            key = known[output.data.supersedes]
            taken[key] = Term(taken[key].taken, output.time)

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
        "moved": [{"before": _span(before), "after": _span(after)} for before, after in comparison.moved],
        "disappear": [msgspec.to_builtins(taken.data) for taken in comparison.disappear],
        "appear": [msgspec.to_builtins(taken.data) for taken in comparison.appear],
    }


def _span(term: Term) -> dict[str, Any]:
    since, until = term.span()
    return {"time": since, "until": until, "data": msgspec.to_builtins(term.taken.data)}


def show(comparison: Comparison, console: Console, lang: Lang) -> None:
    """The comparison for people: `-` only under A, `+` only under B, `~` at other times."""
    one, other = comparison.policies
    console.print(f"A {one}\nB {other}", highlight=False)
    console.print(
        f"{comparison.both:,} measures under both, {len(comparison.disappear):,} disappear with B, "
        f"{len(comparison.appear):,} appear with B, {len(comparison.moved):,} hold at other times"
    )
    for sign, style, taken in (("-", "red", comparison.disappear), ("+", "green", comparison.appear)):
        for enforcement in taken[:_SHOWN]:
            console.print(f"{sign} {'  '.join(row(enforcement, lang))}", style=style, markup=False, highlight=False)
        if len(taken) > _SHOWN:
            console.print(f"{sign} … and {len(taken) - _SHOWN:,} more: --json shows all", style=style)
    _show_moved(comparison, console, lang)


def _show_moved(comparison: Comparison, console: Console, lang: Lang) -> None:
    for before, after in comparison.moved[:_SHOWN]:
        words = "  ".join(row(before.taken, lang)[1:])
        console.print(f"~ {words}", style="yellow", markup=False, highlight=False)
        console.print(
            f"    A {_told(before, lang)}\n    B {_told(after, lang)}", style="yellow", markup=False, highlight=False
        )
    if len(comparison.moved) > _SHOWN:
        console.print(f"~ … and {len(comparison.moved) - _SHOWN:,} more: --json shows all", style="yellow")


def _told(term: Term, lang: Lang) -> str:
    since, until = term.span()
    return f"{moment(since)} – {say(LABELS, 'open_end', lang) if until is None else moment(until)}"
