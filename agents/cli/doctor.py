"""`pinocchio doctor`: what is wrong with this installation and its broker, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec
from kafka import KafkaAdminClient

from agents.cli import checkup_broker, checkup_machine, checkup_up, checkup_work, options
from agents.cli.finding import Finding, fail, ok, skipped
from agents.cli.running import is_up
from streams.runtime import admin
from streams.runtime.errors import (
    EXIT_CHECK_FAILED,
    EXIT_INFRASTRUCTURE,
    EXIT_USAGE,
    InfrastructureError,
    SettingsError,
)

_PATH = click.Path(path_type=Path)
_UNREACHED = "broker"
_OF_BROKER = ("topics", "settings of topics", "policies topic", "switches", "group", "dead letters", "clock")


@click.command()
@options.broker
@options.app_id
@click.option("--policy", envvar="PINOCCHIO_POLICY", type=_PATH, help="File or folder; the shipped one without it.")
@click.option("--identity-key-file", envvar="PINOCCHIO_IDENTITY_KEY_FILE", type=_PATH, help="What `worker` would use.")
@options.as_json
def doctor(broker: str, app_id: str, policy: Path | None, identity_key_file: Path | None, as_json: bool) -> None:
    """Check settings, versions, policy, key, broker, topics, switches, lag, dead letters and clock. Changes nothing.

    Each line is ok, or says what to do. Exit 0 when all is well, 1 when something is to be done, 2 when a setting is
    wrong, 3 when the broker cannot be asked.
    """
    findings = []
    for finding in _all(broker, app_id, policy, identity_key_file):
        findings.append(finding)
        if not as_json:
            _tell(finding)
    code = _code(findings)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode({"ok": code == 0, "findings": findings})).decode())
    raise click.exceptions.Exit(code)


def _all(broker: str, app_id: str, policy: Path | None, identity_key_file: Path | None) -> Iterator[Finding]:
    """One after the other, as they are found: whoever waits for a slow broker reads what is known already."""
    yield checkup_machine.settings()
    yield checkup_machine.identity_key(identity_key_file)
    done = set()
    for finding in _ask_broker(broker, app_id):
        done.add(finding.check)
        yield finding
    yield from (skipped(name, "the broker could not be asked") for name in _OF_BROKER if name not in done)
    yield checkup_machine.versions()
    yield checkup_machine.policy(policy)  # last: running every rule's cases takes seconds


def _code(findings: Sequence[Finding]) -> int:
    """A wrong setting goes first: the service would not start, whatever the broker says."""
    failed = {finding.check for finding in findings if finding.status == "fail"}
    if "settings" in failed:
        return EXIT_USAGE
    if _UNREACHED in failed:
        return EXIT_INFRASTRUCTURE
    return EXIT_CHECK_FAILED if failed else 0


def _ask_broker(broker: str, app_id: str) -> Iterator[Finding]:
    if is_up(broker):
        yield from checkup_up.findings(broker, app_id)
        return
    try:
        with admin.admin_client(broker) as client:
            yield from _broker_findings(client, broker, app_id)
    except SettingsError:  # told by the check of the settings, all of them
        yield skipped("broker", "the settings do not say how to reach it")
    except InfrastructureError as error:
        yield fail(_UNREACHED, error.what, error.todo)


def _broker_findings(client: KafkaAdminClient, broker: str, app_id: str) -> Iterator[Finding]:
    sight = checkup_broker.look(client, broker, app_id)
    yield ok("broker", f"{broker} answers")
    yield checkup_broker.topics(sight)
    yield from checkup_broker.configs(sight)
    yield checkup_broker.policies(sight)
    yield checkup_work.switches(sight)
    yield checkup_work.group(client, sight)
    yield checkup_work.dead_letters(sight)
    yield checkup_broker.clock(sight)


def _tell(finding: Finding) -> None:
    click.echo(f"{finding.status:<8}{finding.check:<20}{finding.says}")
    if finding.todo:
        click.echo(f"{'':<28}-> {finding.todo}")
