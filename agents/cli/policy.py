"""`pinocchio policy`: check, show, compare and activate policies."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from agents.cli import options
from agents.cli.policy_record import Record, send
from agents.cli.policy_switch import brake, controls, observe_only, release
from agents.shipped import shipped_policy
from streams.core.policy.cases import count_cases, run_cases
from streams.core.policy.compare import Change, compare
from streams.core.policy.document import Document
from streams.core.policy.load import load_all, load_policies, policy_files
from streams.core.policy.model import Policy
from streams.core.policy.parse import read_document
from streams.core.policy.problems import PolicyError, Problem
from streams.core.policy.words import document_words
from streams.core.time import MINUTE, text_of

_PATH = click.Path(exists=True, path_type=Path)
_path = click.argument("path", type=_PATH, required=False, envvar="PINOCCHIO_POLICY")


@click.group()
def policy() -> None:
    """Check, show, compare and activate policies; switch what they do."""


@policy.command()
@_path
@options.as_json
def check(path: Path | None, as_json: bool) -> None:
    """Load PATH (a file or folder; the shipped policy without it) and run every rule's own cases."""
    policies, problems = checked(path or shipped_policy())
    if as_json:
        click.echo(_as_json(policies, problems))
    else:
        _tell(policies, problems)
    if _errors(problems):
        raise click.exceptions.Exit(1)


@policy.command()
@_path
@options.as_json
def show(path: Path | None, as_json: bool) -> None:
    """Show the versions of PATH, when each takes effect, and what it does, in words."""
    for version in _loaded(path or shipped_policy()):
        if as_json:
            click.echo(version.source)
            continue
        click.echo(f"{version.version}")
        click.echo(f"  announced {text_of(version.announced_at)}, in effect from {text_of(version.effective_from)}")
        for line in document_words(_document(version)):
            click.echo(f"  {line}")


@policy.command()
@click.argument("before", type=_PATH)
@click.argument("after", type=_PATH)
@options.as_json
def diff(before: Path, after: Path, as_json: bool) -> None:
    """Show what changes from BEFORE to AFTER: rules, ladders and settings. Exit 0 also when they differ."""
    changes = compare(_document(_one(before)), _document(_one(after)))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(changes)).decode())
        return
    for change in changes:
        click.echo(_change(change))
    click.echo(f"{len(changes)} difference{'' if len(changes) == 1 else 's'}")


@policy.command()
@click.argument("path", type=_PATH)
@options.broker
@click.option("--dry-run", is_flag=True, help="Check all of it, and write nothing.")
@options.as_json
def activate(path: Path, broker: str, dry_run: bool, as_json: bool) -> None:
    """Check the policy of PATH, run its cases and write it to the policies topic. Takes effect when it says."""
    policies, problems = checked(path)
    if _errors(problems):
        _tell(policies, problems)
        raise click.exceptions.Exit(1)
    version = _one(path)
    _refuse_late(version)
    record = Record.of(version)
    if not dry_run:
        send(broker, record)
    _told(version, record, dry_run, as_json)


for _verb in (observe_only, brake, release, controls):
    policy.add_command(_verb)


def checked(path: Path) -> tuple[list[Policy], list[Problem]]:
    """The policies of a path, and every problem of loading and of the cases."""
    policies, problems = load_all(path)
    if _errors(problems):
        return policies, problems
    for file in policy_files(path):
        text = file.read_text(encoding="utf-8")
        document = read_document(text, str(file))
        same = next((version for version in policies if _written_alike(version, document)), None)
        problems += run_cases(document, text, str(file), same.reader if same else None)
    return policies, problems


def _written_alike(version: Policy, document: Document) -> bool:
    loaded = _document(version)
    return msgspec.structs.replace(loaded, lexicon_digest="") == msgspec.structs.replace(document, lexicon_digest="")


def _document(version: Policy) -> Document:
    return read_document(version.source, version.version)


def _errors(problems: Sequence[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


def _loaded(path: Path) -> Sequence[Policy]:
    try:
        return load_policies(path).versions
    except PolicyError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(1) from error


def _one(path: Path) -> Policy:
    versions = _loaded(path)
    if len(versions) > 1:
        raise click.BadParameter(f"{path} holds {len(versions)} policies: name one file")
    return versions[0]


def _refuse_late(version: Policy) -> None:
    """Workers learn of a version within seconds, not at once: none may have decided an event by the old one by then."""
    if version.effective_from < time.time_ns() // 1000 + MINUTE:
        click.echo(
            f"pinocchio: {version.version} would be in effect from {text_of(version.effective_from)}, under a minute "
            "ahead: workers would differ about what was in force. Set a later `effective_from`.",
            err=True,
        )
        raise click.exceptions.Exit(1)


def _tell(policies: Sequence[Policy], problems: Sequence[Problem]) -> None:
    for problem in problems:
        click.echo(problem.render() + "\n", err=True)
    failed = len(_errors(problems))
    for version in policies:
        document = _document(version)
        rules, cases = len(document.rules), count_cases(document)
        click.echo(f"{version.version}: {rules} rules, {cases} cases, in effect from {text_of(version.effective_from)}")
    click.echo(f"{failed} problem{'' if failed == 1 else 's'}" if failed else "all cases hold")


def _as_json(policies: Sequence[Policy], problems: Sequence[Problem]) -> str:
    versions = [
        {"version": version.version, "effective_from": text_of(version.effective_from), "name": version.name}
        for version in policies
    ]
    document = {"ok": not _errors(problems), "policies": versions, "problems": problems}
    return msgspec.json.format(msgspec.json.encode(document)).decode()


def _change(change: Change) -> str:
    if change.kind != "changed":
        return f"{change.kind:<8} {change.what}"
    return f"changed  {change.what}: {_short(change.before)} -> {_short(change.after)}"


def _short(value: object) -> str:
    return "nothing" if value is None else msgspec.json.encode(value).decode()


def _told(version: Policy, record: Record, dry_run: bool, as_json: bool) -> None:
    if as_json:
        told = {"key": record.key, "version": version.version, "bytes": len(record.value), "written": not dry_run}
        click.echo(msgspec.json.encode(told).decode())
        return
    did = "would write" if dry_run else "wrote"
    click.echo(f"{did} {record.key} ({len(record.value):,} bytes), in effect from {text_of(version.effective_from)}")
