"""`pinocchio report`: what recorded events add up to."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
import orjson
from rich.console import Console
from rich.table import Table

from agents.cli import options
from agents.cli.recorded import count_lines, regular_files
from agents.cli.replaying import Job, run
from agents.cli.source import policies_of, tokeniser
from streams.core.identity.agencies import Agency, agencies_among
from streams.core.rows.state_identity import AccountRow

_file = click.Path(exists=True, allow_dash=True, dir_okay=False, path_type=Path)
_policy = click.Path(exists=True, path_type=Path)


@click.group()
def report() -> None:
    """Reports over recorded events."""


@report.command()
@click.argument("files", nargs=-1, required=True, type=_file)
@click.option("--policy", envvar="PINOCCHIO_POLICY", type=_policy, help="File or folder; the shipped one without it.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many, the worst first.")
@click.option("--agency", multiple=True, help="An agency's id, to show that one by it; the others stay masked.")
@options.as_json
def agencies(files: tuple[Path, ...], policy: Path | None, top: int, agency: tuple[str, ...], as_json: bool) -> None:
    """Rank the agencies in FILES by how many of their clients are barred.

    It is a report: nothing is done to an agency for it.
    """
    key, policies = tokeniser(), policies_of(policy)
    with regular_files(files) as paths:
        job = Job(paths=paths, tokeniser=key, lines=count_lines(paths))
        rows = run(job, policies, lambda _: None, "agencies").replay.rows
    at = max((row.clock for row in rows.values() if isinstance(row, AccountRow)), default=0)
    names = {token.masked: name for name in agency for token in key.attribute("agency", name)}
    ranked = [
        msgspec.structs.replace(one, agency=names.get(one.agency, one.agency))
        for one in agencies_among(rows.values(), at, policies)[:top]
    ]
    if as_json:
        click.echo(orjson.dumps([msgspec.structs.asdict(one) for one in ranked], option=orjson.OPT_INDENT_2))
    else:
        Console(soft_wrap=True).print(_table(ranked))


def _table(ranked: list[Agency]) -> Table:
    table = Table("agency", "clients", "barred", "refused", "share", "standing", title="Agencies, the worst first")
    table.caption = "share: barred of all clients; standing: 1 is as good as it gets, towards 0 the worse"
    for one in ranked:
        table.add_row(
            one.agency,
            str(one.clients),
            str(one.barred),
            str(one.refused),
            f"{one.share:.1%}",
            f"{one.standing:.3f}",
        )
    return table
