"""Who gives an operator's command, and why: both are recorded with what was done."""

from __future__ import annotations

import getpass
import socket

import click

from schemas.fields import MAX_ID

WHY_MAX = 1_000


def here() -> str:
    """`user@host` of this process."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        name = "somebody"
    return f"{name}@{socket.gethostname()}"[:MAX_ID]


def _why(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if not value.strip() or len(value) > WHY_MAX:
        raise click.BadParameter(f"say why in 1 to {WHY_MAX:,} characters: it is recorded")
    return value.strip()


def _by(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if not value.strip() or len(value) > MAX_ID:
        raise click.BadParameter(f"a name of 1 to {MAX_ID} characters")
    return value.strip()


why = click.option("--why", required=True, callback=_why, help="The reason; recorded.")
by = click.option("--by", default=here, callback=_by, help="Who does it; recorded.  [default: user@host]")
