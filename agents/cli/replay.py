"""`pinocchio replay`: decide recorded events from files, without a broker, with the engine of the service."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import click
import msgspec
import orjson
from rich.console import Console

from agents.cli import comparing, options, replay_report
from agents.cli.dlq_letter import Refused
from agents.cli.explaining import LAST, Explainer, tell
from agents.cli.instants import moment
from agents.cli.recorded import count_lines, regular_files
from agents.cli.replaying import Job, Output, Run, run
from agents.cli.source import policies_of, tokeniser
from agents.cli.words import Lang
from schemas.encode import encode_event
from streams.core.policy.model import PolicySet
from streams.runtime.errors import InfrastructureError

_file = click.Path(exists=True, allow_dash=True, dir_okay=False, path_type=Path)
_policy = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_file)
@click.option("--policy", envvar="PINOCCHIO_POLICY", type=_policy, help="File or folder; the shipped one without it.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write enforcements and decisions here.")
@click.option("--dead", type=click.Path(dir_okay=False, path_type=Path), help="Write every dead letter's place here.")
@click.option(
    "--explain", metavar="ID", help="Tell the story of an enforcement, of all about one target, or of the `last`."
)
@click.option("--diff", nargs=2, type=_policy, metavar="A B", help="What changes when policy B decides, not A.")
@click.option("--as-of", callback=moment, metavar="TIME", help="Move the clock on to TIME at the end: timers fire.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the words.")
@options.as_json
def replay(
    files: tuple[Path, ...],
    policy: Path | None,
    out: Path | None,
    dead: Path | None,
    explain: str | None,
    diff: tuple[Path, Path] | None,
    as_of: int | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Decide the events of FILES (JSON Lines, plain or .gz, in any order; - is stdin), without a broker.

    A line that is no event is counted as a dead letter; the exit code stays 0.
    """
    for option, target in (("--out", out), ("--dead", dead)):
        _refuse_emptying(option, target, files)
    if diff and (explain or out or dead):
        raise click.UsageError("--diff compares two policies: it goes with none of --explain, --out and --dead")
    with regular_files(files) as paths, _told(dead) as refused:
        job = Job(paths=paths, tokeniser=tokeniser(), lines=count_lines(paths), as_of=as_of, refused=refused)
        if diff:
            _compare(job, diff, lang, as_json)
        else:
            _replay(job, policy, out, Explainer(explain, "of this replay") if explain else None, lang, as_json)


def _refuse_emptying(option: str, target: Path | None, files: Sequence[Path]) -> None:
    if target is not None and target.exists() and any(path.exists() and path.samefile(target) for path in files):
        raise click.UsageError(f"{option} {target} is one of the files to read, and would empty it: name another file")


@contextmanager
def _told(dead: Path | None) -> Iterator[Callable[[Refused], None] | None]:
    """A line of JSON for each dead letter: what `pinocchio dlq --from` reads."""
    if dead is None:
        yield None
        return
    with _opened(dead, "--dead") as file:

        def tell(refused: Refused) -> None:
            file.write(msgspec.json.encode(refused) + b"\n")

        yield tell


def _compare(job: Job, diff: tuple[Path, Path], lang: Lang, as_json: bool) -> None:
    one, other = (policies_of(path) for path in diff)
    comparison = comparing.compare(job, one, other)
    if as_json:
        click.echo(orjson.dumps(comparing.as_json(comparison)))
    else:
        comparing.show(comparison, Console(soft_wrap=True), lang)


def _replay(
    job: Job, policy: Path | None, out: Path | None, explainer: Explainer | None, lang: Lang, as_json: bool
) -> None:
    policies = policies_of(policy)
    try:
        done = _decide(job, policies, out, explainer)
    except OSError as error:
        if out is None or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG):
            raise
        raise InfrastructureError(
            f"{out}: {error.strerror}; what it holds is not whole", "make room, and replay again"
        ) from error
    console = Console()
    if as_json:
        click.echo(orjson.dumps(replay_report.summary(done), option=orjson.OPT_INDENT_2))
    elif explainer is None or explainer.wanted == LAST:
        replay_report.show(done, console, lang)
    if explainer is not None:
        console.print()
        tell(explainer.cases(job.paths), Console(stderr=True) if as_json else console, lang)


def _decide(job: Job, policies: PolicySet, out: Path | None, explainer: Explainer | None) -> Run:
    with ExitStack() as stack:
        file = None if out is None else stack.enter_context(_opened(out, "--out"))

        def hear(output: Output) -> None:
            if file is not None:
                file.write(encode_event(output) + b"\n")
            if explainer is not None:
                explainer.hear(output)

        return run(job, policies, hear)


def _opened(out: Path, option: str) -> IO[bytes]:
    try:
        return out.open("wb")
    except OSError as error:
        raise click.UsageError(f"{option} {out} cannot be written: {error.strerror}") from error
