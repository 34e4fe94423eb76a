"""`governance.policies.v1` beside the policies: switches of operations. Key: `<what>/<id>`, so that each is kept.

They are events like all others: replay reads them from the same files and obeys them at the same event times.
"""

from __future__ import annotations

from typing import Literal

from schemas.enforcement import Measure
from schemas.envelope import Event
from schemas.fields import Id, Time, Why, Wire

State = Literal["on", "off"]


class ObserveOnlyData(Wire, frozen=True, kw_only=True):
    """From `effective_from` on, every measure is taken in shadow (`on`), or live again (`off`)."""

    state: State
    effective_from: Time
    why: Why
    by: Id


class ObserveOnlySwitched(Event, frozen=True, kw_only=True, tag="governance.control.observe_only.v1"):
    """Operations turned observe-only on or off; `time` is when they did."""

    data: ObserveOnlyData


class BrakeData(Wire, frozen=True, kw_only=True):
    """From `effective_from` on, this measure is a review and a shadow (`on`), or itself again (`off`)."""

    measure: Measure
    state: State
    effective_from: Time
    why: Why
    by: Id


class MeasureBraked(Event, frozen=True, kw_only=True, tag="governance.control.brake.v1"):
    """A measure was braked, by its quota or by hand, or released; `time` is when."""

    data: BrakeData


Control = ObserveOnlySwitched | MeasureBraked


def key_of(control: Control) -> str:
    """The record's key on the policies topic; every control has its own, so that compaction keeps them all."""
    return f"{str(control.__struct_config__.tag).split('.')[2]}/{control.id}"
