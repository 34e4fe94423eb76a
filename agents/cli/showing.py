"""Show a running service: traffic goes in, figures and enforcements come out, on a live terminal or as plain lines."""

from __future__ import annotations

import io
import re
import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Self

import click
import msgspec
from rich.console import Console, RenderableType
from rich.live import Live

from agents.cli.child import Child
from agents.cli.figures import Figures, figures
from agents.cli.listening import Listener
from agents.cli.running import Address, running
from agents.cli.sending import Sender, paced
from agents.cli.view import Picture, draw, line, status_line
from agents.cli.words import Lang
from schemas.enforcement import Enforcement
from streams.testing.traffic import Mix, traffic

LOOK_SECONDS = 1.0
STATUS_EVERY = 5
_RATES = 60
_DRAIN_SECONDS = 3.0
_FONT_FACE = re.compile(r"@font-face \{.*?\}", re.DOTALL)


class Show:
    """Traffic, listener and figures of one try-out. Ends what it began."""

    def __init__(self, child: Child, address: Address, mix: Mix | None, notes: list[str], lang: Lang) -> None:
        """Nothing runs before it is entered."""
        self.lang = lang
        self._child = child
        self._address = address
        self._mix = mix
        self._notes = [*notes, f"log      {_at_home(child.log)}"]
        self._started = time.monotonic()
        self._rates: deque[float] = deque(maxlen=_RATES)
        self._figures = Figures()
        self._looked = self._started
        self._quiet = Event()
        self._traffic = Thread(target=self._send, daemon=True)
        self._failed: BaseException | None = None

    def __enter__(self) -> Self:
        """Begin to listen, then to send."""
        self.listener = Listener(self._address.broker)
        if self._mix is not None:
            self._traffic.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the traffic, then the listener."""
        self.end_traffic()
        self.listener.stop()

    def end_traffic(self) -> None:
        """No more events; what was begun is acknowledged."""
        self._quiet.set()
        if self._traffic.is_alive():
            self._traffic.join()

    def drain(self) -> None:
        """Give the worker a moment to decide what is still on its way."""
        end = time.monotonic() + _DRAIN_SECONDS
        while time.monotonic() < end and self.look(is_running=False).figures.lag:
            time.sleep(LOOK_SECONDS / 4)

    def look(self, *, is_running: bool = True) -> Picture:
        """The picture of now. Raises when the worker or the traffic has failed. The end of a run has no rate."""
        self._child.check()
        if self._failed is not None:
            raise self._failed
        page = self._child.metrics()
        if page is not None:
            self._measure(figures([page]), is_running=is_running)
        return Picture(
            seconds=time.monotonic() - self._started,
            figures=self._figures,
            rates=tuple(self._rates),
            newest=tuple(self.listener.newest),
            broker=self._address.broker,
            metrics_url=self._address.metrics_url,
            is_newest=running()[:1] == [self._address],
            notes=self._notes,
        )

    def _measure(self, found: Figures, *, is_running: bool) -> None:
        now = time.monotonic()
        passed, self._looked = now - self._looked, now
        if is_running and passed:
            self._rates.append(max(found.decided - self._figures.decided, 0) / passed)
        self._figures = found

    def _send(self) -> None:
        try:
            mix = msgspec.structs.replace(self._mix or Mix(), start=datetime.now(UTC))
            sender = Sender(self._address.broker, frozenset())
            for record in paced(traffic(mix), mix.rate, self._quiet):
                if record is None:
                    sender.poll()
                else:
                    sender.send(record)
            sender.close()
        except Exception as error:  # noqa: BLE001 - raised again by the next look, in the thread that the user sees
            self._failed = error


def show_live(show: Show, stop: Event, seconds: float | None, picture: Path | None) -> None:
    """The view, drawn anew every second, until `stop` or for so long."""
    console = Console()
    end = None if seconds is None else time.monotonic() + seconds
    with Live(console=console, auto_refresh=False, transient=True) as live:
        while not stop.wait(LOOK_SECONDS) and (end is None or time.monotonic() < end):
            live.update(draw(show.look(), show.lang), refresh=True)
    last = _end(show)
    console.print(draw(last, show.lang))
    if picture is not None:
        _save(draw(last, show.lang), console.width, picture)


def _save(view: RenderableType, width: int, picture: Path) -> None:
    console = Console(record=True, file=io.StringIO(), width=width)
    console.print(view)
    svg = _FONT_FACE.sub("", console.export_svg(title="pinocchio up"))  # no font from somebody else's server
    try:
        picture.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"--picture {picture} cannot be written: {error.strerror}") from error


def _at_home(path: Path) -> str:
    """Short, and it shows in no picture whose home it is."""
    return f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)


def show_lines(show: Show, stop: Event, seconds: float | None) -> None:
    """Plain lines: every enforcement, and now and then the figures."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    end = None if seconds is None else time.monotonic() + seconds
    told = looks = 0
    while not stop.wait(LOOK_SECONDS) and (end is None or time.monotonic() < end):
        picture = show.look()
        told = _tell_new(show, console, told)
        looks += 1
        if looks % STATUS_EVERY == 0:
            console.print(status_line(picture))
    last = _end(show)
    _tell_new(show, console, told)
    console.print(status_line(last))


def _end(show: Show) -> Picture:
    show.end_traffic()
    show.drain()
    return msgspec.structs.replace(show.look(is_running=False), state="ran")


def _tell_new(show: Show, console: Console, told: int) -> int:
    """Print what came since; says so when more came than is kept."""
    count, newest = show.listener.count, list(show.listener.newest)
    fresh: list[Enforcement] = newest[-(count - told) :] if count > told else []
    if count - told > len(fresh):
        console.print(f"... {count - told - len(fresh)} more")
    for enforcement in fresh:
        console.print(line(enforcement, show.lang))
    return count
