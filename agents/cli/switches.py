"""What is switched, read from the policies topic and told in words: now, and from when on."""

from __future__ import annotations

import time
from collections.abc import Iterator

import click
import msgspec
from confluent_kafka import Message

from agents.cli.topic_reading import records_of
from schemas.deadletter import DeadLetter
from schemas.decode import CONTROL, decode_control
from schemas.events.control import Control
from schemas.topics import POLICIES
from streams.core.policy.controls import NO_CONTROLS, OBSERVE_ONLY, Controls, Switch
from streams.core.time import text_of


class Standing(msgspec.Struct, frozen=True):
    """One switch: the turn that decides now (None: never turned), and the first one ahead that changes it."""

    name: str
    now: Switch | None
    ahead: Switch | None

    @property
    def on(self) -> bool:
        """Whether it is on now."""
        return self.now is not None and self.now.on


def now() -> int:
    """This moment in microseconds."""
    return time.time_ns() // 1000


def controls_on(broker: str) -> Controls:
    """Every switch on the policies topic."""
    return NO_CONTROLS.learnt(control_records(broker))


def control_records(broker: str) -> list[Control]:
    """Every turn as it was written. One that cannot be read switches nothing, and is named."""
    return [control for message in records_of(broker, [POLICIES.name]) for control in _read(message)]


def _read(message: Message) -> Iterator[Control]:
    value = message.value()
    if value is None or CONTROL not in value:
        return
    control = decode_control(value)
    if isinstance(control, DeadLetter):
        place = f"{POLICIES.name}, partition {message.partition()}, offset {message.offset()}"
        click.echo(f"passed over, as workers do, for it is no switch: {place}: {control.message}", err=True)
    else:
        yield control


def standings(known: Controls, at: int) -> Iterator[Standing]:
    """Every switch that was ever turned, observe-only first."""
    for name in sorted(known.switches, key=lambda name: (name != OBSERVE_ONLY, name)):
        yield standing(known, name, at)


def standing(known: Controls, name: str, at: int) -> Standing:
    """One switch at a moment."""
    on = known.is_on(name, at)
    later = (switch for switch in known.switches.get(name, ()) if switch.since > at and switch.on != on)
    return Standing(name, known.in_effect(name, at), next(later, None))


def since(known: Controls, name: str, at: int) -> Switch | None:
    """The turn that brought about what holds at this moment: a repeated `on` does not begin anew."""
    on, found = known.is_on(name, at), None
    for switch in reversed(known.switches.get(name, ())):
        if switch.since <= at:
            if switch.on != on:
                break
            found = switch
    return found


def told(switch: Switch) -> str:
    """Since when, by whom, why."""
    return f"{text_of(switch.since)}, by {switch.by}: {switch.why}"
