"""What the engine says about a file of events, in lines a person can check."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from schemas.enforcement import ApplicationDecided, Enforcement, EnforcementTaken
from schemas.seal import micros
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.load import load_policies
from streams.core.policy.model import PolicySet
from streams.core.replay import Replay
from streams.core.time import text_of
from streams.runtime.files import EventFiles
from streams.testing.builders import JsonEvent, to_lines

SHIPPED = Path(__file__).parents[2] / "deploy" / "policies"


@cache
def shipped() -> PolicySet:
    return load_policies(SHIPPED)


def replayed(*paths: Path, run: int = 100_000) -> tuple[Replay, list[Enforcement | ApplicationDecided]]:
    outputs: list[Enforcement | ApplicationDecided] = []
    replay = Replay(shipped(), outputs.append)
    replay.feed(EventFiles(paths, KeyedTokeniser(DEVELOPMENT_KEY), run).events())
    return replay, outputs


def told(path: Path) -> list[str]:
    return [_line(output) for output in replayed(path)[1]]


def _line(output: Enforcement | ApplicationDecided) -> str:
    when = text_of(micros(output.time))
    if isinstance(output, ApplicationDecided):
        return f"{when} {output.data.decision} application/{output.data.application_id}"
    data = output.data
    change = "taken" if isinstance(output, EnforcementTaken) else f"lifted ({data.lift_reason})"
    until = "" if data.expires_at is None else f" until {text_of(micros(data.expires_at))}"
    mode = "" if data.mode == "live" else " [shadow]"
    return f"{when} {change} {data.measure} {data.target_kind}/{data.target_id} {data.violation_class}{until}{mode}"


def first_id(events: list[JsonEvent], measure: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"
        path.write_bytes(to_lines(events))
        outputs = replayed(path)[1]
    return next(o.id for o in outputs if isinstance(o, EnforcementTaken) and o.data.measure == measure)
