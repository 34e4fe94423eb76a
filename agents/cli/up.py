"""`pinocchio up`: the whole service on this machine and nothing else: Kafka in memory, a worker, traffic, a view."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

import click
from rich.console import Console

from agents.cli.child import Child, port_near
from agents.cli.running import Address, announce, own_folder
from agents.cli.showing import Show, show_lines, show_live
from agents.cli.source import KEY_NOTE, is_development_key
from agents.cli.stopping import stop_on_signals
from agents.cli.words import Lang
from streams.runtime.broker import embedded_broker
from streams.runtime.errors import SettingsError
from streams.runtime.settings import Settings, read_settings
from streams.testing.traffic import Mix

PORT = 6066
_TICK_SECONDS = "5"  # idle rows move soon enough to be seen


@click.command()
@click.option(
    "--rate", type=click.FloatRange(1, 5_000), default=200.0, show_default=True, help="Sample events a second."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same traffic.")
@click.option("--no-traffic", is_flag=True, help="Only what you send yourself.")
@click.option("--duration", type=click.FloatRange(1), metavar="SECONDS", help="End by itself; else at ctrl-C.")
@click.option("--policy", type=click.Path(exists=True, path_type=Path), help="A file or a folder.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the words.")
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Save the last view as SVG.")
def up(
    rate: float,
    seed: int,
    no_traffic: bool,
    duration: float | None,
    policy: Path | None,
    lang: Lang,
    picture: Path | None,
) -> None:
    """Try it: Kafka in memory, the worker, sample traffic and a live view, all on loopback.

    Everything shown is real: enforcements are read from the broker, figures from the worker's metrics page.
    """
    settings = read_settings()  # every wrong one is told here, not after the broker has started
    _refuse_security(settings)
    notes = _notes()
    port = port_near(PORT)
    if port != PORT:
        notes.append(f"port {PORT} is taken: the metrics are on {port}")
    _say(*notes, "starting Kafka in memory and the worker ...")
    with ExitStack() as stack:
        stop = stack.enter_context(stop_on_signals())
        folder = stack.enter_context(own_folder())
        broker = stack.enter_context(embedded_broker(settings.app_id))
        child = Child(_environment(broker, policy), port, folder / "worker.log")
        stack.callback(child.stop)
        address = Address(broker=broker, metrics_url=f"{child.url}/metrics", pid=os.getpid())
        if not child.wait_ready(stop):
            return
        announce(folder, address)
        mix = None if no_traffic else Mix(seed=seed, rate=rate)
        show = stack.enter_context(Show(child, address, mix, notes, lang))
        if sys.stdout.isatty() or picture is not None:
            show_live(show, stop, duration, picture)
        else:
            show_lines(show, stop, duration)
        _say("stopping ...")


def _environment(broker: str, policy: Path | None) -> dict[str, str]:
    tick = os.environ.get("PINOCCHIO_TICK_SECONDS", _TICK_SECONDS)
    told = {"PINOCCHIO_BROKER": broker, "PINOCCHIO_TICK_SECONDS": tick}
    return told | ({} if policy is None else {"PINOCCHIO_POLICY": str(policy)})


def _refuse_security(settings: Settings) -> None:
    if settings.kafka_security_protocol != "PLAINTEXT":
        raise SettingsError(
            f"PINOCCHIO_KAFKA_SECURITY_PROTOCOL is {settings.kafka_security_protocol}, but `up` runs a Kafka in "
            "memory, which has neither TLS nor logins",
            "unset it for `up`; or try it on your broker with `pinocchio worker`",
        )


def _notes() -> list[str]:
    return [KEY_NOTE] if is_development_key() else []


def _say(*lines: str) -> None:
    console = Console(stderr=True, highlight=False)
    for text in lines:
        console.print(text, style="dim", soft_wrap=True)
