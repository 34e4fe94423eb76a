"""`pinocchio doctor`: what is wrong with this installation and its broker, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec
from kafka import KafkaAdminClient

from agents.cli import checkup_broker, checkup_machine, options
from agents.cli.finding import Finding, fail, ok
from streams.runtime import admin
from streams.runtime.errors import EXIT_CHECK_FAILED, EXIT_INFRASTRUCTURE

_PATH = click.Path(path_type=Path)
_OF_BROKER = ("topics", "settings of topics", "policies topic", "group", "clock")


@click.command()
@options.broker
@options.app_id
@click.option("--policy", envvar="PINOCCHIO_POLICY", type=_PATH, help="File or folder; the shipped one without it.")
@click.option("--identity-key-file", envvar="PINOCCHIO_IDENTITY_KEY_FILE", type=_PATH, help="What `worker` would use.")
@options.as_json
def doctor(broker: str, app_id: str, policy: Path | None, identity_key_file: Path | None, as_json: bool) -> None:
    """Check broker, topics, policy, key and versions; say what to do. Changes nothing.

    Exit 0 when all is well, 1 when something is to be done, 3 when the broker cannot be asked.
    """
    machine = [
        checkup_machine.versions(),
        checkup_machine.settings(),
        checkup_machine.policy(policy),
        checkup_machine.identity_key(identity_key_file),
    ]
    found, code = _ask_broker(broker, app_id)
    findings = [*machine, *found]
    if not code and any(finding.status == "fail" for finding in findings):
        code = EXIT_CHECK_FAILED
    _tell(findings, code, as_json)
    raise click.exceptions.Exit(code)


def _ask_broker(broker: str, app_id: str) -> tuple[list[Finding], int]:
    findings: list[Finding] = []
    try:
        with admin.admin_client(broker) as client:
            findings.extend(_broker_findings(client, broker, app_id))
    except admin.AdminError as error:
        done = {finding.check for finding in findings}
        left = [name for name in _OF_BROKER if name not in done]
        skipped = [Finding(check=name, status="skipped", says="the broker could not be asked") for name in left]
        return [*findings, fail("broker", error.what, error.todo), *skipped], EXIT_INFRASTRUCTURE
    return findings, 0


def _broker_findings(client: KafkaAdminClient, broker: str, app_id: str) -> Iterator[Finding]:
    sight = checkup_broker.look(client, broker, app_id)
    yield ok("broker", f"{broker} answers")
    yield checkup_broker.topics(sight)
    yield from checkup_broker.configs(sight)
    yield checkup_broker.policies(sight)
    yield checkup_broker.group(client, sight)
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
