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
CROWD = "crowd"
REVIEW_SPAN = 7 * 24 * 3600 * 1_000_000  # what the shipped policy gives a crowd's review; a step knows no policy


def _without_notices(row: Raw) -> Raw:
    """`target.1` kept a right holder's notice as a report that is no crowd. It had no effect, and names no notice."""
    facts = [fact for fact in row.get("facts", ()) if not (isinstance(fact, dict) and fact.get("crowd") is False)]
    return {**row, "facts": facts}


def _with_ends(row: Raw) -> Raw:
    """A crowd's review of `target.1` had no end. It would stand for good, and shut out every crowd after it."""
    learnt = {(fact["source"], fact["id"]): fact.get("recorded", 0) for fact in row.get("facts", ())}
    ended: Raw = {name: [_ending(held, learnt) for held in row[name]] for name in ("held", "base_held") if name in row}
    ends = [held["expires_at"] for held in ended.get("held", ()) if held.get("expires_at") is not None]
    timers = ends if row.get("due") is None else [row["due"], *ends]
    return {**row, **ended, "due": min(timers, default=None)}


def _ending(held: Raw, learnt: dict[tuple[str, str], int]) -> Raw:
    """The measure with the end that today's fold gives it; the review that a crowd's reminder lapses to, too."""
    if held.get("content") != CROWD:
        return held
    if held.get("lapse") is not None:
        return {**held, "lapse": {"duration": REVIEW_SPAN, **held["lapse"]}}
    if held["measure"] != "review" or held.get("expires_at") is not None:
        return held
    source, name = held["cause"]
    return {**held, "expires_at": max(held["start"], learnt.get((source, name), 0)) + REVIEW_SPAN}


def _target_2(row: Raw) -> Raw:
    """`target.1` did not say when a timer last fired: it may have been just now."""
    return {**_with_ends(_without_notices(row)), "fired": row.get("clock", 0), TAG: "target.2"}


def _account_2(row: Raw) -> Raw:
    """`account.1` kept the answers of an application's last form only, and did not say by its key of which."""
    forms: dict[tuple[str, int], Raw] = {}
    for name, told in row.get("answers", {}).items():
        for value, answer in told.items():
            forms.setdefault((name, answer[0]), {})[value] = answer
    return {**row, "answers": forms, TAG: "account.2"}


def _token_2(row: Raw) -> Raw:
    """`token.1` kept one ask of an application, and the moment in it, not in the key."""
    asks = {(*asker, asked): ask for asker, (asked, *ask) in row.get("asks", {}).items()}
    return {**row, "asks": asks, TAG: "token.2"}


STEPS: dict[str, Callable[[Raw], Raw]] = {"target.1": _target_2, "account.1": _account_2, "token.1": _token_2}


def upgraded(row: Raw) -> Raw | None:
    """The row in the newest shape we know a way to; None when its version is none that we ever had a step from."""
    if row.get(TAG) not in STEPS:
        return None
    while (step := STEPS.get(row[TAG])) is not None:
        row = step(row)
    return row
