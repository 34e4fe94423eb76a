"""Options that several verbs share. An option overrides its environment variable."""

from __future__ import annotations

import re

import click

from agents.cli.running import find

UP = "up"
"""Instead of an address: the Kafka in memory of the running `pinocchio up`."""
_ADDRESS = re.compile(r"[^\s,:]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5}")
_MAX_PORT = 65_535
# what Kafka takes in a topic's name; the longest suffix of ours is far below the 249 it allows
_APP_ID = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}")


def _check_broker(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if value == UP:
        return find().broker
    for address in value.split(","):
        if not _ADDRESS.fullmatch(address) or not 0 < int(address.rpartition(":")[2]) <= _MAX_PORT:
            raise click.BadParameter(
                f"{address!r} is not host:port. Give host:port[,host:port], or `up` for a running `pinocchio up`."
            )
    return value


def _check_app_id(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if not _APP_ID.fullmatch(value):
        raise click.BadParameter(f"{value!r} cannot begin a topic's name: letters, digits, '.', '_', '-', at most 128.")
    return value


broker = click.option(
    "--broker",
    envvar="PINOCCHIO_BROKER",
    default="127.0.0.1:9092",
    show_default=True,
    callback=_check_broker,
    help="host:port[,host:port] of Kafka, or `up`: the running `pinocchio up` (PINOCCHIO_BROKER).",
)
app_id = click.option(
    "--app-id",
    envvar="PINOCCHIO_APP_ID",
    default="pinocchio-v1",
    show_default=True,
    callback=_check_app_id,
    help="Consumer group and prefix of the state topics (PINOCCHIO_APP_ID).",
)
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, for machines.")
