"""Rows of earlier releases in today's shape, one step of a kind at a time.

A row carries its kind and version (`t`). A new field with a default needs neither a step nor a version; whatever else
changes in a row or in the facts inside it is a new version with a step from the one before. An older release refuses
both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Raw = dict[str, Any]
TAG = "t"


def _without_notices(row: Raw) -> Raw:
    """`target.1` kept a right holder's notice as a report that is no crowd. It had no effect, and names no notice."""
    facts = [fact for fact in row.get("facts", ()) if not (isinstance(fact, dict) and fact.get("crowd") is False)]
    return {**row, TAG: "target.2", "facts": facts}


STEPS: dict[str, Callable[[Raw], Raw]] = {"target.1": _without_notices}


def upgraded(row: Raw) -> Raw | None:
    """The row in the newest shape we know a way to; None when its version is none that we ever had a step from."""
    if row.get(TAG) not in STEPS:
        return None
    while (step := STEPS.get(row[TAG])) is not None:
        row = step(row)
    return row
