"""`pinocchio policy observe-only | brake | release | controls`: the switches of operations, written and shown."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, cast, get_args

import click
import msgspec
from msgspec import Raw

from agents.cli import operator, options, switches
from agents.cli.instants import moment
from agents.cli.switches import control_records, controls_on, since, standing, standings
from agents.cli.topic_writing import Written, write
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
from streams.core.time import DAY, MINUTE, instant, micros, text_of

SOURCE = "pinocchio/cli"
AHEAD = timedelta(seconds=75)
"""Workers learn of a switch within seconds; it must find none that has decided a later event without it."""
MOST_AHEAD = 31 * DAY
CONTENT_TYPE = (("content-type", b"application/cloudevents+json"),)

_measure = click.argument("measure", type=click.Choice(get_args(Measure)))
_since = click.option("--from", "since", callback=moment, metavar="TIME", help="Event time it takes effect; in 75 s.")


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator wants: a switch, its state, from when on (None: soon), who and why, and how to answer."""

    name: str
    state: State
    why: str
    by: str
    since: int | None
    broker: str
    as_json: bool

    def control(self, effective: datetime) -> Control:
        """The event that says so."""
        envelope: dict[str, Any] = {"id": uuid.uuid4().hex, "source": SOURCE, "time": datetime.now(UTC)}
        told: dict[str, Any] = {"state": self.state, "effective_from": effective, "why": self.why, "by": self.by}
        if self.name == OBSERVE_ONLY:
            return ObserveOnlySwitched(**envelope, data=ObserveOnlyData(**told))
        return MeasureBraked(**envelope, data=BrakeData(measure=cast("Measure", self.name), **told))


@click.command("observe-only")
@click.argument("state", type=click.Choice(get_args(State)))
@operator.why
@operator.by
@_since
@options.broker
@options.as_json
def observe_only(state: State, **told: Any) -> None:
    """Turn every measure into a shadow from an event time on (`on`), or back (`off`). Reminders too.

    What is in force stays; what was decided meanwhile stays a shadow. Openings that would be refused are reviewed.
    """
    _turn(Turn(name=OBSERVE_ONLY, state=state, **told), f"observe-only {state}")


@click.command()
@_measure
@operator.why
@operator.by
@_since
@options.broker
@options.as_json
def brake(measure: Measure, **told: Any) -> None:
    """Brake MEASURE by hand: a shadow and a review stand for it until it is released."""
    _turn(Turn(name=measure, state="on", **told), f"{measure} braked")


@click.command()
@_measure
@operator.why
@operator.by
@_since
@options.broker
@options.as_json
def release(measure: Measure, **told: Any) -> None:
    """Release the brake of MEASURE, whoever pulled it. What was braked stays a review; it is not made up for."""
    if not _turn(Turn(name=measure, state="off", **told), f"{measure} released"):
        raise click.exceptions.Exit(1)


@click.command()
@options.broker
@options.as_json
@click.option("--lines", is_flag=True, help="The records themselves, one a line: what `pinocchio replay` reads.")
def controls(broker: str, as_json: bool, lines: bool) -> None:
    """Show what is switched now, and every turn of every switch. Exit 0 also when something is on."""
    found = control_records(broker)
    if lines:
        for control in found:
            click.echo(encode_event(control))
        return
    known = NO_CONTROLS.learnt(found)
    if as_json:
        click.echo(_document(known))
    else:
        _tell(known)


def _turn(turn: Turn, done: str) -> bool:
    """Write it, unless the switch stands so by then anyway; whether it was written."""
    effective = _effective(turn.since)
    known, at = controls_on(turn.broker), micros(effective)
    if known.is_on(turn.name, at) == (turn.state == "on"):
        _already(turn, known, at)
        return False
    _switch(turn, turn.control(effective), done)
    return True


def _already(turn: Turn, known: Controls, at: int) -> None:
    """Nothing to do is told, with who did it: somebody else may be at it too."""
    cause, ahead = since(known, turn.name, at), standing(known, turn.name, at).ahead
    if turn.as_json:
        parts = {"since": cause, "ahead": ahead}
        found = {name: switch and _as_dict(switch) for name, switch in parts.items()}
        click.echo(msgspec.json.encode({"name": turn.name, "written": False, "state": turn.state, **found}))
        return
    told = "was never switched on" if cause is None else f"is {turn.state} already since {switches.told(cause)}"
    if cause is not None and cause.since > switches.now():
        told = f"is {turn.state} already from {switches.told(cause)} (ahead)"
    then = "" if ahead is None else f"; it changes at {switches.told(ahead)}: for after that give --from"
    what = "observe-only" if turn.name == OBSERVE_ONLY else f"the brake of {turn.name}"
    click.echo(f"pinocchio: {what} {told}{then}. Nothing was written; see `pinocchio policy controls`", err=True)


def _effective(since: int | None) -> datetime:
    now = datetime.now(UTC)
    if since is None:
        return (now + AHEAD).replace(microsecond=0)
    if since < switches.now() + MINUTE:
        raise click.BadParameter(
            "it lies under a minute ahead: some workers would already have decided without it. Leave --from away.",
            param_hint="--from",
        )
    if since > switches.now() + MOST_AHEAD:
        raise click.BadParameter(
            "it lies more than 31 days ahead: switched now, it will be forgotten by then.", param_hint="--from"
        )
    return instant(since)


def _switch(turn: Turn, control: Control, done: str) -> None:
    key = key_of(control)
    record = Written(
        topic=POLICIES.name, partition=0, key=key.encode(), value=encode_event(control), headers=CONTENT_TYPE
    )
    write(turn.broker, [record], f"pinocchio-switch-{control.id}")
    if turn.as_json:
        click.echo(msgspec.json.encode({"key": key, "written": True, "event": Raw(encode_event(control))}))
        return
    click.echo(f"{done} for events from {text_of(micros(control.data.effective_from))} on, by {turn.by}")


def _document(known: Controls) -> bytes:
    found = list(standings(known, switches.now()))
    observing = any(one.on and one.name == OBSERVE_ONLY for one in found)
    braked = [one.name for one in found if one.on and one.name != OBSERVE_ONLY]
    ahead = {one.name: _as_dict(one.ahead) for one in found if one.ahead is not None}
    turns = {name: [_as_dict(switch) for switch in turned] for name, turned in sorted(known.switches.items())}
    document = {"observe_only": observing, "braked": braked, "ahead": ahead, "turns": turns}
    return msgspec.json.format(msgspec.json.encode(document))


def _as_dict(switch: Switch) -> dict[str, str]:
    return {
        "state": "on" if switch.on else "off",
        "effective_from": text_of(switch.since),
        "by": switch.by,
        "why": switch.why,
    }


def _tell(known: Controls) -> None:
    if not known:
        click.echo("nothing was ever switched: every measure is taken as the policy says")
    at = switches.now()
    for one in standings(known, at):
        then = "" if one.ahead is None else f", {'on' if one.ahead.on else 'off'} from {text_of(one.ahead.since)}"
        click.echo(f"{one.name}: {'ON' if one.on else 'off'} now{then}")
        for switch in known.switches[one.name]:
            turn = _as_dict(switch)
            ahead = "  (ahead)" if switch.since > at else ""
            click.echo(f"  {turn['effective_from']}  {turn['state']:<3} {turn['by']}: {turn['why']}{ahead}")
