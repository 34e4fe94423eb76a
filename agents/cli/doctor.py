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
    machine = [
        checkup_machine.versions(),
        checkup_machine.settings(),
        checkup_machine.policy(policy),
        checkup_machine.identity_key(identity_key_file),
    ]
    found, code = _ask_broker(broker, app_id)
    findings = [*machine, *found]
    code = _code(findings, code)
    _tell(findings, code, as_json)
    raise click.exceptions.Exit(code)


def _code(findings: Sequence[Finding], code: int) -> int:
    """A wrong setting goes first: the service would not start, whatever the broker says."""
    failed = {finding.check for finding in findings if finding.status == "fail"}
    if "settings" in failed:
        return EXIT_USAGE
    return code or (EXIT_CHECK_FAILED if failed else 0)


def _ask_broker(broker: str, app_id: str) -> tuple[list[Finding], int]:
    findings: list[Finding] = []
    if is_up(broker):
        return list(checkup_up.findings(broker, app_id)), 0
    try:
        with admin.admin_client(broker) as client:
            findings.extend(_broker_findings(client, broker, app_id))
    except SettingsError:  # told by the check of the settings, all of them
        return [*findings, *_skipped(("broker", *_OF_BROKER), findings)], EXIT_USAGE
    except InfrastructureError as error:
        return [*findings, fail("broker", error.what, error.todo), *_skipped(_OF_BROKER, findings)], EXIT_INFRASTRUCTURE
    return findings, 0


def _skipped(checks: Sequence[str], findings: Sequence[Finding]) -> list[Finding]:
    done = {finding.check for finding in findings}
    left = [name for name in checks if name not in done]
    return [skipped(name, "the broker could not be asked") for name in left]


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


def _tell(findings: Sequence[Finding], code: int, as_json: bool) -> None:
    if as_json:
        document = {"ok": code == 0, "findings": findings}
        click.echo(msgspec.json.format(msgspec.json.encode(document)).decode())
        return
    for finding in findings:
        click.echo(f"{finding.status:<8}{finding.check:<20}{finding.says}")
        if finding.todo:
            click.echo(f"{'':<28}-> {finding.todo}")
