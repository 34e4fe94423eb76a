"""`pinocchio dlq`: look at dead letters, and send back those that can be decided now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import orjson

from agents.cli import operator, options
from agents.cli.dlq_choice import chosen, filtered, looked_up
from agents.cli.dlq_judging import judge
from agents.cli.dlq_letter import Letter, letters_on, source_of
from agents.cli.dlq_redrive import MOST, Outcome, Wish, plan
from agents.cli.dlq_redrive import redrive as send_back
from agents.cli.dlq_words import groups, row, told
from agents.cli.source import tokeniser

_STAY = 20
"""So many letters that stay are named; the one line that matters must not be lost above a hundred thousand."""
_file = click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that `pinocchio replay --dead` wrote, not the broker.",
)


@click.group()
def dlq() -> None:
    """Look at dead letters, and send back those that can be decided now.

    Values are never shown but by `show --raw`: a dead letter holds what came, personal data included.
    """


@dlq.command("list")
@filtered
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="The newest so many.")
@_file
@options.broker
@options.as_json
def list_(limit: int, file: Path | None, broker: str, as_json: bool, **filters: Any) -> None:
    """List dead letters, the newest last."""
    choice = chosen(filters)
    found = choice.of(looked_up(choice, broker, file))
    if as_json:
        click.echo(orjson.dumps({"total": len(found), "letters": [row(letter) for letter in found[-limit:]]}))
        return
    if len(found) > limit:
        click.echo(f"... {len(found) - limit:,} older ones; see them with --limit or --until")
    for letter in found[-limit:]:
        shown = row(letter)
        click.echo(f"{letter.place}  {shown['refused_at'] or ''}  {letter.stage}/{letter.reason}: {letter.message}")
    if not found:
        click.echo("no dead letters")


@dlq.command()
@filtered
@_file
@options.broker
@options.as_json
def stats(file: Path | None, broker: str, as_json: bool, **filters: Any) -> None:
    """Count dead letters by topic, stage and reason, with the oldest and the newest of each."""
    choice = chosen(filters)
    found = groups(choice.of(looked_up(choice, broker, file)))
    if as_json:
        click.echo(orjson.dumps(found))
        return
    for group in found:
        span = f"  {group['oldest']} to {group['newest']}" if group["oldest"] else ""
        again = f", tried up to {group['attempts']} times" if group["attempts"] > 1 else ""
        click.echo(f"{group['count']:>8,}  {group['topic']}  {group['stage']}/{group['reason']}{span}{again}")
    if not found:
        click.echo("no dead letters")


@dlq.command()
@click.argument("place")
@click.option("--raw", is_flag=True, help="Show the bytes themselves. They may hold personal data.")
@options.broker
@options.as_json
def show(place: str, raw: bool, broker: str, as_json: bool) -> None:
    """Show the dead letter at PLACE (topic/partition/offset, as `list` prints it): headers, shape, error."""
    letter = _at(place, broker)
    judgement = judge(letter, tokeniser(), frozenset())
    shown = told(letter, f"{judgement.verdict}: {judgement.why}", raw=raw)
    if raw:
        click.echo("pinocchio: these bytes may hold personal data: do not paste them anywhere", err=True)
    if as_json:
        click.echo(orjson.dumps(shown))
        return
    for name, content in shown.items():
        _line(name, content)


@dlq.command()
@filtered
@click.option("--max", "most", type=click.IntRange(1, MOST), default=100, show_default=True, help="At most so many.")
@click.option("--yes", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--dry-run", is_flag=True, help="Write nothing; this is so anyway without --yes.")
@click.option("--force", is_flag=True, help="Also those that would fail again or were redriven before.")
@operator.why
@operator.by
@options.broker
@options.as_json
def redrive(
    most: int, yes: bool, dry_run: bool, force: bool, why: str, by: str, broker: str, as_json: bool, **filters: Any
) -> None:
    """Send dead letters back to their topic: original key, value and headers, and one more try on the counter.

    Says what it would do; with --yes does it, in one transaction with an audit event. A letter goes back once.
    """
    wish = Wish(choice=chosen(filters), most=most, why=why, by=by, force=force)
    does = yes and not dry_run
    outcome = send_back(broker, wish, tokeniser()) if does else plan(broker, wish, tokeniser())
    if as_json:
        click.echo(orjson.dumps(_as_json(outcome)))
        return
    _tell(outcome)


def _at(place: str, broker: str) -> Letter:
    topic, _, position = place.partition("/")
    source = source_of(topic)
    if source is None or position.count("/") != 1:
        raise click.BadParameter(f"{place!r} is no place: topic/partition/offset, as `pinocchio dlq list` prints it")
    wanted = f"{source.name}/{position}"
    for letter in letters_on(broker, [source]):
        if letter.place == wanted:
            return letter
    click.echo(f"pinocchio: there is no dead letter at {place} (any more); see `pinocchio dlq list`", err=True)
    raise click.exceptions.Exit(1)


def _line(name: str, content: object) -> None:
    if isinstance(content, dict):
        content = [f"{key}: {part}" for key, part in content.items() if part is not None]
    if isinstance(content, list):
        for number, part in enumerate(content):
            click.echo(f"{name if not number else '':<16}{part}")
    elif content not in (None, "", False):
        click.echo(f"{name.replace('_', ' '):<16}{content}")


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "written": outcome.written,
        "redriven" if outcome.written else "would_redrive": [letter.place for letter in outcome.sent],
        "left": [{"place": one.place, "verdict": why.verdict, "why": why.why} for one, why in outcome.left],
        "beyond_max": outcome.beyond,
    }


def _tell(outcome: Outcome) -> None:
    did = "redriven" if outcome.written else "would go back"
    for letter in outcome.sent:
        click.echo(f"{did:<14}{letter.place}  {letter.stage}/{letter.reason}, tried {letter.attempt} times")
    for letter, judgement in outcome.left[:_STAY]:
        click.echo(f"{'stays':<14}{letter.place}  {judgement.why}")
    more = Counter(f"{letter.stage}/{letter.reason}" for letter, _ in outcome.left[_STAY:])
    for kind, count in more.most_common():
        click.echo(f"{'stay':<14}{count:,} more of {kind}; all of them with --json")
    if outcome.beyond:
        click.echo(f"and {outcome.beyond:,} more beyond --max")
    _warn(outcome.sent)
    total = f"{len(outcome.sent):,} {did}, {len(outcome.left):,} stay"
    click.echo(total if outcome.written or not outcome.sent else f"{total}; nothing is written without --yes")


def _warn(sent: Sequence[Letter]) -> None:
    """Order: who redrives should know that the world went on."""
    if sent:
        click.echo(
            "They come after all that was decided meanwhile. Standings go by event time, so they end the same; but "
            "measures may be taken or lifted late, and an event older than the ledger horizon is late again.",
            err=True,
        )
