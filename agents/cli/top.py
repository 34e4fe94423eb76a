"""`pinocchio top`: running workers, watched by their metrics pages."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import click
import msgspec
from rich.console import Console
from rich.live import Live

from agents.cli import options
from agents.cli.figures import Figures, figures
from agents.cli.stopping import stop_on_signals
from agents.cli.top_view import Look, draw, lines
from streams.runtime.errors import InfrastructureError

TIMEOUT_SECONDS = 3.0
_MAX_BYTES = 16 * 1024 * 1024


def _url(_ctx: click.Context, _param: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    for value in values:
        if not value.startswith(("http://", "https://")):
            raise click.BadParameter(f"{value!r} is no address: http://host:port, the port is PINOCCHIO_HTTP_PORT")
    return tuple(value if value.endswith("/metrics") else value.rstrip("/") + "/metrics" for value in values)


@click.command()
@click.option(
    "--url",
    "urls",
    multiple=True,
    default=("http://127.0.0.1:6066",),
    show_default=True,
    callback=_url,
    help="A worker's address; again for each further worker.",
)
@click.option("--every", type=click.FloatRange(0.2, 60), default=2.0, show_default=True, help="Seconds between looks.")
@click.option("--once", is_flag=True, help="Look twice, print, end: for scripts.")
@options.as_json
def top(urls: tuple[str, ...], every: float, once: bool, as_json: bool) -> None:
    """Watch running workers: what goes in and comes out, lag, dead letters, policy, switches and brakes.

    With --once or --json: one look. Exit 0 when all workers answered, 3 when one did not.
    """
    watch = Watch(urls)
    if once or as_json:
        watch.look()
        time.sleep(min(every, 1.0))  # a rate needs two looks
        _print(watch.look(), as_json)
        return
    with stop_on_signals() as stop, Live(console=Console(), auto_refresh=False, screen=False) as live:
        while not stop.is_set():
            live.update(draw(watch.look()), refresh=True)
            stop.wait(every)


class Watch:
    """Looks at workers, and remembers the look before for its rates."""

    def __init__(self, urls: Sequence[str]) -> None:
        """`urls` are metrics pages."""
        self._urls = urls
        self._before: tuple[float, Figures] | None = None

    def look(self) -> Look:
        """Ask all of them at once; one that does not answer is told, and the others are shown."""
        with ThreadPoolExecutor(max_workers=16) as pool:
            answers = dict(zip(self._urls, pool.map(_page, self._urls), strict=True))
        now = time.monotonic()
        found = figures(page for page in answers.values() if isinstance(page, str))
        before, self._before = self._before, (now, found)
        down = {url: str(why) for url, why in answers.items() if not isinstance(why, str)}
        look = Look(figures=found, asked=len(self._urls), down=down)
        if before is None or before[1].workers != found.workers:
            return look
        passed = now - before[0]
        return msgspec.structs.replace(
            look,
            received_rate=max(found.received - before[1].received, 0) / passed,
            taken_rate=max(sum(found.taken.values()) - sum(before[1].taken.values()), 0) / passed,
        )


def _page(url: str) -> str | Exception:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - http or https, checked
            return _checked(answer.read(_MAX_BYTES).decode())
    except urllib.error.HTTPError as error:
        return InfrastructureError(f"it answers {error.code}")
    except (OSError, ValueError) as error:
        return InfrastructureError(str(getattr(error, "reason", error)))


def _checked(page: str) -> str:
    """Somebody else may listen on that port."""
    try:
        figures([page])
    except (ValueError, KeyError) as error:
        raise ValueError("it is no metrics page of a worker") from error
    return page


def _print(look: Look, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(look)))
    else:
        click.echo("\n".join(lines(look)))
    if look.down:
        raise click.exceptions.Exit(InfrastructureError.exit_code)
