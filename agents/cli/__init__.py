"""The operators' verbs, one file a verb, each loaded only when it is called."""

from __future__ import annotations

import importlib
from importlib import metadata

import click

VERBS: dict[str, str] = {
    "up": "Try it: embedded Kafka, a worker, sample traffic, a live view.",
    "send": "Send one listing of your own to a running `up`, and see what is done about it.",
    "worker": "Run the service against a Kafka until SIGTERM.",
    "replay": "Decide recorded events from files, without a broker.",
    "explain": "Tell one enforcement's story, from recorded files or the broker.",
    "simulate": "Write seeded marketplace traffic to a broker or a file.",
    "policy": "Check and activate policies.",
    "report": "Reports over recorded events: agencies by what becomes of their clients.",
    "weights": "Learn what likeness says for linkage, from recorded events.",
    "topics": "Plan and make the topics.",
    "dlq": "Look at dead letters, and send back those that can be decided now.",
    "top": "Watch running workers by their metrics.",
    "doctor": "Check broker, topics, policy, key and versions; say what to do.",
}
"""Every verb with its line in the help. `agents/cli/<verb>.py` exposes a click command of the verb's name."""
INFRASTRUCTURE = 3


class LazyGroup(click.Group):
    """A click group that imports a verb when it is asked for: the others cost nothing and cannot break it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order of the table: from trying out to operating."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The verb's command; None when there is no such verb."""
        if cmd_name not in VERBS:
            return None
        try:
            module = importlib.import_module(f"agents.cli.{cmd_name}")
        except ImportError as error:
            raise BrokenVerbError(cmd_name, error) from error
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - same
        """From the table alone, so that the help imports nothing."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb. An error that carries an `exit_code` is one line for the operator, not a traceback."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            code = getattr(error, "exit_code", None)
            if not isinstance(code, int):
                raise
            click.echo(f"pinocchio: {_one_line(error)}", err=True)
            ctx.exit(code)


def _one_line(error: Exception) -> str:
    """What happened and what to do on one line, unless what happened is a list of its own."""
    what, todo = getattr(error, "what", ""), getattr(error, "todo", "")
    return f"{what}; {todo}" if todo and "\n" not in what else str(error)


class BrokenVerbError(click.ClickException):
    """A verb whose code or libraries are not all installed."""

    exit_code = INFRASTRUCTURE

    def __init__(self, verb: str, error: ImportError) -> None:
        """Name the verb, what is missing and what to do."""
        super().__init__(f"`pinocchio {verb}` cannot be loaded: {error}. Install what is locked: make install")


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"pinocchio {installed_version()}")
        ctx.exit()


def installed_version() -> str:
    """The version of the installed distribution; `0+checkout` when it runs from files that nobody installed."""
    try:
        return metadata.version("pinocchio")
    except metadata.PackageNotFoundError:
        return "0+checkout"


@click.group(cls=LazyGroup, name="pinocchio", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show it.")
def main() -> None:
    """Governance for live-commerce marketplaces: reminds first, then enforces, and says why.

    Exit codes everywhere: 0 ok, 1 a check failed, 2 usage, 3 infrastructure.
    """
