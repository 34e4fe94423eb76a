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

from agents.cli.dlq_letter import Refused
from agents.cli.recorded import controls_in
from schemas.deadletter import DeadLetter
from schemas.enforcement import ApplicationDecided, Enforcement, EnforcementTaken
from schemas.envelope import Event
from schemas.sealed import Tokeniser
from streams.core.policy.model import PolicySet
from streams.core.replay import Replay
from streams.runtime.files import EventFiles

Output = Enforcement | ApplicationDecided
FIRST = 10
"""So many dead letters a summary names."""
LONG = 20_000
"""From so many lines on, a terminal sees a progress bar."""
_EVERY = 500


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A replay that is done. `last` are the newest live measures taken, `refused` the first dead letters."""

    replay: Replay
    events: int
    seconds: float
    last: Sequence[Enforcement]
    refused: Sequence[Refused] = ()

    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds if self.seconds else 0.0


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to replay. `as_of` (microseconds) moves the clock on at the end; a progress bar counts to `lines`.

    `refused` is told every dead letter.
    """

    paths: Sequence[Path]
    tokeniser: Tokeniser
    lines: int
    as_of: int | None = None
    last: int = 5
    refused: Callable[[Refused], None] | None = None


def run(job: Job, policies: PolicySet, publish: Callable[[Output], None], title: str = "replay") -> Run:
    """Replay; `publish` sees every output in order. A bad line is a dead letter and stops nothing.

    Switches of operations among the events are obeyed from their own event time on, wherever they stand.
    """
    last: deque[Enforcement] = deque(maxlen=job.last)

    def heard(output: Output) -> None:
        if isinstance(output, EnforcementTaken) and output.data.mode == "live":
            last.append(output)
        publish(output)

    lost = _Lost(job.refused)
    controls = policies.controls.learnt(controls_in(job.paths))
    replay = Replay(msgspec.structs.replace(policies, controls=controls), heard, lost.event)
    files = EventFiles(job.paths, job.tokeniser, refused=lost.line)
    started = time.perf_counter()
    with _progress(title, job.lines) as advance:
        replay.feed(_counted(files.events(), advance))
        replay.feed(files.dead.elements())
    if job.as_of is not None:
        replay.move_to(job.as_of)
    seconds = time.perf_counter() - started
    events = sum(replay.verdicts.values())
    return Run(replay=replay, events=events, seconds=seconds, last=tuple(last), refused=tuple(lost.first))


class _Lost:
    """Dead letters as they come: the first few are kept for the summary, all are told to whoever wants them."""

    def __init__(self, tell: Callable[[Refused], None] | None) -> None:
        self.first: list[Refused] = []
        self._tell = tell

    def line(self, path: Path, number: int, why: DeadLetter) -> None:
        self._take(Refused(stage=why.stage, reason=why.reason, message=why.message, file=str(path), line=number))

    def event(self, event: Event, why: DeadLetter) -> None:
        refused = Refused(stage=why.stage, reason=why.reason, message=why.message, source=event.source, id=event.id)
        self._take(refused)

    def _take(self, refused: Refused) -> None:
        if len(self.first) < FIRST:
            self.first.append(refused)
        if self._tell is not None:
            self._tell(refused)


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
