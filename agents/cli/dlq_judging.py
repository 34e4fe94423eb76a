"""Would a dead letter be decided today? Reading it again answers most of it; the rest is known from its stage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from agents.cli.dlq_letter import Letter, source_of
from schemas.deadletter import DeadLetter
from schemas.decode import decode
from schemas.envelope import type_of
from schemas.sealed import Tokeniser
from streams.core.hops import ForeignHopError, decode_hop
from streams.runtime.intake import FUTURE, allowed_types

Verdict = Literal["redrive", "hopeless", "done", "cut"]


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What to do with a letter, and why, in words. `hopeless` and `done` can be forced, `cut` cannot."""

    verdict: Verdict
    why: str


def judge(letter: Letter, tokeniser: Tokeniser, redriven: frozenset[str], now: datetime | None = None) -> Judgement:
    """Today's judgement. `redriven` are the places that were sent back before."""
    if letter.was_cut():
        return Judgement(verdict="cut", why="only the beginning of its value was kept: it must come from its producer")
    if letter.place in redriven:
        return Judgement(verdict="done", why="it was redriven before")
    if letter.stage == "late":
        return Judgement(
            verdict="hopeless", why="time has not gone back: it is late again, unless the policy's horizon was widened"
        )
    fault = _fault(letter, tokeniser, now or datetime.now(UTC))
    if fault is not None:
        return Judgement(verdict="hopeless", why=f"it would fail again: {fault}")
    return Judgement(verdict="redrive", why=_hope(letter))


def _fault(letter: Letter, tokeniser: Tokeniser, now: datetime) -> str | None:
    """What is wrong with it for this version of the service, at this time; None when it can be read."""
    if letter.is_hop():
        return _hop_fault(letter)
    event = decode(letter.value, [(name, value) for name, value in letter.headers], tokeniser)
    if isinstance(event, DeadLetter):
        return f"{event.reason}, {event.message}"
    topic = source_of(letter.source)
    if topic is None or type(event) not in allowed_types(topic):
        return f"wrong_topic, {type_of(event)} does not belong on {letter.source}"
    claimed = event.time if event.recordedtime is None else max(event.time, event.recordedtime)
    ahead = claimed > now + timedelta(microseconds=FUTURE)
    return f"future_time, it is for {claimed.isoformat()}" if ahead else None


def _hop_fault(letter: Letter) -> str | None:
    try:
        decode_hop(letter.value or b"")
    except (ForeignHopError, msgspec.MsgspecError, UnicodeError) as error:
        return f"no hop record of this release, {type(error).__name__}"
    return None


def _hope(letter: Letter) -> str:
    if letter.stage == "decide":
        return "it can be read; whether the decision succeeds depends on the fix since"
    return "this version reads it"
