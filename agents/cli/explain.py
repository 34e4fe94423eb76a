"""`pinocchio explain`: one enforcement's story in plain words, from what was recorded or from the broker."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from agents.cli import archive, options
from agents.cli.explaining import Explainer, tell
from agents.cli.recorded import count_lines, regular_files
from agents.cli.replaying import Job, run
from agents.cli.source import policies_of, tokeniser
from agents.cli.words import Lang
from schemas.topics import ENFORCEMENTS

TOPIC = "topic"


@click.command()
@click.argument("enforcement_id")
@click.option(
    "--from",
    "sources",
    multiple=True,
    default=(TOPIC,),
    show_default=True,
    metavar="FILE|topic",
    help="Events or published enforcements, JSON Lines, plain or .gz; or `topic`: what the broker holds. Repeatable.",
)
@click.option("--policy", envvar="PINOCCHIO_POLICY", type=click.Path(exists=True, path_type=Path), help="For events.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the words.")
@options.broker
def explain(enforcement_id: str, sources: tuple[str, ...], policy: Path | None, lang: Lang, broker: str) -> None:
    """Tell the story of ENFORCEMENT_ID: what, by which rule and law, on what evidence, how it ended, how to appeal.

    Six characters of the id are enough; the id of a target tells all about it. Nothing told names a reporter.
    """
    explainer = Explainer(enforcement_id, _searched(sources, broker))
    with regular_files(_files(sources)) as paths:
        if TOPIC in sources:
            for enforcement in archive.on_topic(broker):
                explainer.hear(enforcement)
        published = [path for path in paths if archive.holds_enforcements(path)]
        for path in published:
            for enforcement in archive.in_file(path):
                explainer.hear(enforcement)
        if not published and TOPIC not in sources:
            run(Job(paths=paths, tokeniser=tokeniser(), lines=count_lines(paths)), policies_of(policy), explainer.hear)
        tell(explainer.cases(paths), Console(), lang)


def _searched(sources: tuple[str, ...], broker: str) -> str:
    on_topic = f"on {ENFORCEMENTS.name} at {broker} (--broker, PINOCCHIO_BROKER)"
    return " and ".join(on_topic if source == TOPIC else f"of {source}" for source in dict.fromkeys(sources))


def _files(sources: tuple[str, ...]) -> list[Path]:
    paths = [Path(source) for source in sources if source != TOPIC]
    for path in paths:
        if str(path) != "-" and not path.exists():
            raise click.UsageError(f"--from {path}: there is no such file, and it is not the word `{TOPIC}`")
    return paths
