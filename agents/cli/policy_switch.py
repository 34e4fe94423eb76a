"""`pinocchio policy observe-only | brake | release | controls`: the switches of operations, written and shown."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import click
import msgspec
from msgspec import Raw

from agents.cli import operator, options
from agents.cli.instants import moment
from agents.cli.topic_reading import records_of
from agents.cli.topic_writing import Written, write
from schemas.deadletter import DeadLetter
from schemas.decode import CONTROL, decode_control
from schemas.encode import encode_event
from schemas.enforcement import Measure
from schemas.events.control import (
    BrakeData,
    Control,
    MeasureBraked,
    ObserveOnlyData,
    ObserveOnlySwitched,
    State,
    key_of,
)
from schemas.topics import POLICIES
from streams.core.policy.controls import NO_CONTROLS, OBSERVE_ONLY, Controls, Switch
from streams.core.time import MINUTE, instant, text_of

SOURCE = "pinocchio/cli"
AHEAD = timedelta(seconds=75)
"""Workers learn of a switch within seconds; it must find none that has decided a later event without it."""
CONTENT_TYPE = (("content-type", b"application/cloudevents+json"),)

_measure = click.argument("measure", type=click.Choice(get_args(Measure)))
_since = click.option("--from", "since", callback=moment, metavar="TIME", help="Event time it takes effect; in 75 s.")


@click.command("observe-only")
@click.argument("state", type=click.Choice(get_args(State)))
@operator.why
@operator.by
@_since
@options.broker
@options.as_json
def observe_only(state: State, why: str, by: str, since: int | None, broker: str, as_json: bool) -> None:
    """Turn every measure into a shadow from an event time on (`on`), or back (`off`). Reminders too.

    What is in force stays; what was decided meanwhile stays a shadow. Openings that would be refused are reviewed.
    """
    data = ObserveOnlyData(state=state, effective_from=_effective(since), why=why, by=by)
    _switch(broker, ObserveOnlySwitched(**_envelope(), data=data), f"observe-only {state}", as_json)


@click.command()
@_measure
@operator.why
@operator.by
@_since
@options.broker
@options.as_json
def brake(measure: Measure, why: str, by: str, since: int | None, broker: str, as_json: bool) -> None:
    """Brake MEASURE by hand: a shadow and a review stand for it until it is released."""
    data = BrakeData(measure=measure, state="on", effective_from=_effective(since), why=why, by=by)
    _switch(broker, MeasureBraked(**_envelope(), data=data), f"{measure} braked", as_json)


@click.command()
@_measure
@operator.why
@operator.by
@_since
@options.broker
@options.as_json
def release(measure: Measure, why: str, by: str, since: int | None, broker: str, as_json: bool) -> None:
    """Release the brake of MEASURE, whoever pulled it. What was braked stays a review; it is not made up for."""
    now = _now()
    known = controls_on(broker)
    if not any(known.braked(measure, now + wait) for wait in (0, 10 * MINUTE)):
        click.echo(f"pinocchio: {measure} is not braked; see `pinocchio policy controls`", err=True)
        raise click.exceptions.Exit(1)
    data = BrakeData(measure=measure, state="off", effective_from=_effective(since), why=why, by=by)
    _switch(broker, MeasureBraked(**_envelope(), data=data), f"{measure} released", as_json)


@click.command()
@options.broker
@options.as_json
@click.option("--lines", is_flag=True, help="The records themselves, one a line: what `pinocchio replay` reads.")
def controls(broker: str, as_json: bool, lines: bool) -> None:
    """Show what is switched now, and every turn of every switch. Exit 0 also when something is on."""
    found = _records(broker)
    if lines:
        for control in found:
            click.echo(encode_event(control))
        return
    known = NO_CONTROLS.learnt(found)
    if as_json:
        click.echo(_document(known))
    else:
        _tell(known)


def controls_on(broker: str) -> Controls:
    """Every switch on the policies topic."""
    return NO_CONTROLS.learnt(_records(broker))


def _records(broker: str) -> list[Control]:
    values = (message.value() for message in records_of(broker, [POLICIES.name]))
    found = [decode_control(value) for value in values if value is not None and CONTROL in value]
    return [control for control in found if not isinstance(control, DeadLetter)]


def _now() -> int:
    return time.time_ns() // 1000


def _effective(since: int | None) -> datetime:
    now = datetime.now(UTC)
    if since is None:
        return (now + AHEAD).replace(microsecond=0)
    if since < _now() + MINUTE:
        raise click.BadParameter(
            "it lies under a minute ahead: some workers would already have decided without it. Leave --from away.",
            param_hint="--from",
        )
    return instant(since)


def _envelope() -> dict[str, Any]:
    return {"id": uuid.uuid4().hex, "source": SOURCE, "time": datetime.now(UTC)}


def _switch(broker: str, control: Control, what: str, as_json: bool) -> None:
    key = key_of(control)
    record = Written(
        topic=POLICIES.name, partition=0, key=key.encode(), value=encode_event(control), headers=CONTENT_TYPE
    )
    write(broker, [record], f"pinocchio-switch-{control.id}")
    if as_json:
        click.echo(msgspec.json.encode({"key": key, "written": True, "event": Raw(encode_event(control))}))
        return
    data = control.data
    click.echo(f"{what} for events from {data.effective_from.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} on, by {data.by}")


def _document(known: Controls) -> bytes:
    now = _now()
    on = sorted(name for name in known.switches if known.is_on(name, now))
    turns = {name: [_turn(switch) for switch in switches] for name, switches in sorted(known.switches.items())}
    document = {"observe_only": OBSERVE_ONLY in on, "braked": [n for n in on if n != OBSERVE_ONLY], "turns": turns}
    return msgspec.json.format(msgspec.json.encode(document))


def _turn(switch: Switch) -> dict[str, str]:
    return {
        "state": "on" if switch.on else "off",
        "effective_from": text_of(switch.since),
        "by": switch.by,
        "why": switch.why,
    }


def _tell(known: Controls) -> None:
    now = _now()
    if not known:
        click.echo("nothing was ever switched: every measure is taken as the policy says")
    for name, switches in sorted(known.switches.items()):
        click.echo(f"{name}: {'ON' if known.is_on(name, now) else 'off'} now")
        for switch in switches:
            turn = _turn(switch)
            ahead = "  (ahead)" if switch.since > now else ""
            click.echo(f"  {turn['effective_from']}  {turn['state']:<3} {turn['by']}: {turn['why']}{ahead}")
