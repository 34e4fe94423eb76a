"""What operations switched: observe-only, and brakes on single measures, each from an event time on.

A set of switches, in whatever order they were learnt: of those in effect at a moment the latest decides.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from schemas.events.control import Control, ObserveOnlySwitched
from schemas.seal import micros

OBSERVE_ONLY = "observe_only"


class Switch(msgspec.Struct, frozen=True, order=True):
    """One turn of a switch; `since` and `issued` are microseconds. Ordered as they take effect."""

    since: int
    issued: int
    source: str
    id: str
    on: bool
    why: str = ""
    by: str = ""


class Controls(msgspec.Struct, frozen=True):
    """All turns known, by what they switch (`observe_only`, or a measure), in the order of their effect."""

    switches: dict[str, tuple[Switch, ...]] = {}

    def __bool__(self) -> bool:
        """Whether anything was ever switched."""
        return bool(self.switches)

    def observing(self, at: int) -> bool:
        """Whether observe-only is on at this event time."""
        return self.is_on(OBSERVE_ONLY, at)

    def braked(self, measure: str, at: int) -> bool:
        """Whether the brake of this measure is on at this event time."""
        return self.is_on(measure, at)

    def in_effect(self, name: str, at: int) -> Switch | None:
        """The turn that decides at this event time."""
        return next((switch for switch in reversed(self.switches.get(name, ())) if switch.since <= at), None)

    def learnt(self, controls: Iterable[Control]) -> Controls:
        """With these too; the same one twice changes nothing."""
        switches = dict(self.switches)
        for control in controls:
            name, switch = _switch(control)
            switches[name] = tuple(sorted({*switches.get(name, ()), switch}))
        return Controls(switches)

    def is_on(self, name: str, at: int) -> bool:
        """Whether the switch of this name is on at this event time."""
        found = self.in_effect(name, at)
        return found is not None and found.on


NO_CONTROLS = Controls()


def _switch(control: Control) -> tuple[str, Switch]:
    data = control.data
    switch = Switch(
        since=micros(data.effective_from),
        issued=micros(control.time),
        source=control.source,
        id=control.id,
        on=data.state == "on",
        why=data.why,
        by=data.by,
    )
    return (OBSERVE_ONLY if isinstance(control, ObserveOnlySwitched) else control.data.measure), switch
