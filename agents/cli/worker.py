"""`pinocchio worker`: the service, against a Kafka, until SIGTERM."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from agents.worker import run_worker
from streams.runtime.errors import PinocchioError
from streams.runtime.settings import read_settings


@click.command()
@click.option("--broker", help="host:port[,host:port] of Kafka (PINOCCHIO_BROKER).")
@click.option("--app-id", help="Consumer group and prefix of the state topics (PINOCCHIO_APP_ID).")
@click.option("--policy", type=click.Path(path_type=Path), help="Policy file or directory (PINOCCHIO_POLICY).")
@click.option("--http-port", type=int, help="Of /metrics, /healthz, /readyz; 0 = any free one (PINOCCHIO_HTTP_PORT).")
@click.option("--log-format", help="json or console (PINOCCHIO_LOG_FORMAT).")
def worker(**options: object) -> None:
    """Run the service until SIGTERM.

    Settings come from PINOCCHIO_* variables; an option overrides its variable. Exit codes: 0 stopped cleanly, 1 the
    policy is invalid, 2 a setting is wrong, 3 infrastructure failed (the orchestrator restarts it, nothing is lost).
    """
    try:
        code = run_worker(read_settings(options))
    except PinocchioError as error:
        click.echo(f"pinocchio worker: {error}", err=True)
        code = error.exit_code
    sys.exit(code)
