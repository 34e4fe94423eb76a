"""One replay of recorded files under one set of policies: the run itself, with its pace and its progress."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from schemas.enforcement import ApplicationDecided, Enforcement, EnforcementTaken
from schemas.envelope import Event
from schemas.sealed import Tokeniser
from streams.core.policy.model import PolicySet
from streams.core.replay import Replay
from streams.runtime.files import EventFiles

Output = Enforcement | ApplicationDecided
LONG = 20_000
"""From so many lines on, a terminal sees a progress bar."""
_EVERY = 500


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A replay that is done. `last` are the newest live measures taken."""

    replay: Replay
    events: int
    seconds: float
    last: Sequence[Enforcement]

    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds if self.seconds else 0.0


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to replay. `as_of` (microseconds) moves the clock on at the end; a progress bar counts to `lines`."""

    paths: Sequence[Path]
    tokeniser: Tokeniser
    lines: int
    as_of: int | None = None
    last: int = 5


def run(job: Job, policies: PolicySet, publish: Callable[[Output], None], title: str = "replay") -> Run:
    """Replay; `publish` sees every output in order. A bad line is a dead letter and stops nothing."""
    last: deque[Enforcement] = deque(maxlen=job.last)

    def heard(output: Output) -> None:
        if isinstance(output, EnforcementTaken) and output.data.mode == "live":
            last.append(output)
        publish(output)

    replay = Replay(policies, heard)
    files = EventFiles(job.paths, job.tokeniser)
    started = time.perf_counter()
    with _progress(title, job.lines) as advance:
        replay.feed(_counted(files.events(), advance))
        replay.feed(files.dead.elements())
    if job.as_of is not None:
        replay.move_to(job.as_of)
    seconds = time.perf_counter() - started
    return Run(replay=replay, events=sum(replay.verdicts.values()), seconds=seconds, last=tuple(last))


def _counted(events: Iterator[Event], advance: Callable[[int], None]) -> Iterator[Event]:
    for number, event in enumerate(events, 1):
        if number % _EVERY == 0:
            advance(_EVERY)
        yield event


class _Rate(ProgressColumn):
    """Events a second, of the last seconds."""

    def render(self, task: Task) -> Text:
        """The rate of the bar's task."""
        return Text(f"{task.speed or 0:,.0f} events/s", style="green")


@contextmanager
def _progress(title: str, lines: int) -> Iterator[Callable[[int], None]]:
    """A bar with rate and time left on stderr, for long input before a terminal; else nothing."""
    if lines < LONG or not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=lines)
        yield lambda count: bar.advance(task, count)
