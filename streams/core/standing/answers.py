"""What hosts answer and what comes of it, the same for targets and ledgers: corrections, acknowledgements, appeals."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from streams.core.rows.facts import Acknowledged, Appealed, AppealEnded, Corrected, Held
from streams.core.standing.standing import Standing
from streams.core.time import DAY

EARLY_SPAN = 2 * DAY  # a correction this soon after a reminder closed belongs to that one, not to the next
EARLY_MAX = 16
OF_ONE_EVENT = ("ruling", "linkage")  # an appeal is about that one, and about no other that asks for the same
OF_CONTENT = ("rule", "lapse", "repeat")  # what rests on words that were shown
CROWD = "crowd"  # the basis, and the content, of what rests on reports


def correct(standing: Standing, fact: Corrected) -> None:
    """Close the target's reminders; a correction that finds none, nor one just closed, waits for the one to come."""
    if standing.correct(fact.target_kind, fact.target_id, fact.time, fact.cause, "corrected"):
        return
    if all(fact.time - at > EARLY_SPAN for at in standing.closed.values()):
        standing.early = [*standing.early, (fact.target_kind, fact.target_id, fact.time)][-EARLY_MAX:]


def acknowledge(standing: Standing, fact: Acknowledged) -> None:
    """Mark the open reminders of the target as seen; closes nothing."""
    for key, held in standing.held.items():
        if held.measure == "remind" and key[:2] == (fact.target_kind, fact.target_id):
            standing.held[key] = msgspec.structs.replace(held, acknowledged=True)


def appealed(standing: Standing, fact: Appealed) -> None:
    """A person looks when the appellant asks for one (Order 116); the measure itself stays until decided."""
    if fact.human_requested and fact.measure is not None:
        standing.take(
            Held(
                target_kind=fact.target_kind,
                target_id=fact.target_id,
                measure="review",
                violation_class=fact.violation_class,
                mode=fact.mode,
                start=fact.time,
                rule_id="appeal",
                policy_version="",
                cause=fact.cause,
                basis="appeal",
            )
        )


def end_appeal(standing: Standing, fact: AppealEnded) -> None:
    """Lift the review an appeal asked for and, when upheld, the measure itself and what it lapsed into."""
    end_review(standing, fact)
    if not fact.upheld or fact.measure is None:
        return
    about = (fact.target_kind, fact.target_id, fact.measure, fact.violation_class, fact.mode)
    for key, held in list(standing.held.items()):
        itself = key == about
        if itself and held.basis in OF_ONE_EVENT and held.cause != fact.against:
            continue  # what was appealed against is out of the fold already; this one rests on another event
        if itself or _is_of(held, fact):
            standing.forget_behind(key)
            standing.lift(key, fact.time, "appeal_upheld", fact.cause)


def end_review(standing: Standing, fact: AppealEnded) -> None:
    """Lift the review that an appeal asked for."""
    target = (fact.target_kind, fact.target_id)
    for key, basis in list(standing.behind):
        if basis == "appeal" and key[:2] == target and key[3] == fact.violation_class:
            standing.forget_behind(key, basis)
    for key, held in list(standing.held.items()):
        if held.basis == "appeal" and key[:2] == target and held.violation_class == fact.violation_class:
            standing.lift(key, fact.time, "appeal_upheld" if fact.upheld else "recomputed", fact.cause)


def uphold(standing: Standing, fact: AppealEnded, bases: Sequence[str]) -> bool:
    """Lift the measure that was appealed against and what it lapsed into, as far as they rest on this kind of ground.

    What others ask for goes on: it is taken anew, under their ground, and may be appealed against in its turn. False
    when there was nothing to lift.
    """
    about = (fact.target_kind, fact.target_id, fact.measure, fact.violation_class, fact.mode)
    joined = [place for place in standing.behind if place[0] == about and place[1] in bases]
    for place in joined:
        del standing.behind[place]
    its = [key for key, held in standing.held.items() if held.basis in bases and (key == about or _is_of(held, fact))]
    for key in its:
        standing.forget_behind(key, *bases)
        standing.lift(key, fact.time, "appeal_upheld", fact.cause)
    return bool(joined or its)


def _is_of(held: Held, fact: AppealEnded) -> bool:
    return held.cause == fact.against and held.violation_class == fact.violation_class
