"""Switches of operations for tests: built as the command writes them, in the set that a policy set carries."""

from __future__ import annotations

from datetime import datetime

from schemas.enforcement import Measure
from schemas.events.control import BrakeData, MeasureBraked, ObserveOnlyData, ObserveOnlySwitched, State

SOURCE = "pinocchio/test"


def observe_only(state: State, at: datetime, number: int = 0) -> ObserveOnlySwitched:
    """Observe-only on or off from this event time on."""
    data = ObserveOnlyData(state=state, effective_from=at, why="a test", by="somebody")
    return ObserveOnlySwitched(id=f"{state}-{at.isoformat()}-{number}", source=SOURCE, time=at, data=data)


def brake(measure: Measure, state: State, at: datetime, number: int = 0) -> MeasureBraked:
    """The brake of a measure, on or off from this event time on."""
    data = BrakeData(measure=measure, state=state, effective_from=at, why="a test", by="somebody")
    return MeasureBraked(id=f"{measure}-{state}-{at.isoformat()}-{number}", source=SOURCE, time=at, data=data)
