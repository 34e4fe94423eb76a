"""What a replay says at its end: a summary for machines, tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from agents.cli.because import because, headline
from agents.cli.replaying import Run
from agents.cli.source import KEY_NOTE, is_development_key
from agents.cli.story import moment
from agents.cli.words import CLASSES, MEASURES, TARGETS, Lang, say
from schemas.enforcement import Enforcement


def summary(run: Run) -> dict[str, Any]:
    """The replay as one JSON document."""
    replay = run.replay
    return {
        "events": run.events,
        "decided": replay.verdicts["decided"],
        "duplicate": replay.verdicts["duplicate"],
        "dead_letters": _dead_summary(run),
        "enforcements": [
            {"measure": measure, "violation_class": kind, "mode": mode, "change": change, "count": count}
            for (measure, kind, mode, change), count in sorted(replay.measures.items())
        ],
        "applications": dict(sorted(replay.decisions.items())),
        "in_force": len(replay.in_force.keys()),
        "seconds": round(run.seconds, 3),
        "events_per_second": round(run.rate(), 1),
        "policies": [policy.version for policy in replay.policies.versions],
        "development_key": is_development_key(),
        "digest": replay.digest(),
        "standing_digest": replay.standing_digest(),
    }


def _dead_summary(run: Run) -> dict[str, Any]:
    by = sorted(run.replay.dead_letters.items())
    return {
        "total": run.replay.verdicts["dead_letter"],
        "by": [{"stage": stage, "reason": reason, "count": count} for (stage, reason), count in by],
        "first": [msgspec.to_builtins(refused) for refused in run.refused],
    }


def show(run: Run, console: Console, lang: Lang = "en") -> None:
    """The replay as tables."""
    replay, verdicts = run.replay, run.replay.verdicts
    console.print(
        f"{run.events:,} events: {verdicts['decided']:,} decided, {verdicts['duplicate']:,} duplicate, "
        f"{verdicts['dead_letter']:,} dead-lettered; {run.rate():,.0f} events/s"
    )
    console.print("policy " + ", ".join(policy.version for policy in replay.policies.versions), highlight=False)
    if is_development_key():
        console.print(KEY_NOTE, style="dim")
    for table in (_dead_letters(run), _measures(run, lang)):
        if table.row_count:
            console.print("", table)
    _show_refused(run, console)
    _show_last(run.last, console, lang)
    if replay.decisions:
        told = ", ".join(f"{decision} {count:,}" for decision, count in sorted(replay.decisions.items()))
        console.print(f"shop openings: {told}")
    in_force = len(replay.in_force.keys())
    console.print(f"{in_force:,} measure{'' if in_force == 1 else 's'} in force")
    console.print(f"digest          {replay.digest()}\nstanding_digest {replay.standing_digest()}", highlight=False)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, title_style="bold", min_width=60)
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column in {"taken", "lifted", "count"} else "left")
    return table


def _dead_letters(run: Run) -> Table:
    table = _table("Dead letters", "stage", "reason", "count")
    for (stage, reason), count in sorted(run.replay.dead_letters.items()):
        table.add_row(stage, reason, f"{count:,}")
    return table


def _show_refused(run: Run, console: Console) -> None:
    """Where the first of them stand; `--dead FILE` writes them all."""
    for refused in run.refused:
        console.print(f"{refused.place()}: {refused.message}", style="dim", highlight=False, markup=False)
    more = run.replay.verdicts["dead_letter"] - len(run.refused)
    if more > 0:
        console.print(f"and {more:,} more: --dead FILE writes all of them", style="dim", highlight=False)


def _measures(run: Run, lang: Lang) -> Table:
    table = _table("Enforcements", "measure", "class", "mode", "taken", "lifted")
    counts = run.replay.measures
    for measure, kind, mode in sorted({key[:3] for key in counts}):
        taken, lifted = (counts[measure, kind, mode, change] for change in ("taken", "lifted"))
        table.add_row(say(MEASURES, measure, lang), say(CLASSES, kind, lang), mode, f"{taken:,}", f"{lifted:,}")
    return table


def _show_last(last: Sequence[Enforcement], console: Console, lang: Lang) -> None:
    """Two lines each, so that reasons stay readable on a narrow terminal."""
    if last:
        console.print("\nThe last measures taken, and why (--explain ID tells more)", style="bold")
    for enforcement in last:
        when, target, measure, reason, name = row(enforcement, lang)
        console.print(f"{name}  {when}  {measure}: {target}", highlight=False, markup=False)
        console.print(f"              {reason}", style="dim", highlight=False, markup=False)
    if last:
        console.print()


def row(enforcement: Enforcement, lang: Lang) -> tuple[str, str, str, str, str]:
    """An enforcement as a row: when, target, measure, because, the beginning of its id."""
    data = enforcement.data
    target = f"{say(TARGETS, data.target_kind, lang)} {data.target_id}"
    return moment(enforcement.time)[:19], target, headline(data, lang), because(data, lang), data.enforcement_id[:12]
